with
    edges as (select * from {{ ref("int_idr_edges_det") }} where status = 'live'),
    id_types as (select * from {{ ref("idr_id_types") }}),

    limits as (
        select distinct
            edges.node_b as node_id,
            edges.id_type as limit_name,
            edges.id_value as limit_value,
            id_types.max_per_user as max_values
        from edges
        inner join id_types on id_types.id_type = edges.id_type
        where id_types.max_per_user is not null
    )

select *
from limits
