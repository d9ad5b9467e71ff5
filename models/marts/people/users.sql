with
    user_map as (select * from {{ ref("idr_user_map") }}),
    records as (select * from {{ ref("int_idr_records") }}),
    evidence as (select * from {{ ref("int_idr_evidence") }}),
    contacts as (select * from {{ ref("user_contacts") }}),
    orders as (select * from {{ ref("orders") }}),
    sessions as (select * from {{ ref("sessions") }}),
    segments as (select * from {{ ref("user_segments") }}),

    account_records as (select distinct record_id from evidence where id_type = 'user_id' and cut_reason is null),

    people as (
        select
            user_map.user_id,
            cast(count(*) as bigint) as n_records,
            cast(count(distinct user_map.source) as bigint) as n_sources,
            max(case when user_map.record_type = 'contact' or account_records.record_id is not null then 1 else 0 end)
            = 1 as is_known,
            min(records.first_seen) as first_seen_at,
            max(records.last_seen) as last_seen_at
        from user_map
        inner join records on user_map.record_id = records.record_id
        left join account_records on user_map.record_id = account_records.record_id
        group by user_map.user_id
    ),

    -- test orders, outliers and cancelled orders count nowhere
    purchases as (
        select
            user_id,
            min(reporting_currency) as reporting_currency,
            cast(count(*) as bigint) as n_orders,
            cast(sum(gross_amount_reporting) as decimal(18, 4)) as gross_revenue,
            cast(sum(net_amount_reporting) as decimal(18, 4)) as net_revenue,
            min(ordered_at) as first_order_at,
            max(ordered_at) as last_order_at
        from orders
        where is_counted
        group by user_id
    ),

    visits as (
        select user_id, cast(count(*) as bigint) as n_sessions, max(ended_at) as last_session_at
        from sessions
        group by user_id
    ),

    described as (
        select
            people.user_id,
            segments.segment_name,
            contacts.gender,
            contacts.region,
            contacts.country,
            purchases.reporting_currency,
            segments.segment_no,
            cast(extract(year from contacts.birth_date) as bigint) as birth_year,
            people.n_records,
            people.n_sources,
            coalesce(purchases.n_orders, 0) as n_orders,
            coalesce(visits.n_sessions, 0) as n_sessions,
            coalesce(purchases.gross_revenue, 0) as gross_revenue,
            coalesce(purchases.net_revenue, 0) as net_revenue,
            people.is_known,
            contacts.email is not null as has_email,
            contacts.phone is not null as has_phone,
            people.first_seen_at,
            people.last_seen_at,
            purchases.first_order_at,
            purchases.last_order_at,
            visits.last_session_at
        from people
        left join contacts on people.user_id = contacts.user_id
        left join purchases on people.user_id = purchases.user_id
        left join visits on people.user_id = visits.user_id
        left join segments on people.user_id = segments.user_id
    )

select *
from described
