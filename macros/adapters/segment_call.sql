{# The columns that every table of Segment and RudderStack has, as those of input__events; reads the raw columns of `source`. #}
{% macro segment_call() -%}
    {{ clean_text("source.id") }} as event_id,
    'segment' as source,
    {{ clean_text("source.anonymous_id") }} as anonymous_id,
    {{ clean_text("source.context_device_advertising_id") }} as device_id,
    {{ clean_text("source.user_id") }} as user_id,
    {{ clean_text("source.context_campaign_source") }} as utm_source,
    {{ clean_text("source.context_campaign_medium") }} as utm_medium,
    {{ clean_text("source.context_campaign_name") }} as utm_campaign,
    {{ clean_text("source.context_campaign_term") }} as utm_term,
    {{ clean_text("source.context_campaign_content") }} as utm_content,
    {{ clean_text("source.context_ip") }} as ip,
    {{ clean_text("source.context_user_agent") }} as user_agent,
    source._extra as properties,
    {{ segment_instants() }},
    source._overflow,
    {{ row_identity() }}
{%- endmacro %}

{# When a call happened, and when it was received. #}
{% macro segment_instants() -%}
    coalesce({{ read_timestamp("source.timestamp") }}, {{ read_timestamp("source.original_timestamp") }}) as event_at,
    {{ delivered_at(["source.received_at", "source.sent_at", "source.timestamp", "source._arrived_at"]) }} as loaded_at
{%- endmacro %}
