{{ config(enabled=adapter_place("segment") is not none) }}

with
    source as (select * from {{ source("segment", "identifies") }}),

    parsed as (
        select
            {{ clean_text("source.id") }} as event_id,
            'segment' as source,
            'anonymous_id' as id_type_a,
            {{ clean_text("source.anonymous_id") }} as id_value_a,
            case
                when {{ clean_text("source.user_id") }} is not null
                then 'user_id'
                when {{ clean_text("source.email") }} is not null
                then 'email'
                else 'phone'
            end as id_type_b,
            coalesce(
                {{ clean_text("source.user_id") }}, {{ clean_text("source.email") }}, {{ clean_text("source.phone") }}
            ) as id_value_b,
            {{ segment_instants() }},
            source._overflow,
            {{ row_identity() }}
        from source
    ),

    -- a call of a server, or one that identifies nobody, links nothing: no reason to refuse it
    linked as (select *, event_at as observed_at from parsed where id_value_a is not null and id_value_b is not null),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["event_id is null", "missing id"],
                        ["observed_at is null", "unreadable timestamp"],
                    ]
                )
            }},
            cast(null as {{ dbt.type_string() }}) as value_issues
        from linked
    ),

    versioned as (
        select *, {{ row_status(key=["id_value_a", "id_type_b", "id_value_b", "observed_at"], newest="observed_at") }}
        from judged
    )

select *
from versioned
