with
    nodes as (select * from {{ ref("int_idr_nodes") }}),
    first_rung as (select * from {{ ref("int_idr_components_all") }}),
    second_rung as (select * from {{ ref("int_idr_components_strong") }}),
    last_rung as (select * from {{ ref("int_idr_components_anchor") }}),

    sized as (
        select
            nodes.node_type,
            nodes.node_key,
            last_rung.component,
            count(*) over (partition by first_rung.component) as n_first,
            count(*) over (partition by second_rung.component) as n_second,
            count(*) over (partition by last_rung.component) as n_last
        from nodes
        inner join first_rung on nodes.node_id = first_rung.node_id
        inner join second_rung on nodes.node_id = second_rung.node_id
        inner join last_rung on nodes.node_id = last_rung.node_id
    ),

    settled as (
        select
            node_key as record_id,
            component,
            case when n_last = n_first then 'all' when n_last = n_second then 'strong' else 'anchor' end as rung
        from sized
        where node_type = 'record'
    )

select *
from settled
