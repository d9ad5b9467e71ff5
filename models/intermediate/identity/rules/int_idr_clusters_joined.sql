with
    exact as (select * from {{ ref("int_idr_clusters_det") }}),
    likely as (select * from {{ ref("int_idr_clusters_prob") }}),

    -- all contacts of a component settle in one cluster of likely matches
    matched as (
        select exact.component, min(likely.component) as cluster_node, min(likely.rung) as match_rung
        from exact
        inner join likely on likely.node_id = exact.node_id
        group by exact.component
    ),

    sized as (select *, count(*) over (partition by cluster_node) as n_components from matched),

    joined as (
        select
            exact.record_id,
            exact.node_id,
            exact.component,
            coalesce(sized.cluster_node, exact.component) as cluster_node,
            sized.match_rung,
            case
                when sized.n_components > 1
                then
                    case
                        sized.match_rung
                        {% for rung in match_rungs() %} when {{ rung }} then 'match {{ rung }}' {% endfor %}
                    end
                else exact.rung
            end as rung,
            sized.cluster_node is not null as is_matched
        from exact
        left join sized on sized.component = exact.component
    )

select *
from joined
