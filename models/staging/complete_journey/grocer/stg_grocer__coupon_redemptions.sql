with
    source as (select * from {{ source("grocer", "coupon_redemptions") }}),

    parsed as (
        select
            (
                {{ clean_text("household_id") }}
                || '~'
                || {{ clean_text("coupon_upc") }}
                || '~'
                || {{ clean_text("campaign_id") }}
                || '~'
                || {{ clean_text("redemption_date") }}
            ) as event_id,
            'grocer' as source,
            'coupon_redeemed' as event_name,
            {{ clean_text("household_id") }} as user_id,
            {{ clean_text("campaign_id") }} as utm_campaign,
            {{ json_object({"coupon_upc": clean_text("coupon_upc")}) }} as properties,
            {{ read_timestamp("redemption_date") }} as event_at,
            -- the day is known, the hour is not: nothing may be known of it before the day is over
            {{ dbt.dateadd("day", 1, read_timestamp("redemption_date")) }} as loaded_at,
            _overflow,
            {{ row_identity() }}
        from source
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["user_id is null", "missing household_id"],
                        ["event_at is null", "unreadable redemption_date"],
                    ]
                )
            }},
            cast(null as {{ dbt.type_string() }}) as value_issues
        from parsed
    ),

    versioned as (select *, {{ row_status(key="event_id", newest="event_at") }} from judged)

select *
from versioned
