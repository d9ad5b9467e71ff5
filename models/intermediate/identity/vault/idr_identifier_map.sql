{{ config(alias="identifier_map") }}

with
    evidence as (select * from {{ ref("int_idr_evidence") }}),
    user_map as (select * from {{ ref("idr_user_map") }}),
    parted_edges as (select * from {{ ref("int_idr_parted_edges") }}),

    shares as (
        select
            evidence.id_type,
            evidence.id_value,
            user_map.user_id,
            max(evidence.period) as period,
            count(*) as n_records,
            max(evidence.last_seen) as last_seen
        from evidence
        inner join user_map on evidence.record_id = user_map.record_id
        left join
            parted_edges
            on parted_edges.record_id = evidence.record_id
            and parted_edges.id_type = evidence.id_type
            and parted_edges.id_value = evidence.id_value
        where evidence.cut_reason is null and evidence.tier <> 'manual' and parted_edges.record_id is null
        group by evidence.id_type, evidence.id_value, user_map.user_id
    ),

    ranked as (
        select
            *,
            sum(n_records) over (partition by id_type, id_value) as n_all,
            row_number() over (
                partition by id_type, id_value
                order by
                    period desc nulls last, n_records desc nulls last, last_seen desc nulls last, user_id asc nulls last
            ) as choice
        from shares
    ),

    mapped as (
        select
            id_type,
            id_value,
            user_id,
            cast(n_records as {{ type_double() }}) / nullif(n_all, 0) as confidence,
            last_seen
        from ranked
        where choice = 1
    )

select *
from mapped
