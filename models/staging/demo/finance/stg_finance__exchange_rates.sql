with
    source as (select * from {{ source("finance", "exchange_rates") }}),

    parsed as (
        select
            currency_aliases.code as currency,
            {{ read_decimal("replace(source.rate_to_reporting, ',', '.')", scale=8) }} as rate_to_reporting,
            {{ read_date("source.rate_date") }} as date_day,
            {{ delivered_at("source._synced_at") }} as loaded_at,
            _overflow,
            {{ row_identity() }}
        from source {{ alias_join("currency", "source.currency") }}
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["currency is null", "unknown currency"],
                        ["date_day is null", "unreadable rate_date"],
                        ["rate_to_reporting is null or rate_to_reporting <= 0", "unreadable rate_to_reporting"],
                    ]
                )
            }},
            cast(null as {{ dbt.type_string() }}) as value_issues
        from parsed
    ),

    versioned as (select *, {{ row_status(key=["date_day", "currency"], newest="loaded_at") }} from judged)

select *
from versioned
