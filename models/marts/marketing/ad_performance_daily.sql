with
    performance as (select * from {{ ref("int_ad_performance") }}),

    daily as (
        select
            platform,
            account_id,
            campaign_id,
            ad_group_id,
            ad_id,
            campaign_name,
            ad_group_name,
            ad_name,
            time_zone,
            currency as account_currency,
            reporting_currency,
            impressions,
            clicks,
            spend,
            spend_reporting,
            conversions,
            conversions_value,
            conversions_value_reporting,
            date_day,
            loaded_at
        from performance
    )

select *
from daily
