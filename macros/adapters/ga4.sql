{# The value of a parameter of a GA4 event, whatever its type, as text. #}
{% macro ga4_param(key) -%}
    {%- set value = json_text(json_of_key("source.event_params", key), "value") -%}
    nullif(
        coalesce(
            {{ clean_text(json_text(value, "string_value")) }},
            {{ json_text(value, "int_value") }},
            {{ json_text(value, "double_value") }},
            {{ json_text(value, "float_value") }}
        ),
        '(not set)'
    )
{%- endmacro %}

{# When a GA4 event happened: microseconds in UTC. #}
{% macro ga4_event_at() -%} {{ instant_of_micros(read_integer("source.event_timestamp")) }} {%- endmacro %}

{# GA4 gives events no id: an event delivered twice has the same values in these. #}
{% macro ga4_event_id() -%}
    {{
        dbt.hash(
            in_one_text(
                [
                    "source.user_pseudo_id",
                    "source.event_name",
                    "source.event_timestamp",
                    "source.event_bundle_sequence_id",
                    "source.event_params",
                ]
            )
        )
    }}
{%- endmacro %}

{# The order that a purchase or refund is about. #}
{% macro ga4_order_id() -%}
    nullif(
        coalesce({{ clean_text(json_text("source.ecommerce", "transaction_id")) }}, {{ ga4_param("transaction_id") }}),
        '(not set)'
    )
{%- endmacro %}
