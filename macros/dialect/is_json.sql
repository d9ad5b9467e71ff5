{#
  Whether a text is one JSON value (RFC 8259) and nothing else; null stays null. Each engine's reader forgives something: Spark's single
  quotes, control characters in texts, half of a pair of surrogates, and whatever stands behind the value; DuckDB's a comma before a
  closing bracket, NaN and infinity.
#}
{% macro is_json(expression) -%} {{ return(adapter.dispatch("is_json", "dmp")(expression)) }} {%- endmacro %}

{#
  What Spark forgives inside a value leaves a sign outside of its texts: once escapes and then texts are taken out, a quote, backslash or
  control character is left. What stands behind the value breaks one of two wrappings: ']' the list, '}' the object, ',' the one item.
#}
{% macro default__is_json(expression) -%}
    (
        case
            when {{ expression }} is null
            then null
            when
                get_json_object(concat('{"v":', {{ expression }}, '}'), '$') is not null
                and json_array_length(concat('[', {{ expression }}, ']')) = 1
            then
                regexp_replace(
                    regexp_replace(
                        {{ expression }},
                        '\\\\(["\\\\/bfnrt]|u([0-9abcefABCEF][0-9a-fA-F]{3}|[dD][0-7][0-9a-fA-F]{2}|[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}))',
                        'x'
                    ),
                    '"[^"\\\\\\x00-\\x1f]*"',
                    '0'
                )
                rlike '^[\\]\\[{}:,0-9a-zA-Z.+ \\t\\r\\n-]*\\z'
            else false
        end
    )
{%- endmacro %}

{# Texts are taken out, if at all, only where a text or a value could be one of the three. #}
{% macro duckdb__is_json(expression) -%}
    {%- set forgiven = "'(?i),[ \\t\\r\\n]*[]}]|nan|inf'" -%}
    {%- set outside_texts = "regexp_replace(" ~ expression ~ ", '\"([^\"\\\\]|\\\\.)*\"', '0', 'g')" -%}
    (
        json_valid({{ expression }})
        and not (
            regexp_matches({{ expression }}, {{ forgiven }}) and regexp_matches({{ outside_texts }}, {{ forgiven }})
        )
    )
{%- endmacro %}
