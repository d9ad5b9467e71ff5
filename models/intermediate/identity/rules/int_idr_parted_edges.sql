with
    edges as (select * from {{ ref("int_idr_parting_edges") }} where id_type <> 'match' and strength < 3),
    parted as (select * from {{ ref("int_idr_parted") }}),

    -- a value that nobody else holds any more stays with its record
    given_up as (
        select edges.record_id, edges.id_type, edges.id_value, edges.rule_id, 'cannot_link' as cut_reason
        from edges
        inner join parted as value_part on value_part.node_id = edges.node_b
        left join parted as record_part on record_part.node_id = edges.node_a
        where coalesce(record_part.component, edges.node_a) <> value_part.component
    )

select *
from given_up
