with
    recommended as (select * from {{ ref("ml_user_recommendations") }}),
    products as (select * from {{ ref("int_products") }}),
    clock as (select * from {{ ref("int_clock") }}),

    recommendations as (
        select
            recommended.task,
            recommended.user_id,
            recommended.item_id,
            products.name as item_name,
            products.category,
            recommended.source,
            cast(recommended.rank as bigint) as rank,
            cast(recommended.score as {{ type_double() }}) as score,
            clock.as_of
        from recommended
        left join products on products.item_id = recommended.item_id
        cross join clock
    )

select *
from recommendations
