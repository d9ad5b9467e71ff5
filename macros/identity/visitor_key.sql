{# What browsed, over the columns of input__events: the cookie or installation, else the device, else the account, else the event alone. #}
{% macro visitor_key() -%}
    coalesce(
        {{ identifier("anonymous_id", "anonymous_id") }},
        {{ identifier("device_id", "device_id") }},
        {{ identifier("user_id", "user_id") }},
        {{ identifier("email", "email") }},
        {{ identifier("phone", "phone") }},
        event_id
    )
{%- endmacro %}
