with
    edges as (select * from {{ ref("int_idr_edges_det") }} where status = 'live'),
    id_types as (select * from {{ ref("idr_id_types") }}),
    joined_values as (select * from {{ ref("int_idr_joined_values") }}),

    limits as (
        select distinct
            edges.node_b as node_id,
            edges.id_type as limit_name,
            coalesce(joined_values.counts_as, edges.id_value) as limit_value,
            id_types.max_per_user as max_values
        from edges
        inner join id_types on id_types.id_type = edges.id_type
        left join joined_values on joined_values.id_type = edges.id_type and joined_values.id_value = edges.id_value
        where id_types.max_per_user is not null
    )

select *
from limits
