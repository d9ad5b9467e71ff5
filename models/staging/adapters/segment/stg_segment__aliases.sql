{{ config(enabled=adapter_place("segment") is not none) }}

with
    source as (select * from {{ source("segment", "aliases") }}),

    parsed as (
        select
            {{ clean_text("source.id") }} as event_id,
            'segment' as source,
            'anonymous_id' as id_type_a,
            {{ clean_text("source.previous_id") }} as id_value_a,
            'user_id' as id_type_b,
            {{ clean_text("source.user_id") }} as id_value_b,
            {{ segment_instants() }},
            source._overflow,
            {{ row_identity() }}
        from source
    ),

    linked as (select *, event_at as observed_at from parsed),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["event_id is null", "missing id"],
                        ["observed_at is null", "unreadable timestamp"],
                        ["id_value_a is null", "missing previous_id"],
                        ["id_value_b is null", "missing user_id"],
                    ]
                )
            }},
            cast(null as {{ dbt.type_string() }}) as value_issues
        from linked
    ),

    versioned as (
        select *, {{ row_status(key=["id_value_a", "id_value_b", "observed_at"], newest="observed_at") }} from judged
    )

select *
from versioned
