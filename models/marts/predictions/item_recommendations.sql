{% set prior_orders = 20 %}
with
    neighbours as (select * from {{ ref("int_item_neighbours") }} where snapshot = 'serving'),
    pairs as (select * from {{ ref("int_item_pairs") }}),
    products as (select * from {{ ref("int_products") }}),
    clock as (select * from {{ ref("int_clock") }}),

    directed as (
        select
            item_id,
            other_item_id as recommended_item_id,
            n_orders,
            n_item_orders,
            n_other_item_orders,
            n_orders_together
        from pairs
        union all
        select
            other_item_id as item_id,
            item_id as recommended_item_id,
            n_orders,
            n_other_item_orders as n_item_orders,
            n_item_orders as n_other_item_orders,
            n_orders_together
        from pairs
    ),

    expected as (
        select
            item_id,
            recommended_item_id,
            n_orders_together,
            cast(n_item_orders as {{ type_double() }}) * n_other_item_orders / nullif(n_orders, 0) as n_orders_expected
        from directed
    ),

    -- A rate under a gamma prior of mean 1 (DuMouchel 1999, The American Statistician 53:177-190, with one
    -- component): as
    -- if prior_orders more had been expected, and come. The plain ratio puts accidents of rare items on top.
    bought_together as (
        select
            'bought_together' as list,
            item_id,
            recommended_item_id,
            n_orders_together as support,
            (n_orders_together + {{ prior_orders }}e0) / nullif(n_orders_expected + {{ prior_orders }}e0, 0) as score,
            n_orders_together / nullif(n_orders_expected, 0) as lift
        from expected
        where n_orders_together >= n_orders_expected
    ),

    alike as (
        select
            'similar' as list,
            item_id,
            neighbour_item_id as recommended_item_id,
            n_users as support,
            similarity as score,
            cast(null as {{ type_double() }}) as lift
        from neighbours
    ),

    pooled as (
        select *
        from bought_together
        union all
        select *
        from alike
    ),

    ranked as (
        select
            pooled.*,
            recommended.name as recommended_item_name,
            recommended.category as recommended_category,
            row_number() over (
                partition by pooled.list, pooled.item_id
                order by
                    pooled.score desc nulls last,
                    pooled.support desc nulls last,
                    pooled.recommended_item_id asc nulls last
            ) as rank
        from pooled
        left join products as recommended on recommended.item_id = pooled.recommended_item_id
        where coalesce(recommended.is_active, true) and coalesce(recommended.stock, 1) > 0
    ),

    recommendations as (
        select
            ranked.list,
            ranked.item_id,
            products.name as item_name,
            ranked.recommended_item_id,
            ranked.recommended_item_name,
            ranked.recommended_category,
            cast(ranked.rank as bigint) as rank,
            ranked.support,
            ranked.score,
            ranked.lift,
            clock.as_of
        from ranked
        left join products on products.item_id = ranked.item_id
        cross join clock
        where ranked.rank <= {{ var("item_list_length") }}
    )

select *
from recommendations
