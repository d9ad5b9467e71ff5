with
    contacts as (select * from {{ ref("input__contacts") }}),
    user_map as (select * from {{ ref("idr_user_map") }}),
    identity_sources as (select * from {{ ref("idr_sources") }}),
    strategies as (select * from {{ ref("idr_survivorship") }}),

    owned as (
        select
            user_map.user_id,
            user_map.record_id as graph_record_id,
            contacts.source,
            contacts.record_id,
            {{ normalise_email("contacts.email") }} as email,
            {{ normalise_phone("contacts.phone", "contacts.country") }} as phone,
            contacts.given_name,
            contacts.family_name,
            cast(contacts.birth_date as {{ dbt.type_string() }}) as birth_date,
            contacts.gender,
            contacts.street,
            contacts.postal_code,
            contacts.city,
            contacts.region,
            contacts.country,
            -- an address is one value, taken whole from one record and never mixed from several
            case
                when coalesce(contacts.street, contacts.postal_code, contacts.city) is not null
                then
                    (
                        coalesce(contacts.street, '')
                        || '|'
                        || coalesce(contacts.postal_code, '')
                        || '|'
                        || coalesce(contacts.city, '')
                    )
                else contacts.country
            end as address,
            coalesce(contacts.email_verified, false) as email_verified,
            coalesce(identity_sources.trust, 1000) as trust,
            contacts.observed_at
        from contacts
        inner join
            user_map
            on user_map.record_type = 'contact'
            and contacts.source = user_map.source
            and contacts.record_id = user_map.record_key
        left join identity_sources on contacts.source = identity_sources.source
    ),

    candidates as (
        {% for attribute in ["email", "phone", "given_name", "family_name", "birth_date", "gender", "address"] %}
            select
                user_id,
                '{{ attribute }}' as attribute,
                {{ attribute }} as value,
                source,
                record_id,
                {{ "email_verified" if attribute == "email" else "false" }} as is_verified,
                trust,
                observed_at
            from owned
            where {{ attribute }} is not null {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    supported as (
        select
            candidates.*,
            strategies.strategy,
            count(*) over (partition by candidates.user_id, candidates.attribute, candidates.value) as n_records
        from candidates
        inner join strategies on candidates.attribute = strategies.attribute
    ),

    ranked as (
        select
            *,
            row_number() over (
                partition by user_id, attribute
                order by
                    case when strategy = 'verified_first' and is_verified then 0 else 1 end asc nulls last,
                    case when strategy = 'most_frequent' then n_records end desc nulls last,
                    case when strategy = 'most_recent' then observed_at end desc nulls last,
                    trust asc nulls last,
                    observed_at desc nulls last,
                    source asc nulls last,
                    record_id asc nulls last
            ) as choice
        from supported
    ),

    golden as (
        select user_id, attribute, value, source, record_id, strategy as rule, observed_at from ranked where choice = 1
    )

select *
from golden
