with
    events as (select * from {{ ref("int_events") }}),
    orders as (select * from {{ ref("int_orders") }}),
    messages as (select * from {{ ref("int_messages") }}),
    identifier_map as (select * from {{ ref("idr_identifier_map") }}),
    user_map as (select * from {{ ref("idr_user_map") }}),
    parted_emails as (select record_id, id_value from {{ ref("int_idr_parted_edges") }} where id_type = 'email'),

    actors as (
        select actor_id, account_id, email, record_id
        from events
        union distinct
        select actor_id, account_id, email, record_id
        from orders
        union distinct
        select actor_id, account_id, email, record_id
        from messages
    ),

    resolved as (
        select
            actors.actor_id,
            actors.account_id,
            actors.email,
            actors.record_id,
            coalesce(
                accounts.user_id, case when parted_emails.record_id is null then emails.user_id end, records.user_id
            ) as user_id,
            case
                when accounts.user_id is not null
                then 'account'
                when emails.user_id is not null and parted_emails.record_id is null
                then 'email'
                when records.user_id is not null
                then 'record'
            end as resolved_by
        from actors
        left join identifier_map as accounts on accounts.id_type = 'user_id' and accounts.id_value = actors.account_id
        left join identifier_map as emails on emails.id_type = 'email' and emails.id_value = actors.email
        -- a person has said that this record is not whose address it carries
        left join parted_emails on parted_emails.record_id = actors.record_id and parted_emails.id_value = actors.email
        left join user_map as records on records.record_id = actors.record_id
    )

select *
from resolved
