{# Grouped by the raw values first: there are far fewer combinations than events, and normalising is the costly part. #}
with
    events as (select * from {{ ref("input__events") }}),

    combinations as (
        select
            source,
            anonymous_id,
            device_id,
            user_id,
            email,
            phone,
            -- junk and nothing alike: only an event that shows no usable identifier stands for itself
            case
                when
                    coalesce(
                        {{ normalise_key("anonymous_id") }},
                        {{ normalise_key("device_id") }},
                        {{ normalise_key("user_id") }}
                    )
                    is null
                    and {{ normalise_email("email") }} is null
                    and {{ normalise_phone("phone") }} is null
                then event_id
            end as event_id,
            count(*) as n_observations,
            min(event_at) as first_seen,
            max(event_at) as last_seen,
            max(loaded_at) as loaded_at
        from events
        group by 1, 2, 3, 4, 5, 6, 7
    ),

    keyed as (
        select
            source,
            'visitor' as record_type,
            {{ visitor_record_key() }} as record_key,
            {{ normalise_key("user_id") }} as user_id,
            {{ normalise_email("email") }} as email,
            {{ normalise_phone("phone") }} as phone,
            {{ normalise_key("device_id") }} as device_id,
            {{ normalise_key("anonymous_id") }} as anonymous_id,
            {{
                malformed_columns(
                    {
                        "user_id": ["user_id", normalise_key("user_id")],
                        "email": ["email", normalise_email("email")],
                        "phone": ["phone", normalise_phone("phone")],
                        "device_id": ["device_id", normalise_key("device_id")],
                        "anonymous_id": ["anonymous_id", normalise_key("anonymous_id")],
                    }
                )
            }},
            n_observations,
            first_seen,
            last_seen,
            loaded_at
        from combinations
    )

select *
from keyed
