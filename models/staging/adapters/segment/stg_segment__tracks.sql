{{ config(enabled=adapter_place("segment") is not none) }}

with
    source as (select * from {{ source("segment", "tracks") }}),

    -- the tables of single events hold the same calls with their properties
    told_better as (
        select id
        from {{ source("segment", "product_viewed") }}
        union all
        select id
        from {{ source("segment", "product_added") }}
        union all
        select id
        from {{ source("segment", "checkout_started") }}
        union all
        select id
        from {{ source("segment", "order_completed") }}
        union all
        select id
        from {{ source("segment", "order_refunded") }}
    ),

    twins as (select distinct id as twin_id from told_better),

    parsed as (
        select
            {{ snake_case("source.event") }} as event_name,
            {{ clean_text("source.context_page_url") }} as page_url,
            {{ clean_text("source.context_page_referrer") }} as page_referrer,
            twins.twin_id,
            {{ segment_call() }}
        from source
        left join twins on source.id = twins.twin_id
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["event_id is null", "missing id"],
                        ["event_name is null", "missing event"],
                        ["event_at is null", "unreadable timestamp"],
                    ]
                )
            }},
            cast(null as {{ dbt.type_string() }}) as value_issues
        from parsed
    ),

    versioned as (
        select *, {{ row_status(key="event_id", newest="event_at", superseded_when="twin_id is not null") }} from judged
    )

select *
from versioned
