{{ config(enabled=adapter_place("segment") is not none) }}

with
    source as (select * from {{ source("segment", "screens") }}),

    parsed as (select 'screen_viewed' as event_name, {{ segment_call() }} from source),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["event_id is null", "missing id"],
                        ["event_at is null", "unreadable timestamp"],
                    ]
                )
            }},
            cast(null as {{ dbt.type_string() }}) as value_issues
        from parsed
    ),

    versioned as (select *, {{ row_status(key="event_id", newest="event_at") }} from judged)

select *
from versioned
