with
    identifiers as (select * from {{ ref("int_idr_identifiers") }}),
    records as (select * from {{ ref("int_idr_records") }}),
    value_stats as (select * from {{ ref("idr_value_stats") }}),
    id_types as (select * from {{ ref("idr_id_types") }}),
    links as (select * from {{ ref("int_idr_manual_links") }} where kind = 'must_link'),

    -- a record without a name of its own takes the name its account has in the profile records
    account_names as (
        select identifiers.id_value as account, min(records.given_name_norm) as given_name_norm
        from identifiers
        inner join records on identifiers.record_id = records.record_id
        where identifiers.id_type = 'user_id' and identifiers.is_valid and records.given_name_norm is not null
        group by identifiers.id_value
    ),

    named_records as (
        select
            records.record_id, min(coalesce(records.given_name_norm, account_names.given_name_norm)) as given_name_norm
        from records
        left join
            identifiers
            on records.record_id = identifiers.record_id
            and identifiers.id_type = 'user_id'
            and identifiers.is_valid
        left join account_names on identifiers.id_value = account_names.account
        group by records.record_id
    ),

    -- a value that nobody showed for longer than the window of its type may have another owner since
    windowed as (
        select
            identifiers.record_id,
            identifiers.id_type,
            identifiers.id_value,
            identifiers.first_seen,
            identifiers.last_seen,
            id_types.window_days,
            max(identifiers.last_seen) over (
                partition by identifiers.id_type, identifiers.id_value
                order by
                    identifiers.first_seen asc nulls last,
                    identifiers.last_seen asc nulls last,
                    identifiers.record_id asc nulls last
                rows between unbounded preceding and 1 preceding
            ) as shown_until
        from identifiers
        inner join id_types on identifiers.id_type = id_types.id_type
        where id_types.window_days is not null
    ),

    appearances as (
        select
            *,
            case
                when shown_until is null or {{ days_between("shown_until", "first_seen") }} > window_days
                then first_seen
            end as appeared_at
        from windowed
    ),

    periods as (
        select
            record_id,
            id_type,
            id_value,
            cast(
                max(appeared_at) over (
                    partition by id_type, id_value
                    order by first_seen asc nulls last, last_seen asc nulls last, record_id asc nulls last
                    rows between unbounded preceding and current row
                ) as date
            ) as appeared_on
        from appearances
    ),

    judged as (
        select
            identifiers.record_id,
            identifiers.id_type,
            identifiers.id_value,
            id_types.tier,
            id_types.priority,
            identifiers.n_observations,
            identifiers.first_seen,
            identifiers.last_seen,
            value_stats.verdict,
            value_stats.refused_by,
            named_records.given_name_norm,
            coalesce(' since ' || cast(periods.appeared_on as {{ dbt.type_string() }}), '') as period
        from identifiers
        inner join
            value_stats on identifiers.id_type = value_stats.id_type and identifiers.id_value = value_stats.id_value
        inner join id_types on identifiers.id_type = id_types.id_type
        inner join named_records on identifiers.record_id = named_records.record_id
        left join
            periods
            on identifiers.record_id = periods.record_id
            and identifiers.id_type = periods.id_type
            and identifiers.id_value = periods.id_value
    ),

    decided as (
        select
            record_id,
            id_type,
            id_value,
            -- the first three letters: 'Kate' and 'Katherine' stay together, 'Anna' and 'Bert' of one mailbox do not
            case when verdict = 'name_split' then coalesce(substr(given_name_norm, 1, 3), '') else '' end as name_group,
            period,
            tier,
            priority,
            case
                when verdict in ('invalid', 'blocked', 'degree', 'anchor_conflict')
                then verdict
                when verdict = 'name_split' and given_name_norm is null
                then 'name_split'
            end as cut_reason,
            refused_by as cut_by,
            n_observations,
            first_seen,
            last_seen
        from judged
    ),

    linked_records as (
        select rule_id, record_a as record_id, created_at
        from links
        union all
        select rule_id, record_b as record_id, created_at
        from links
    ),

    -- a must_link is an identifier that its two records share, trusted before all others
    declared as (
        select
            linked_records.record_id,
            'must_link' as id_type,
            linked_records.rule_id as id_value,
            '' as name_group,
            '' as period,
            'manual' as tier,
            0 as priority,
            cast(null as {{ dbt.type_string() }}) as cut_reason,
            cast(null as {{ dbt.type_string() }}) as cut_by,
            1 as n_observations,
            linked_records.created_at as first_seen,
            linked_records.created_at as last_seen
        from linked_records
        inner join records on records.record_id = linked_records.record_id
    ),

    evidence as (
        select *
        from decided
        union all
        select *
        from declared
    )

select *
from evidence
