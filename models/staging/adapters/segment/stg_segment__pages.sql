{{ config(enabled=adapter_place("segment") is not none) }}

with
    source as (select * from {{ source("segment", "pages") }}),

    parsed as (
        select
            'page_viewed' as event_name,
            coalesce({{ clean_text("source.url") }}, {{ clean_text("source.context_page_url") }}) as page_url,
            coalesce(
                {{ clean_text("source.referrer") }}, {{ clean_text("source.context_page_referrer") }}
            ) as page_referrer,
            {{ segment_call() }}
        from source
    ),

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
