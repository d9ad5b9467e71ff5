with
    event_sightings as (select * from {{ ref("int_idr_event_sightings") }}),
    contacts as (select * from {{ ref("input__contacts") }}),
    orders as (select * from {{ ref("input__orders") }}),
    messages as (select * from {{ ref("input__messages") }}),
    links as (select * from {{ ref("input__identifier_links") }}),
    consents as (select * from {{ ref("input__consents") }}),

    contact_sightings as (
        select
            source,
            'contact' as record_type,
            record_id as record_key,
            {{ identifier("user_id", "user_id") }} as user_id,
            {{ identifier("email", "email") }} as email,
            {{ identifier("phone", "phone", "country") }} as phone,
            cast(null as {{ dbt.type_string() }}) as device_id,
            cast(null as {{ dbt.type_string() }}) as anonymous_id,
            {{
                malformed_columns(
                    {
                        "user_id": ["user_id", identifier("user_id", "user_id")],
                        "email": ["email", identifier("email", "email")],
                        "phone": ["phone", identifier("phone", "phone", "country")],
                    }
                )
            }},
            1 as n_observations,
            coalesce(created_at, observed_at) as first_seen,
            observed_at as last_seen,
            loaded_at
        from contacts
    ),

    -- the phone of an order is left out: it is the courier's contact and often somebody else's
    order_sightings as (
        select
            source,
            'order' as record_type,
            order_id as record_key,
            {{ identifier("user_id", "user_id") }} as user_id,
            {{ identifier("email", "email") }} as email,
            cast(null as {{ dbt.type_string() }}) as phone,
            cast(null as {{ dbt.type_string() }}) as device_id,
            {{ identifier("anonymous_id", "anonymous_id") }} as anonymous_id,
            {{
                malformed_columns(
                    {
                        "user_id": ["user_id", identifier("user_id", "user_id")],
                        "email": ["email", identifier("email", "email")],
                        "anonymous_id": ["anonymous_id", identifier("anonymous_id", "anonymous_id")],
                    }
                )
            }},
            1 as n_observations,
            ordered_at as first_seen,
            ordered_at as last_seen,
            loaded_at
        from orders
    ),

    recipients as (
        select
            source,
            {{ identifier("user_id", "user_id") }} as user_id,
            {{ identifier("email", "email") }} as email,
            {{ identifier("phone", "phone") }} as phone,
            {{
                malformed_columns(
                    {
                        "user_id": ["user_id", identifier("user_id", "user_id")],
                        "email": ["email", identifier("email", "email")],
                        "phone": ["phone", identifier("phone", "phone")],
                    }
                )
            }},
            count(*) as n_observations,
            min(event_at) as first_seen,
            max(event_at) as last_seen,
            max(loaded_at) as loaded_at
        from messages
        group by 1, 2, 3, 4, 5, 6, 7, 8, 9
    ),

    recipient_sightings as (
        select
            source,
            'recipient' as record_type,
            {{ recipient_key("user_id", "email", "phone") }} as record_key,
            user_id,
            email,
            phone,
            cast(null as {{ dbt.type_string() }}) as device_id,
            cast(null as {{ dbt.type_string() }}) as anonymous_id,
            malformed_user_id,
            malformed_email,
            malformed_phone,
            malformed_device_id,
            malformed_anonymous_id,
            n_observations,
            first_seen,
            last_seen,
            loaded_at
        from recipients
        where coalesce(email, phone, user_id) is not null
    ),

    link_sightings as (
        select
            source,
            'link' as record_type,
            id_type_a || '=' || id_value_a || '&' || id_type_b || '=' || id_value_b as record_key,
            {{ linked_value("user_id") }} as user_id,
            {{ linked_value("email") }} as email,
            {{ linked_value("phone") }} as phone,
            {{ linked_value("device_id") }} as device_id,
            {{ linked_value("anonymous_id") }} as anonymous_id,
            {{
                malformed_columns(
                    {
                        "user_id": [linked_text("user_id"), linked_value("user_id")],
                        "email": [linked_text("email"), linked_value("email")],
                        "phone": [linked_text("phone"), linked_value("phone")],
                        "device_id": [linked_text("device_id"), linked_value("device_id")],
                        "anonymous_id": [linked_text("anonymous_id"), linked_value("anonymous_id")],
                    }
                )
            }},
            1 as n_observations,
            observed_at as first_seen,
            observed_at as last_seen,
            loaded_at
        from links
    ),

    statement_sightings as (
        select
            source,
            'statement' as record_type,
            id_type || '=' || id_value as record_key,
            case when id_type = 'user_id' then {{ identifier("user_id", "id_value") }} end as user_id,
            case when id_type = 'email' then {{ identifier("email", "id_value") }} end as email,
            case when id_type = 'phone' then {{ identifier("phone", "id_value") }} end as phone,
            case when id_type = 'device_id' then {{ identifier("device_id", "id_value") }} end as device_id,
            case when id_type = 'anonymous_id' then {{ identifier("anonymous_id", "id_value") }} end as anonymous_id,
            {{
                malformed_columns(
                    {
                        "user_id": [
                            "case when id_type = 'user_id' then id_value end",
                            normalise_identifier("id_type", "id_value"),
                        ],
                        "email": [
                            "case when id_type = 'email' then id_value end",
                            normalise_identifier("id_type", "id_value"),
                        ],
                        "phone": [
                            "case when id_type = 'phone' then id_value end",
                            normalise_identifier("id_type", "id_value"),
                        ],
                        "device_id": [
                            "case when id_type = 'device_id' then id_value end",
                            normalise_identifier("id_type", "id_value"),
                        ],
                        "anonymous_id": [
                            "case when id_type = 'anonymous_id' then id_value end",
                            normalise_identifier("id_type", "id_value"),
                        ],
                    }
                )
            }},
            1 as n_observations,
            effective_at as first_seen,
            effective_at as last_seen,
            loaded_at
        from consents
    ),

    unioned as (
        select *
        from event_sightings
        union all
        select *
        from contact_sightings
        union all
        select *
        from order_sightings
        union all
        select *
        from recipient_sightings
        union all
        select *
        from link_sightings
        union all
        select *
        from statement_sightings
    ),

    identified as (select {{ record_id("source", "record_type", "record_key") }} as record_id, unioned.* from unioned)

select *
from identified
