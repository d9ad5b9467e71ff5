{{ config(enabled=adapter_place("google_ads") is not none) }}

with
    source as (select * from {{ source("google_ads", "ad_stats") }}),

    accounts as (
        select
            id,
            currency_code,
            time_zone,
            row_number() over (
                partition by id order by {{ read_timestamp("updated_at") }} desc nulls last, _row_text nulls last
            ) as age
        from {{ source("google_ads", "account_history") }}
    ),

    campaigns as (
        select
            id,
            name,
            row_number() over (
                partition by id order by {{ read_timestamp("updated_at") }} desc nulls last, _row_text nulls last
            ) as age
        from {{ source("google_ads", "campaign_history") }}
    ),

    ranked as (
        select
            *,
            row_number() over (
                partition by customer_id, date, campaign_id, ad_group_id, ad_id, device, ad_network_type
                order by
                    {{ read_timestamp("_fivetran_synced") }} desc nulls last,
                    {{ to_utc("_arrived_at") }} desc nulls last,
                    _row_text nulls last
            ) as age
        from source
    ),

    -- the table has a row per device and network
    days as (
        select
            customer_id,
            date,
            campaign_id,
            ad_group_id,
            ad_id,
            sum({{ read_integer("impressions") }}) as impressions,
            sum({{ read_integer("clicks") }}) as clicks,
            sum({{ read_integer("cost_micros") }}) as cost_micros,
            sum({{ read_decimal("conversions") }}) as conversions,
            sum({{ read_decimal("conversions_value") }}) as conversions_value,
            count(*) - count({{ read_integer("cost_micros") }}) as n_unreadable,
            max(_fivetran_synced) as _fivetran_synced,
            max(_arrived_at) as _arrived_at,
            max(_overflow) as _overflow,
            max(_row_text) as _row_text,
            max(_delivery) as _delivery
        from ranked
        where age = 1
        group by customer_id, date, campaign_id, ad_group_id, ad_id
    ),

    parsed as (
        select
            'google_ads' as platform,
            {{ clean_text("source.customer_id") }} as account_id,
            {{ clean_text("source.campaign_id") }} as campaign_id,
            {{ clean_text("source.ad_group_id") }} as ad_group_id,
            {{ clean_text("source.ad_id") }} as ad_id,
            campaigns.name as campaign_name,
            currency_aliases.code as currency,
            {{ clean_text("accounts.time_zone") }} as time_zone,
            cast(source.impressions as bigint) as impressions,
            cast(source.clicks as bigint) as clicks,
            {{ of_millionths("source.cost_micros") }} as spend,
            cast(source.conversions as decimal(18, 4)) as conversions,
            cast(source.conversions_value as decimal(18, 4)) as conversions_value,
            {{ read_date("source.date") }} as date_day,
            source.n_unreadable,
            {{ delivered_at(["source._fivetran_synced", "source._arrived_at"]) }} as loaded_at,
            source._overflow,
            {{ row_identity() }}
        from days as source
        left join accounts on source.customer_id = accounts.id and accounts.age = 1
        left join
            campaigns
            on source.campaign_id = campaigns.id
            and campaigns.age = 1 {{ alias_join("currency", "accounts.currency_code") }}
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["date_day is null", "unreadable date"],
                        ["account_id is null", "missing customer_id"],
                        ["campaign_id is null", "missing campaign_id"],
                        ["n_unreadable > 0", "unreadable cost_micros"],
                        ["currency is null", "no currency in account_history"],
                        ["time_zone is null", "no time_zone in account_history"],
                    ]
                )
            }},
            cast(null as {{ dbt.type_string() }}) as value_issues
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
