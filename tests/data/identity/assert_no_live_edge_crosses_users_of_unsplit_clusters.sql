-- Within clusters settled on the first rung every live edge holds; later rungs give edges up on purpose.
with
    edges as (select * from {{ ref("int_idr_edges_det") }} where status = 'live'),
    clusters as (select * from {{ ref("int_idr_accepted_clusters") }} where rung = 'all'),
    user_map as (select * from {{ ref("idr_user_map") }})

select edges.node_b, count(distinct user_map.user_id) as n_users
from edges
inner join clusters on edges.record_id = clusters.record_id
inner join user_map on edges.record_id = user_map.record_id
group by edges.node_b
having count(distinct user_map.user_id) > 1
