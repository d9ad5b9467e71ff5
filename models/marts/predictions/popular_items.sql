{% set half_life_days = 14 %}  {# of n_purchases_decayed in feat_item_popularity #}
with
    popularity as (select * from {{ ref("feat_item_popularity") }} where snapshot = 'serving'),
    products as (select * from {{ ref("int_products") }}),
    clock as (select * from {{ ref("int_clock") }}),

    sold as (
        select
            popularity.item_id,
            products.name as item_name,
            products.category,
            popularity.n_buyers,
            popularity.n_purchases,
            popularity.n_purchases_decayed
        from popularity
        left join products on products.item_id = popularity.item_id
        where coalesce(products.stock, 1) > 0
    ),

    listed as (
        select
            'overall' as list,
            cast(null as {{ dbt.type_string() }}) as list_category,
            sold.*,
            cast(n_buyers as {{ type_double() }}) as score,
            cast(null as bigint) as half_life_days
        from sold
        union all
        select
            'trend' as list,
            cast(null as {{ dbt.type_string() }}) as list_category,
            sold.*,
            n_purchases_decayed as score,
            cast({{ half_life_days }} as bigint) as half_life_days
        from sold
        union all
        select
            'category' as list,
            category as list_category,
            sold.*,
            n_purchases_decayed as score,
            cast({{ half_life_days }} as bigint) as half_life_days
        from sold
        where category is not null
    ),

    ranked as (
        select
            *,
            row_number() over (
                partition by list, list_category
                order by score desc nulls last, n_purchases desc nulls last, item_id asc nulls last
            ) as rank
        from listed
    ),

    popular as (
        select
            ranked.list,
            ranked.list_category,
            ranked.item_id,
            ranked.item_name,
            ranked.category,
            cast(ranked.rank as bigint) as rank,
            ranked.n_buyers,
            ranked.n_purchases,
            ranked.half_life_days,
            ranked.score,
            clock.as_of
        from ranked
        cross join clock
        where ranked.rank <= {{ var("item_list_length") }}
    )

select *
from popular
