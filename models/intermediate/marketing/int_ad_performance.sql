with
    arrived as (select * from {{ ref("input__ad_performance") }}),
    rates as (select * from {{ ref("int_exchange_rates") }}),

    converted as (
        select
            arrived.platform,
            arrived.account_id,
            arrived.campaign_id,
            arrived.ad_group_id,
            arrived.ad_id,
            arrived.campaign_name,
            arrived.ad_group_name,
            arrived.ad_name,
            arrived.time_zone,
            arrived.currency,
            '{{ reporting_currency() }}' as reporting_currency,
            coalesce(arrived.impressions, 0) as impressions,
            coalesce(arrived.clicks, 0) as clicks,
            arrived.spend,
            coalesce(arrived.conversions, 0) as conversions,
            coalesce(arrived.conversions_value, 0) as conversions_value,
            rates.rate_to_reporting,
            {{ in_reporting_currency("arrived.spend", "rates.rate_to_reporting") }} as spend_reporting,
            {{ in_reporting_currency("coalesce(arrived.conversions_value, 0)", "rates.rate_to_reporting") }}
            as conversions_value_reporting,
            arrived.date_day,
            arrived.loaded_at
        from arrived
        left join rates on rates.currency = arrived.currency and rates.date_day = arrived.date_day
    )

select *
from converted
