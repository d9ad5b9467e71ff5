with
    source as (select * from {{ source("registers", "people") }}),

    parsed as (
        select
            {{ clean_text("record_id") }} as record_id,
            coalesce({{ clean_text("source") }}, 'registers') as source,
            {{ clean_text("user_id") }} as user_id,
            {{ clean_text("email") }} as email,
            {{ clean_text("phone") }} as phone,
            {{ clean_text("given_name") }} as given_name,
            {{ clean_text("family_name") }} as family_name,
            {{ clean_text("full_name") }} as full_name,
            {{ read_gender("gender") }} as gender,
            {{ clean_text("street") }} as street,
            {{ clean_text("postal_code") }} as postal_code,
            {{ clean_text("city") }} as city,
            {{ clean_text("region") }} as region,
            {{ clean_text("country") }} as country,
            {{
                json_object(
                    {
                        "middle_name": clean_text("middle_name"),
                        "occupation": clean_text("occupation"),
                        "national_id": clean_text("national_id"),
                    }
                )
            }} as attributes,
            -- not read_date: registers hold the dead too
            cast({{ to_utc(clean_text("birth_date")) }} as date) as birth_date,
            -- a register has no clock of its own
            cast('2026-01-01 00:00:00' as timestamp) as observed_at,
            cast('2026-01-01 00:00:00' as timestamp) as loaded_at,
            _overflow,
            {{ row_identity() }}
        from source
    ),

    judged as (
        select
            *,
            {{ reject_reason([["record_id is null", "missing record_id"]]) }},
            {{ value_issues({"gender": "gender", "birth_date": "birth_date"}) }}
        from parsed
    ),

    versioned as (select *, {{ row_status(key="source, record_id", newest="observed_at") }} from judged)

select *
from versioned
