{{ config(enabled=adapter_place("meta_ads") is not none) }}

with
    source as (select * from {{ source("meta_ads", "basic_ad") }}),

    accounts as (
        select
            id,
            currency,
            timezone_name,
            row_number() over (
                partition by id order by {{ read_timestamp("_fivetran_synced") }} desc nulls last, _row_text nulls last
            ) as age
        from {{ source("meta_ads", "account_history") }}
    ),

    ads as (
        select
            id,
            ad_set_id,
            campaign_id,
            row_number() over (
                partition by id order by {{ read_timestamp("updated_time") }} desc nulls last, _row_text nulls last
            ) as age
        from {{ source("meta_ads", "ad_history") }}
    ),

    campaigns as (
        select
            id,
            name,
            row_number() over (
                partition by id order by {{ read_timestamp("updated_time") }} desc nulls last, _row_text nulls last
            ) as age
        from {{ source("meta_ads", "campaign_history") }}
    ),

    -- the type purchase has the purchases of all channels; the others are parts of it, or hold it again
    purchases as (
        select
            ad_id,
            date,
            {{ read_decimal("value") }} as value,
            row_number() over (
                partition by ad_id, date
                order by
                    {{ read_timestamp("_fivetran_synced") }} desc nulls last,
                    {{ to_utc("_arrived_at") }} desc nulls last,
                    _row_text nulls last
            ) as age
        from {{ source("meta_ads", "basic_ad_actions") }}
        where {{ clean_text("action_type") }} = 'purchase'
    ),

    parsed as (
        select
            'meta_ads' as platform,
            {{ clean_text("source.account_id") }} as account_id,
            ads.campaign_id,
            ads.ad_set_id as ad_group_id,
            {{ clean_text("source.ad_id") }} as ad_id,
            campaigns.name as campaign_name,
            {{ clean_text("source.adset_name") }} as ad_group_name,
            {{ clean_text("source.ad_name") }} as ad_name,
            currency_aliases.code as currency,
            {{ clean_text("accounts.timezone_name") }} as time_zone,
            {{ read_integer("source.impressions") }} as impressions,
            {{ read_integer("source.inline_link_clicks") }} as clicks,
            {{ read_decimal("source.spend") }} as spend,
            purchases.value as conversions,
            {{ read_date("source.date") }} as date_day,
            {{ delivered_at(["source._fivetran_synced", "source._arrived_at"]) }} as loaded_at,
            source._overflow,
            {{ row_identity() }}
        from source
        left join ads on source.ad_id = ads.id and ads.age = 1
        left join campaigns on ads.campaign_id = campaigns.id and campaigns.age = 1
        left join accounts on source.account_id = accounts.id and accounts.age = 1
        left join
            purchases
            on source.ad_id = purchases.ad_id
            and source.date = purchases.date
            and purchases.age = 1 {{ alias_join("currency", "accounts.currency") }}
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["date_day is null", "unreadable date"],
                        ["account_id is null", "missing account_id"],
                        ["campaign_id is null", "no campaign in ad_history"],
                        ["spend is null", "unreadable spend"],
                        ["currency is null", "no currency in account_history"],
                        ["time_zone is null", "no timezone_name in account_history"],
                    ]
                )
            }},
            {{ value_issues({"impressions": "impressions", "clicks": "inline_link_clicks"}) }}
        from parsed
    ),

    versioned as (select *, {{ row_status(key=["date_day", "account_id", "ad_id"], newest="loaded_at") }} from judged)

select *
from versioned
