with
    contacts as (select * from {{ ref("input__contacts") }}),
    nodes as (select * from {{ ref("int_idr_nodes") }}),
    shared as (select id_type, id_value from {{ ref("idr_value_stats") }} where verdict in ('blocked', 'degree')),

    described as (
        select
            {{ record_id("source", "'contact'", "record_id") }} as record_id,
            {{ normalise_name("given_name") }} as given_name,
            {{ normalise_name("family_name") }} as family_name,
            {{
                normalise_name(
                    in_order_of_speech("coalesce(full_name, coalesce(given_name, '') || coalesce(family_name, ''))")
                )
            }} as full_name,
            cast(birth_date as {{ dbt.type_string() }}) as birth_day,
            {{ identifier("email", "email") }} as email,
            {{ identifier("phone", "phone", "country") }} as phone,
            {{ normalise_name("gender") }} as gender,
            {{ normalise_street("street") }} as street,
            {{ normalise_postal_code("postal_code") }} as postal_code,
            {{ normalise_name("city") }} as city,
            {{ normalise_name(json_text("attributes", "middle_name")) }} as middle_name,
            {{ normalise_name(json_text("attributes", "occupation")) }} as occupation,
            {{ normalise_key(json_text("attributes", "national_id")) }} as national_id
        from contacts
    ),

    records as (
        select
            nodes.node_id,
            described.record_id,
            nullif(described.given_name, '') as given_name,
            nullif(described.middle_name, '') as middle_name,
            nullif(described.family_name, '') as family_name,
            nullif(described.full_name, '') as full_name,
            nullif(described.given_name, '') || ' ' || nullif(described.family_name, '') as name_key,
            described.birth_day,
            case when shared_emails.id_value is null then described.email end as email,
            case when shared_emails.id_value is null then split_part(described.email, '@', 1) end as mailbox,
            case when shared_phones.id_value is null then described.phone end as phone,
            nullif(described.gender, '') as gender,
            nullif(described.street, '') as street,
            nullif(described.postal_code, '') as postal_code,
            nullif(described.city, '') as city,
            nullif(described.occupation, '') as occupation,
            described.national_id
        from described
        inner join nodes on nodes.node_type = 'record' and nodes.node_key = described.record_id
        -- what says nothing as an identifier makes nobody more alike: a placeholder, a call centre
        left join
            shared as shared_emails on shared_emails.id_type = 'email' and shared_emails.id_value = described.email
        left join
            shared as shared_phones on shared_phones.id_type = 'phone' and shared_phones.id_value = described.phone
    ),

    -- a record without these fields counts alone
    counted as (
        select
            *,
            count(*) over (partition by coalesce(name_key || '|' || birth_day, record_id)) as n_of_birth_day,
            count(*) over (partition by coalesce(name_key || '|' || postal_code, record_id)) as n_of_postal_code,
            count(*) over (partition by coalesce(name_key || '|' || national_id, record_id)) as n_of_number
        from records
    ),

    confirmed as (
        select
            *,
            case
                when national_id is not null and greatest(n_of_birth_day, n_of_postal_code, n_of_number) > 1
                then name_key
            end as confirmed_name
        from counted
    ),

    versioned as (
        select node_id, record_id, {{ compared_columns() | join(", ") }}, {{ record_version() }} as record_version
        from confirmed
    )

select *
from versioned
