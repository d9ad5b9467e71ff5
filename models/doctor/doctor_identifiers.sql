{#- A value of so many records, and of such a share of all, may be nobody's own. -#}
{% set suspicious_records = 20 %}
{% set suspicious_share = 0.005 %}
{% set listed_per_type = 5 %}
{% set event_ids = ["anonymous_id", "device_id", "user_id", "email", "phone"] %}
with
    standing as (select * from {{ ref("idr_value_stats") }} where verdict not in ('invalid', 'blocked')),

    types as (select id_type, count(*) as n_values, sum(n_records) as n_records from standing group by id_type),

    ranked as (
        select
            standing.id_type,
            standing.id_value,
            standing.n_records,
            types.n_records as n_records_of_type,
            row_number() over (
                partition by standing.id_type
                order by standing.n_records desc nulls last, standing.id_value asc nulls last
            ) as place
        from standing
        inner join types on types.id_type = standing.id_type
        where
            standing.n_records >= {{ suspicious_records }}
            and standing.n_records >= {{ suspicious_share }} * types.n_records
    ),

    events as (select * from {{ ref("input__events") }}),

    event_ids as (
        {% for id_type in event_ids %}
            select
                source,
                '{{ id_type }}' as id_type,
                count({{ id_type }}) as n_filled,
                count(distinct {{ id_type }}) as n_values
            from events
            group by source {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    found as (
        select
            'identifiers' as check_name,
            'note' as severity,
            id_type as subject,
            cast(n_values as {{ dbt.type_string() }})
            || ' different values on '
            || cast(n_records as {{ dbt.type_string() }})
            || ' records' as finding,
            'Compare with the people and devices that you know of: far too few or too many is a wrong column.'
            as advice,
            cast(null as bigint) as n_affected,
            cast(n_records as bigint) as n_rows
        from types
        union all
        select
            'identifiers' as check_name,
            'warning' as severity,
            id_type as subject,
            'records share the value ' || id_value as finding,
            'If it is nobody''s own, block it: add the row '
            || id_type
            || ',^'
            || replace(replace(id_value, '.', '[.]'), '+', '[+]')
            || '$,<why> to seeds/reference/idr_blocked_values.csv.' as advice,
            cast(n_records as bigint) as n_affected,
            cast(n_records_of_type as bigint) as n_rows
        from ranked
        where place <= {{ listed_per_type }}
        union all
        select
            'identifiers' as check_name,
            'warning' as severity,
            id_type || ' of events of ' || source as subject,
            'nearly every event has another ' || id_type as finding,
            'It names events, not who did them: map the column of the visitor or account.' as advice,
            cast(n_values as bigint) as n_affected,
            cast(n_filled as bigint) as n_rows
        from event_ids
        where n_filled >= 100 and n_values >= 0.95 * n_filled
    )

select *
from found
