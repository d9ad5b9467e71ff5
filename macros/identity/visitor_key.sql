{# What browsed, over the columns of input__events: the cookie or installation, else the device, else the account, else the event alone. #}
{% macro visitor_key() -%}
    coalesce(
        {{ normalise_key("anonymous_id") }},
        {{ normalise_key("device_id") }},
        {{ normalise_key("user_id") }},
        {{ normalise_email("email") }},
        {{ normalise_phone("phone") }},
        event_id
    )
{%- endmacro %}
