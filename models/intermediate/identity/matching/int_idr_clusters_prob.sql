{# A probability counts as the rung that it reaches: one more record moves all of them a little, and hardly any to another rung. #}
{% set rungs = match_rungs() %}
{{
    config(
        materialized="threshold_ladder",
        meta={"rungs": rungs, "density": var("idr_density"), "limits": "int_idr_limits"},
    )
}}
-- depends_on: {{ ref("int_idr_limits") }}
with edges as (select * from {{ ref("int_idr_edges_prob") }})

select
    node_a,
    node_b,
    case
        {% for rung in rungs | reverse %} when match_probability >= {{ rung }} then {{ rung }} {% endfor %}
    end as strength
from edges
