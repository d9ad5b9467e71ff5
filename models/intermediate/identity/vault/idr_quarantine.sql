{{ config(alias="quarantine") }}

with
    clusters as (select * from {{ ref("idr_clusters") }}),
    evidence as (select * from {{ ref("int_idr_evidence") }}),
    id_types as (select * from {{ ref("idr_id_types") }}),

    counted as (
        select clusters.cluster_id, evidence.id_type, count(distinct evidence.id_value) as n_values
        from clusters
        inner join evidence on clusters.record_id = evidence.record_id
        where evidence.cut_reason is null
        group by clusters.cluster_id, evidence.id_type
    ),

    over_limit as (
        select counted.cluster_id, 'limit_' || counted.id_type as reason
        from counted
        inner join id_types on counted.id_type = id_types.id_type
        where counted.n_values > id_types.max_per_user
    ),

    sized as (
        select cluster_id, count(*) as n_records, min(record_id) as sample_record from clusters group by cluster_id
    ),

    quarantined as (
        select over_limit.cluster_id, over_limit.reason, 'flagged' as action, sized.sample_record, sized.n_records
        from over_limit
        inner join sized on over_limit.cluster_id = sized.cluster_id
    )

select *
from quarantined
