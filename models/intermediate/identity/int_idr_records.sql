with
    sightings as (select * from {{ ref("int_idr_sightings") }}),
    contacts as (select * from {{ ref("input__contacts") }}),

    records as (
        select
            record_id,
            source,
            record_type,
            record_key,
            cast(sum(n_observations) as bigint) as n_observations,
            min(first_seen) as first_seen,
            max(last_seen) as last_seen,
            max(loaded_at) as loaded_at
        from sightings
        group by record_id, source, record_type, record_key
    ),

    named as (
        select
            records.*,
            nullif({{ normalise_name("contacts.given_name") }}, '') as given_name_norm,
            nullif({{ normalise_name("contacts.family_name") }}, '') as family_name_norm,
            contacts.birth_date
        from records
        left join
            contacts
            on records.record_type = 'contact'
            and records.source = contacts.source
            and records.record_key = contacts.record_id
    )

select *
from named
