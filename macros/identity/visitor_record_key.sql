{#
  The key of the identity record an event belongs to, over the columns of input__events: the visitor, and apart from it each account that
  logged in there. A shared computer thus never makes one record of two people: their accounts are linked through its cookie, and that
  link can be cut.
#}
{% macro visitor_record_key() -%}
    {%- set account -%}
        coalesce({{ identifier("user_id", "user_id") }}, {{ identifier("email", "email") }}, {{ identifier("phone", "phone") }})
    {%- endset -%}
    case
        when {{ account }} is null or {{ account }} = {{ visitor_key() }}
        then {{ visitor_key() }}
        else {{ visitor_key() }} || '~' || {{ account }}
    end
{%- endmacro %}
