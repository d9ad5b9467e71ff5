-- A list of n items has the ranks 1 to n, and nothing in it is dropped or out of stock.
with
    products as (select * from {{ ref("products") }}),

    listed as (
        select list, item_id as list_of, recommended_item_id as item_id, rank
        from {{ ref("item_recommendations") }}
        union all
        select list, list_category as list_of, item_id, rank
        from {{ ref("popular_items") }}
    )

select list, list_of, 'a hole in the ranks' as finding
from listed
group by list, list_of
having max(rank) <> count(*)
union all
select listed.list, listed.list_of, 'not for sale' as finding
from listed
inner join products on products.item_id = listed.item_id
where not products.is_active or products.stock <= 0
