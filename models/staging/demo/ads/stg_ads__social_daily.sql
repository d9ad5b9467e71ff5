with
    source as (select * from {{ source("ads", "social_daily") }}),

    parsed as (
        select
            'social' as platform,
            {{ clean_text("source.account_id") }} as account_id,
            {{ clean_text("source.campaign_id") }} as campaign_id,
            {{ clean_text("source.adset_id") }} as ad_group_id,
            {{ clean_text("source.ad_id") }} as ad_id,
            {{ clean_text("source.campaign_name") }} as campaign_name,
            {{ clean_text("source.adset_name") }} as ad_group_name,
            {{ clean_text("source.ad_name") }} as ad_name,
            currency_aliases.code as currency,
            {{ clean_text("source.timezone_name") }} as time_zone,
            {{ read_integer("source.impressions") }} as impressions,
            {{ read_integer("source.clicks") }} as clicks,
            {{ read_decimal("source.spend") }} as spend,
            {{ read_decimal("source.purchases") }} as conversions,
            {{ read_decimal("source.purchase_value") }} as conversions_value,
            {{ read_date("source.date_start") }} as date_day,
            {{ delivered_at("source._synced_at") }} as loaded_at,
            _overflow,
            {{ row_identity() }}
        from source {{ alias_join("currency", "source.account_currency") }}
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["date_day is null", "unreadable date_start"],
                        ["account_id is null", "missing account_id"],
                        ["campaign_id is null", "missing campaign_id"],
                        ["spend is null", "unreadable spend"],
                        ["currency is null", "unknown account_currency"],
                        ["time_zone is null", "missing timezone_name"],
                    ]
                )
            }},
            {{
                value_issues(
                    {
                        "impressions": "impressions",
                        "clicks": "clicks",
                        "conversions": "purchases",
                        "conversions_value": "purchase_value",
                    }
                )
            }}
        from parsed
    ),

    versioned as (
        select
            *,
            {{ row_status(key=["date_day", "account_id", "campaign_id", "ad_group_id", "ad_id"], newest="loaded_at") }}
        from judged
    )

select *
from versioned
