with
    source as (select * from {{ source("shop", "customers") }}),

    parsed as (
        select
            {{ clean_text("source.customer_id") }} as record_id,
            'shop' as source,
            {{ clean_text("source.customer_id") }} as user_id,
            {{ clean_text("source.email") }} as email,
            {{ clean_text("source.phone") }} as phone,
            {{ clean_text("source.first_name") }} as given_name,
            {{ clean_text("source.last_name") }} as family_name,
            {{ read_gender("source.gender") }} as gender,
            {{ clean_text("source.street") }} as street,
            {{ clean_text("source.postal_code") }} as postal_code,
            {{ clean_text("source.city") }} as city,
            {{ clean_text("source.region") }} as region,
            country_aliases.code as country,
            {{ read_boolean("source.email_verified") }} as email_verified,
            {{ read_date("source.birth_date") }} as birth_date,
            coalesce(
                {{ read_timestamp("source.updated_at") }},
                {{ read_timestamp("source.created_at") }},
                {{ delivered_at("source._synced_at") }}
            ) as observed_at,
            {{ read_timestamp("source.created_at") }} as created_at,
            {{ read_timestamp("source.updated_at") }} as updated_at,
            {{ delivered_at("source._synced_at") }} as loaded_at,
            _overflow,
            {{ row_identity() }}
        from source {{ alias_join("country", "source.country") }}
    ),

    judged as (
        select
            *,
            {{ reject_reason([["record_id is null", "missing customer_id"]]) }},
            {{
                value_issues(
                    {
                        "gender": "gender",
                        "country": "country",
                        "email_verified": "email_verified",
                        "birth_date": "birth_date",
                        "created_at": "created_at",
                        "updated_at": "updated_at",
                    }
                )
            }}
        from parsed
    ),

    versioned as (select *, {{ row_status(key="record_id", newest="observed_at") }} from judged)

select *
from versioned
