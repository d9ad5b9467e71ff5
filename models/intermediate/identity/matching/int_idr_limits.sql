{#
  What no person may have too much of: values of an identifier type beyond its max_per_user, and records of a source that holds one per
  person.
#}
with
    clusters as (select * from {{ ref("int_idr_clusters_det") }}),
    evidence as (select * from {{ ref("int_idr_evidence") }} where cut_reason is null),
    records as (select * from {{ ref("int_idr_records") }} where record_type = 'contact'),
    id_types as (select * from {{ ref("idr_id_types") }}),
    identity_sources as (select * from {{ ref("idr_sources") }}),

    identifier_limits as (
        select distinct
            clusters.component as node_id,
            evidence.id_type as limit_name,
            evidence.id_value as limit_value,
            id_types.max_per_user as max_values
        from clusters
        inner join evidence on evidence.record_id = clusters.record_id
        inner join id_types on id_types.id_type = evidence.id_type
        where id_types.max_per_user is not null
    ),

    source_limits as (
        select
            clusters.component as node_id,
            'source ' || records.source as limit_name,
            clusters.record_id as limit_value,
            1 as max_values
        from clusters
        inner join records on records.record_id = clusters.record_id
        inner join identity_sources on identity_sources.source = records.source
        where identity_sources.unique_per_user
    ),

    limits as (
        select *
        from identifier_limits
        union all
        select *
        from source_limits
    )

select *
from limits
