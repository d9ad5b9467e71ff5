{{ config(**upsert(key=["source", "event_id"], rows_of="input__events")) }}

with
    arrived as (select * from {{ ref("input__events") }}),

    identified as (
        select
            *,
            {{ identifier("user_id", "user_id") }} as account_id,
            {{ identifier("email", "email") }} as normal_email,
            {{ record_id("source", "'visitor'", visitor_key()) }} as visitor_id,
            {{ record_id("source", "'visitor'", visitor_record_key()) }} as record_id
        from arrived
    ),

    events as (
        select
            source,
            event_id,
            event_name,
            visitor_id,
            record_id,
            account_id,
            normal_email as email,
            {{ actor_id("account_id", "normal_email", "record_id") }} as actor_id,
            split_part(split_part(page_url, '?', 1), '#', 1) as page_url,
            nullif(
                {{ lower_case("split_part(split_part(split_part(page_referrer, '://', 2), '/', 1), '?', 1)") }}, ''
            ) as referrer_host,
            {{ lower_case("utm_source") }} as utm_source,
            {{ lower_case("utm_medium") }} as utm_medium,
            utm_campaign,
            utm_term,
            utm_content,
            click_id,
            item_id,
            order_id,
            currency,
            country,
            quantity,
            price,
            value,
            cast(event_at as date) as event_date,
            event_at,
            loaded_at
        from identified
    )

select *
from events {{ except_kept() }}
