{#
  An e-mail address in lower case without blanks; null where it is none. Dots and plus-tags go only where the provider is known to ignore
  them: elsewhere 'anna+shop@' may be somebody else's mailbox. What is nothing but dots and a tag there is nobody's.
  The domains are tested by pattern, not by equality: on a column of nulls alone DuckDB 2.0.0 fails to plan the equality inside this case
  ("BindBuiltinScalarFunction did not return a BoundFunctionExpression").
#}
{% macro normalise_email(value) -%}
    {%- set address = regex_replace_all(lower_case("replace(" ~ trimmed(value) ~ ", ' ', '')"), "^mailto:", "") -%}
    {%- set providers = "fastmail|gmail|googlemail|hotmail|icloud|outlook|protonmail" -%}
    {%- set local = "split_part(split_part(" ~ address ~ ", '@', 1), '+', 1)" -%}
    case
        when not {{ matches(address, "'^[^@,;]+@[^@,;]+[.]([^@,;.0-9]{2,}|xn--[a-z0-9-]+)$'") }}
        then null
        when {{ matches(address, "'^[.]*([+][^@]*)?@(" ~ providers ~ ")[.]com$'") }}
        then null
        when {{ matches(address, "'@(gmail|googlemail)[.]com$'") }}
        then replace({{ local }}, '.', '') || '@gmail.com'
        when {{ matches(address, "'@(fastmail|hotmail|icloud|outlook|protonmail)[.]com$'") }}
        then {{ local }} || '@' || split_part({{ address }}, '@', 2)
        else {{ address }}
    end
{%- endmacro %}
