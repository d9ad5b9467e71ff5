with
    source as (select * from {{ source("grocer", "demographics") }}),

    parsed as (
        select
            {{ clean_text("household_id") }} as record_id,
            'grocer' as source,
            {{ clean_text("household_id") }} as user_id,
            {{
                json_object(
                    {
                        "age": clean_text("age"),
                        "income": clean_text("income"),
                        "home_ownership": clean_text("home_ownership"),
                        "marital_status": clean_text("marital_status"),
                        "household_size": clean_text("household_size"),
                        "household_composition": clean_text("household_comp"),
                        "kids_count": clean_text("kids_count"),
                    }
                )
            }} as attributes,
            -- the survey has no date: as if it had been held before the first day of the year
            cast('2017-01-01 00:00:00' as timestamp) as observed_at,
            cast('2017-01-01 00:00:00' as timestamp) as loaded_at,
            _overflow,
            {{ row_identity() }}
        from source
    ),

    judged as (
        select
            *,
            {{ reject_reason([["record_id is null", "missing household_id"]]) }},
            cast(null as {{ dbt.type_string() }}) as value_issues
        from parsed
    ),

    versioned as (select *, {{ row_status(key="record_id", newest="observed_at") }} from judged)

select *
from versioned
