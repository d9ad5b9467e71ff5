{{ config(enabled=(env_var("DMP_DATASET", "") or "demo") == "sightings") }}

with
    source as (select * from {{ source("registers", "visits") }}),

    parsed as (
        select
            {{ clean_text("event_id") }} as event_id,
            coalesce({{ clean_text("source") }}, 'visits') as source,
            'page_viewed' as event_name,
            {{ clean_text("anonymous_id") }} as anonymous_id,
            {{ clean_text("device_id") }} as device_id,
            {{ clean_text("user_id") }} as user_id,
            {{ clean_text("email") }} as email,
            {{ clean_text("phone") }} as phone,
            -- a register has no clock of its own
            cast('2026-01-01 00:00:00' as timestamp) as event_at,
            cast('2026-01-01 00:00:00' as timestamp) as loaded_at,
            _overflow,
            {{ row_identity() }}
        from source
    ),

    judged as (
        select
            *,
            {{ reject_reason([["event_id is null", "missing event_id"]]) }},
            cast(null as {{ dbt.type_string() }}) as value_issues
        from parsed
    ),

    versioned as (select *, {{ row_status(key="source, event_id", newest="event_at") }} from judged)

select *
from versioned
