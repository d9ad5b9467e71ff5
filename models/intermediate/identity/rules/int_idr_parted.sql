{#
  Parts the clusters in which evidence has put together what a cannot_link keeps apart, and touches no others. At once goes what the two sides
  share directly; where they still hang together, what the leaving side (b, with all that must_links declare the same person) has besides its
  accounts; then its accounts. On the last rung that side has nothing but its own must_links, so it is always parted (a contradiction of rules
  is refused before the build). Edges of anybody else are never given up. It only ever divides clusters that stood without the rule, so
  adding a cannot_link merges nobody, and neither the order of rows nor that of rules matters.
#}
{{
    config(
        materialized="threshold_ladder",
        meta={"rungs": [1, 2, 3], "density": 0, "limits": "int_idr_parting_limits"},
    )
}}
-- depends_on: {{ ref("int_idr_parting_limits") }}
with edges as (select * from {{ ref("int_idr_parting_edges") }} where strength > 0)

select node_a, node_b, strength
from edges
