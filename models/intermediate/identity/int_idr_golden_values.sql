{#
  Every strategy is a number per candidate, the larger the better; the strategy of the attribute decides, then its tie-break, then the trust in the
  source, then the newer record, then the order of source and record. The rule is the first of them that tells the survivor from the best
  candidate with another value.
#}
{% set long_ago = -1000000000000 %}
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
            {{ identifier("email", "contacts.email") }} as email,
            {{ identifier("phone", "contacts.phone", "contacts.country") }} as phone,
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
            -- a country alone is less than a street, and that is less than what a letter needs
            case
                when contacts.street is not null and contacts.postal_code is not null and contacts.city is not null
                then 3
                when coalesce(contacts.street, contacts.postal_code, contacts.city) is not null
                then 2
                else 1
            end as address_completeness,
            coalesce(contacts.email_verified, false) as email_verified,
            coalesce(contacts.phone_verified, false) as phone_verified,
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

    -- one row per record and attribute in one reading of the records: seven would normalise them seven times
    candidates as (
        select
            owned.user_id,
            strategies.attribute,
            strategies.strategy,
            strategies.tie_break,
            case
                strategies.attribute
                {% for attribute in [
                    "email",
                    "phone",
                    "given_name",
                    "family_name",
                    "birth_date",
                    "gender",
                    "address",
                ] %}
                    when '{{ attribute }}' then owned.{{ attribute }}
                {% endfor %}
            end as value,
            owned.source,
            owned.record_id,
            case
                strategies.attribute
                when 'email'
                then owned.email_verified
                when 'phone'
                then owned.phone_verified
                else false
            end as is_verified,
            case when strategies.attribute = 'address' then owned.address_completeness else 1 end as completeness,
            owned.trust,
            owned.observed_at
        from owned
        cross join strategies
    ),

    supported as (
        select
            *,
            count(*) over (partition by user_id, attribute, value) as n_records,
            coalesce({{ seconds_between("cast('1970-01-01' as timestamp)", "observed_at") }}, {{ long_ago }}) as recency
        from candidates
        where value is not null
    ),

    keyed as (
        select
            *,
            {% for column, key in [("strategy", "strategy_key"), ("tie_break", "tie_break_key")] %}
                case
                    {{ column }}
                    when 'verified_first'
                    then case when is_verified then 1 else 0 end
                    when 'source_priority'
                    then - trust
                    when 'most_recent'
                    then recency
                    when 'most_frequent'
                    then n_records
                    when 'most_complete'
                    then completeness
                end as {{ key }} {{ "," if not loop.last }}
            {% endfor %}
        from supported
    ),

    ranked as (
        select
            *,
            row_number() over (
                partition by user_id, attribute
                order by
                    strategy_key desc nulls last,
                    tie_break_key desc nulls last,
                    trust asc nulls last,
                    recency desc nulls last,
                    source asc nulls last,
                    record_id asc nulls last
            ) as choice
        from keyed
    ),

    survivors as (select * from ranked where choice = 1),

    ranked_rivals as (
        select
            ranked.*,
            row_number() over (
                partition by ranked.user_id, ranked.attribute order by ranked.choice asc nulls last
            ) as place
        from ranked
        inner join survivors on survivors.user_id = ranked.user_id and survivors.attribute = ranked.attribute
        where ranked.value <> survivors.value
    ),

    rivals as (select * from ranked_rivals where place = 1),

    golden as (
        select
            survivors.user_id,
            survivors.attribute,
            survivors.value,
            survivors.source,
            survivors.record_id,
            case
                when rivals.user_id is null or survivors.strategy_key > rivals.strategy_key
                then survivors.strategy
                when survivors.tie_break_key > rivals.tie_break_key
                then survivors.tie_break
                when survivors.trust < rivals.trust
                then 'source_priority'
                when survivors.recency > rivals.recency
                then 'most_recent'
                else 'first_record'
            end as rule,
            survivors.observed_at
        from survivors
        left join rivals on rivals.user_id = survivors.user_id and rivals.attribute = survivors.attribute
    )

select *
from golden
