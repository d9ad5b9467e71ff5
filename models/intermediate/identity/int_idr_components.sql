{#
  The tier ladder: all live edges; where that gives one person too many values of a type, without those of devices; where that still does,
  by accounts alone. A must_link holds on every rung.
#}
{{
    config(
        materialized="threshold_ladder",
        meta={"rungs": [1, 2, 3], "density": 0, "limits": "int_idr_node_limits"},
    )
}}
-- depends_on: {{ ref("int_idr_node_limits") }}
with edges as (select * from {{ ref("int_idr_edges_det") }} where status = 'live')

select node_a, node_b, case tier when 'manual' then 4 when 'anchor' then 3 when 'strong' then 2 else 1 end as strength
from edges
