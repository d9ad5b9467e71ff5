with
    source as (select * from {{ source("web", "identifies") }}),

    parsed as (
        select
            {{ clean_text("id") }} as event_id,
            'web' as source,
            'identified' as event_name,
            {{ clean_text("anonymous_id") }} as anonymous_id,
            {{ clean_text("user_id") }} as user_id,
            {{ clean_text("email") }} as email,
            {{ clean_text("phone") }} as phone,
            {{ read_timestamp("timestamp") }} as event_at,
            {{ delivered_at(["received_at", "sent_at", "timestamp"]) }} as loaded_at,
            _overflow,
            {{ row_identity() }}
        from source
    ),

    linked as (
        select
            *,
            'anonymous_id' as id_type_a,
            anonymous_id as id_value_a,
            case
                when user_id is not null then 'user_id' when email is not null then 'email' else 'phone'
            end as id_type_b,
            coalesce(user_id, email, phone) as id_value_b,
            event_at as observed_at
        from parsed
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["event_id is null", "missing id"],
                        ["event_at is null", "unreadable timestamp"],
                        ["id_value_a is null", "missing anonymous_id"],
                        ["id_value_b is null", "identifies nobody"],
                    ]
                )
            }},
            cast(null as {{ dbt.type_string() }}) as value_issues
        from linked
    ),

    versioned as (select *, {{ row_status(key="event_id", newest="event_at") }} from judged)

select *
from versioned
