with
    clock as (select * from {{ ref("int_clock") }}),
    products as (select * from {{ ref("int_products") }}),
    sold as (select distinct item_id from {{ ref("int_interactions") }} where interaction_type = 'purchase'),
    rules as (
        select rules.*
        from {{ ref("recommendation_rules") }} as rules
        inner join
            clock
            on cast(clock.as_of as date) between coalesce(rules.starts_on, cast('1900-01-01' as date)) and coalesce(
                rules.ends_on, cast('2999-12-31' as date)
            )
    ),
    tasks as (
        select 'discover' as task
        union all
        select 'buy_again' as task
    ),

    -- what sells need not be in the catalogue
    items as (
        select item_id, category, brand, stock
        from products
        where is_active
        union all
        select
            sold.item_id,
            cast(null as {{ dbt.type_string() }}) as category,
            cast(null as {{ dbt.type_string() }}) as brand,
            cast(null as bigint) as stock
        from sold
        left join products on products.item_id = sold.item_id
        where products.item_id is null
    ),

    named as (
        select item_id, 'item' as scope, item_id as value
        from items
        union all
        select item_id, 'category' as scope, category as value
        from items
        union all
        select item_id, 'brand' as scope, brand as value
        from items
    ),

    acting as (
        select
            named.item_id,
            tasks.task,
            max(case when rules.kind = 'block' then 1 else 0 end) as n_blocks,
            max(case when rules.kind = 'buy_once' then 1 else 0 end) as n_buy_once,
            max(case when rules.kind = 'pin' then 1 else 0 end) as n_pins,
            sum(
                case
                    when rules.kind = 'boost'
                    then coalesce(rules.weight, 0)
                    when rules.kind = 'pin'
                    then coalesce(rules.weight, 100)
                    else 0
                end
            ) as boost
        from rules
        inner join named on named.scope = rules.scope and named.value = rules.value
        inner join tasks on tasks.task = coalesce(rules.task, tasks.task)
        group by named.item_id, tasks.task
    ),

    ruled as (
        select
            tasks.task,
            items.item_id,
            items.category,
            items.brand,
            cast(coalesce(acting.boost, 0) as {{ type_double() }}) as boost,
            coalesce(items.stock, 1) > 0 and coalesce(acting.n_blocks, 0) = 0 as may_be_shown,
            coalesce(acting.n_buy_once, 0) > 0 as is_bought_once,
            coalesce(acting.n_pins, 0) > 0 as is_pinned
        from items
        cross join tasks
        left join acting on acting.item_id = items.item_id and acting.task = tasks.task
    )

select *
from ruled
