{{ config(materialized="connected_components") }}

with
    edges as (select * from {{ ref("int_idr_edges_det") }} where status = 'live'),
    nodes as (select * from {{ ref("int_idr_nodes") }}),

    links as (select node_a, node_b from edges),

    -- every node, as an edge to itself: a record without a live edge is a component of its own
    loops as (select node_id as node_a, node_id as node_b from nodes)

select *
from links
union all
select *
from loops
