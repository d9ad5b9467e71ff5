with
    source as (select * from {{ source("ads", "search_daily") }}),

    parsed as (
        select
            'search' as platform,
            {{ clean_text("source.account_id") }} as account_id,
            {{ clean_text("source.campaign_id") }} as campaign_id,
            {{ clean_text("source.ad_group_id") }} as ad_group_id,
            {{ clean_text("source.ad_id") }} as ad_id,
            {{ clean_text("source.campaign_name") }} as campaign_name,
            {{ clean_text("source.ad_group_name") }} as ad_group_name,
            currency_aliases.code as currency,
            {{ clean_text("source.account_time_zone") }} as time_zone,
            {{ read_integer("source.impressions") }} as impressions,
            {{ read_integer("source.clicks") }} as clicks,
            cast({{ read_integer("source.cost_micros") }} * cast(0.000001 as decimal(6, 6)) as decimal(18, 4)) as spend,
            {{ read_decimal("source.conversions") }} as conversions,
            {{ read_decimal("source.conversions_value") }} as conversions_value,
            {{ read_date("source.date") }} as date_day,
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
                        ["date_day is null", "unreadable date"],
                        ["account_id is null", "missing account_id"],
                        ["campaign_id is null", "missing campaign_id"],
                        ["spend is null", "unreadable cost_micros"],
                        ["currency is null", "unknown currency"],
                        ["time_zone is null", "missing account_time_zone"],
                    ]
                )
            }},
            {{
                value_issues(
                    {
                        "impressions": "impressions",
                        "clicks": "clicks",
                        "conversions": "conversions",
                        "conversions_value": "conversions_value",
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
