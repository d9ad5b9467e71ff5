{{ config(enabled=adapter_place("shopify") is not none) }}

with
    source as (select * from {{ source("shopify", "customer") }}),

    parsed as (
        select
            {{ clean_text("source.id") }} as record_id,
            'shopify' as source,
            -- a guest checkout makes a customer of its own every time: only who has an account is known by the id
            case
                when {{ lower_case(clean_text("source.state")) }} = 'enabled' then {{ clean_text("source.id") }}
            end as user_id,
            {{ clean_text("source.email") }} as email,
            {{ clean_text("source.phone") }} as phone,
            {{ clean_text("source.first_name") }} as given_name,
            {{ clean_text("source.last_name") }} as family_name,
            source._extra as attributes,
            {{ read_boolean("source.verified_email") }} as email_verified,
            coalesce(
                {{ read_timestamp("source.updated_at") }},
                {{ read_timestamp("source.created_at") }},
                {{ delivered_at(["source._fivetran_synced", "source._arrived_at"]) }}
            ) as observed_at,
            {{ read_timestamp("source.created_at") }} as created_at,
            {{ read_timestamp("source.updated_at") }} as updated_at,
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
            {{
                value_issues(
                    {"email_verified": "verified_email", "created_at": "created_at", "updated_at": "updated_at"}
                )
            }}
        from parsed
    ),

    versioned as (select *, {{ row_status(key="record_id", newest="observed_at") }} from judged)

select *
from versioned
