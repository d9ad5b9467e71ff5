with
    exact as (select * from {{ ref("int_idr_clusters_det") }}),
    likely as (select * from {{ ref("int_idr_clusters_prob") }}),

    joined as (
        select
            exact.record_id,
            coalesce(likely.component, exact.component) as component,
            exact.component as exact_component,
            exact.rung,
            likely.rung as match_rung
        from exact
        left join likely on likely.node_id = exact.component
    ),

    -- named by its smallest record: node numbers change when records arrive, record ids do not
    named as (
        select
            record_id,
            min(record_id) over (partition by component) as cluster_id,
            case
                when
                    min(exact_component) over (partition by component)
                    < max(exact_component) over (partition by component)
                then 'match ' || cast(match_rung as {{ dbt.type_string() }})
                else rung
            end as rung
        from joined
    )

select *
from named
