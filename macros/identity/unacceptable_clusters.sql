{#
  The components of `labels` (node_id, component) that no ladder may leave together. A cluster is acceptable when it keeps every limit (relation
  `limits`: node_id, limit_name, limit_value, max_values: no cluster has more than max_values different values of a limit) and is dense: of more
  than three nodes, at least the share `density` of all pairs is an edge among those `inside`.
#}
{% macro unacceptable_clusters(labels, inside, limits, density) %}
    with
        breaking as (
            select labels.component
            from {{ labels }} as labels
            inner join {{ limits }} as limits on limits.node_id = labels.node_id
            group by labels.component, limits.limit_name
            having count(distinct limits.limit_value) > min(limits.max_values)
        ),

        sized as (select component, count(*) as n_nodes from {{ labels }} group by component),

        connected as (
            select labels.component, count(*) as n_edges
            from {{ inside }} as inside
            inner join {{ labels }} as labels on labels.node_id = inside.node_a
            group by labels.component
        ),

        sparse as (
            select sized.component
            from sized
            left join connected on connected.component = sized.component
            where
                sized.n_nodes > 3
                and coalesce(connected.n_edges, 0) < {{ density }} * sized.n_nodes * (sized.n_nodes - 1) / 2
        )

    select component
    from breaking
    union distinct
    select component
    from sparse
{% endmacro %}
