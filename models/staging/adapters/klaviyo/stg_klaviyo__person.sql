{{ config(enabled=adapter_place("klaviyo") is not none) }}

with
    source as (select * from {{ source("klaviyo", "person") }}),

    parsed as (
        select
            {{ clean_text("source.id") }} as record_id,
            'klaviyo' as source,
            {{ clean_text("source.email") }} as email,
            {{ clean_text("source.phone_number") }} as phone,
            {{ clean_text("source.first_name") }} as given_name,
            {{ clean_text("source.last_name") }} as family_name,
            source._extra as attributes,
            coalesce(
                {{ read_timestamp("source.updated") }},
                {{ read_timestamp("source.created") }},
                {{ delivered_at(["source._fivetran_synced", "source._arrived_at"]) }}
            ) as observed_at,
            {{ read_timestamp("source.created") }} as created_at,
            {{ read_timestamp("source.updated") }} as updated_at,
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
                    ]
                )
            }},
            {{ value_issues({"created_at": "created", "updated_at": "updated"}) }}
        from parsed
    ),

    versioned as (select *, {{ row_status(key="record_id", newest="observed_at") }} from judged)

select *
from versioned
