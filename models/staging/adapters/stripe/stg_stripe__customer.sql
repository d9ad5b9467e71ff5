{{ config(enabled=adapter_place("stripe") is not none) }}

with
    source as (select * from {{ source("stripe", "customer") }}),

    parsed as (
        select
            {{ clean_text("source.id") }} as record_id,
            'stripe' as source,
            {{ clean_text(json_text(read_json("source.metadata"), "user_id")) }} as user_id,
            {{ clean_text("source.email") }} as email,
            {{ clean_text("source.phone") }} as phone,
            {{ clean_text("source.name") }} as full_name,
            source._extra as attributes,
            coalesce(
                {{ delivered_at(["source._fivetran_synced", "source._arrived_at"]) }},
                {{ read_timestamp("source.created") }}
            ) as observed_at,
            {{ read_timestamp("source.created") }} as created_at,
            {{ read_boolean("source.livemode") }} as is_live,
            {{ read_boolean("source.is_deleted") }} as is_deleted,
            {{ delivered_at(["source._fivetran_synced", "source._arrived_at"]) }} as loaded_at,
            source._overflow,
            {{ row_identity() }}
        from source
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["record_id is null", "missing id"],
                        ["not is_live", "not live mode"],
                        ["is_deleted", "deleted at the source"],
                    ]
                )
            }},
            {{ value_issues({"created_at": "created"}) }}
        from parsed
    ),

    versioned as (select *, {{ row_status(key="record_id", newest="observed_at") }} from judged)

select *
from versioned
