{{
    config(
        materialized="threshold_ladder",
        meta={"rungs": var("idr_rungs"), "density": var("idr_density"), "limits": "int_idr_limits"},
    )
}}
-- depends_on: {{ ref("int_idr_limits") }}
with edges as (select * from {{ ref("int_idr_edges_prob") }})

select node_a, node_b, match_probability as strength
from edges
