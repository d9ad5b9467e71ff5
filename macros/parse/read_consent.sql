{# granted or denied from the spellings of statements about consent; null where it is neither: silence is no consent. #}
{% macro read_consent(column) -%}
    {%- set text = lower_case(clean_text(column)) -%}
    case
        when {{ text }} in ('granted', 'subscribed', 'opted_in', 'opt_in', 'opt-in', 'accepted')
        then 'granted'
        when
            {{ text }}
            in ('denied', 'withdrawn', 'revoked', 'unsubscribed', 'opted_out', 'opt_out', 'opt-out', 'rejected')
        then 'denied'
        when {{ read_boolean(column) }}
        then 'granted'
        when not {{ read_boolean(column) }}
        then 'denied'
    end
{%- endmacro %}
