with
    arrived as (select * from {{ ref("input__messages") }}),

    normalised as (
        select
            *,
            {{ identifier("user_id", "user_id") }} as account_id,
            {{ identifier("email", "email") }} as normal_email,
            {{ identifier("phone", "phone") }} as normal_phone
        from arrived
    ),

    identified as (
        select
            *,
            case
                when coalesce(normal_email, normal_phone, account_id) is not null
                then
                    {{
                        record_id(
                            "source", "'recipient'", recipient_key("account_id", "normal_email", "normal_phone")
                        )
                    }}
            end as record_id
        from normalised
    ),

    messages as (
        select
            source,
            message_event_id,
            channel,
            event_type,
            campaign_id,
            item_id,
            account_id,
            normal_email as email,
            record_id,
            {{ actor_id("account_id", "normal_email", "record_id") }} as actor_id,
            cast(event_at as date) as event_date,
            event_at,
            loaded_at
        from identified
    )

select *
from messages
