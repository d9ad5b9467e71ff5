{#
  The ladder of exact evidence: all live edges; where that gives one person too many values of a type, without the values that join two accounts, then
  without all those of the least trusted type, then of the next; at last by accounts alone. A must_link holds on every rung.
#}
{% set n_types = identifier_types() | length %}
{{
    config(
        materialized="threshold_ladder",
        meta={"rungs": range(1, n_types + 2) | list, "density": 0, "limits": "int_idr_node_limits"},
    )
}}
-- depends_on: {{ ref("int_idr_node_limits") }}
with
    edges as (select * from {{ ref("int_idr_edges_det") }} where status = 'live'),
    type_rungs as (select * from {{ ref("int_idr_type_rungs") }}),
    joining as (select * from {{ ref("int_idr_joining_values") }})

select
    edges.node_a,
    edges.node_b,
    case when joining.node_id is not null then 1 else coalesce(type_rungs.last_rung, {{ n_types + 2 }}) end as strength
from edges
left join type_rungs on type_rungs.id_type = edges.id_type
left join joining on joining.node_id = edges.node_b
