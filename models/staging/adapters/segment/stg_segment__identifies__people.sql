{{ config(enabled=adapter_place("segment") is not none) }}

with
    source as (select * from {{ source("segment", "identifies") }}),

    parsed as (
        select
            {{ clean_text("source.id") }} as event_id,
            'segment' as source,
            {{ clean_text("source.user_id") }} as user_id,
            {{ clean_text("source.anonymous_id") }} as anonymous_id,
            {{ clean_text("source.email") }} as email,
            {{ clean_text("source.phone") }} as phone,
            {{ clean_text("source.first_name") }} as given_name,
            {{ clean_text("source.last_name") }} as family_name,
            {{ clean_text("source.name") }} as full_name,
            {{ read_gender("source.gender") }} as gender,
            {{ clean_text("source.address_street") }} as street,
            {{ clean_text("source.address_postal_code") }} as postal_code,
            {{ clean_text("source.address_city") }} as city,
            {{ clean_text("source.address_state") }} as region,
            country_aliases.code as country,
            source._extra as attributes,
            {{ read_date("source.birthday") }} as birth_date,
            {{ read_timestamp("source.created_at") }} as created_at,
            {{ segment_instants() }},
            source._overflow,
            {{ row_identity() }}
        from source {{ alias_join("country", "source.address_country") }}
    ),

    -- a call often carries one trait alone: what was said before stays a record of its own
    stated as (
        select
            *,
            {{
                dbt.hash(
                    in_one_text(
                        [
                            "user_id",
                            "case when user_id is null then anonymous_id end",
                            "email",
                            "phone",
                            "given_name",
                            "family_name",
                            "full_name",
                            "gender",
                            "street",
                            "postal_code",
                            "city",
                            "region",
                            "country",
                            "cast(birth_date as " ~ dbt.type_string() ~ ")",
                        ]
                    )
                )
            }} as record_id,
            event_at as observed_at
        from parsed
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["event_id is null", "missing id"],
                        ["observed_at is null", "unreadable timestamp"],
                        ["user_id is null and anonymous_id is null", "names nobody"],
                    ]
                )
            }},
            {{
                value_issues(
                    {
                        "gender": "gender",
                        "country": "address_country",
                        "birth_date": "birthday",
                        "created_at": "created_at",
                    }
                )
            }}
        from stated
    ),

    versioned as (select *, {{ row_status(key="record_id", newest="observed_at") }} from judged)

select *
from versioned
