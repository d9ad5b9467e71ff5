{{ config(enabled=adapter_place("snowplow") is not none) }}

with
    source as (select * from {{ source("snowplow", "events") }}),

    parsed as (
        select
            'snowplow' as source,
            'anonymous_id' as id_type_a,
            {{ clean_text("source.domain_userid") }} as id_value_a,
            'user_id' as id_type_b,
            {{ clean_text("source.user_id") }} as id_value_b,
            coalesce(
                {{ read_timestamp("source.derived_tstamp") }}, {{ read_timestamp("source.collector_tstamp") }}
            ) as observed_at,
            {{ delivered_at(["source.collector_tstamp", "source._arrived_at"]) }} as loaded_at,
            source._overflow,
            {{ row_identity() }}
        from source
        where {{ clean_text("source.domain_userid") }} is not null and {{ clean_text("source.user_id") }} is not null
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["observed_at is null", "unreadable derived_tstamp and collector_tstamp"],
                    ]
                )
            }},
            cast(null as {{ dbt.type_string() }}) as value_issues
        from parsed
    ),

    versioned as (
        select *, {{ row_status(key=["id_value_a", "id_value_b", "observed_at"], newest="observed_at") }} from judged
    )

select *
from versioned
