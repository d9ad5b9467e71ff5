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
                        {{ identifier("anonymous_id", "anonymous_id") }},
                        {{ identifier("device_id", "device_id") }},
                        {{ identifier("user_id", "user_id") }}
                    )
                    is null
                    and {{ identifier("email", "email") }} is null
                    and {{ identifier("phone", "phone") }} is null
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
            {{ identifier("user_id", "user_id") }} as user_id,
            {{ identifier("email", "email") }} as email,
            {{ identifier("phone", "phone") }} as phone,
            {{ identifier("device_id", "device_id") }} as device_id,
            {{ identifier("anonymous_id", "anonymous_id") }} as anonymous_id,
            {{
                malformed_columns(
                    {
                        "user_id": ["user_id", identifier("user_id", "user_id")],
                        "email": ["email", identifier("email", "email")],
                        "phone": ["phone", identifier("phone", "phone")],
                        "device_id": ["device_id", identifier("device_id", "device_id")],
                        "anonymous_id": ["anonymous_id", identifier("anonymous_id", "anonymous_id")],
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
