{% set saturation, length_share = 1.2, 0.75 %}
with
    interactions as (select * from {{ ref("feat_interactions") }} where weight > 0),
    popularity as (select * from {{ ref("feat_item_popularity") }}),

    ranked as (
        select
            snapshot,
            user_id,
            item_id,
            weight,
            row_number() over (
                partition by snapshot, user_id order by weight desc nulls last, item_id asc nulls last
            ) as place
        from interactions
    ),

    -- Pairs grow with the square of what a person has seen. Items are counted and marked here, not joined on later:
    -- with those
    -- joins a planner without statistics chose an order that filled the disk, and one with them took twice the time.
    kept as (
        select *, count(*) over (partition by snapshot, user_id) as n_items
        from ranked
        where place <= {{ var("item_pair_max_items") }}
    ),

    summed as (select snapshot, item_id, {{ exact_sum("weight") }} as item_weight from kept group by snapshot, item_id),

    -- Numbers stand for items where pairs are counted: with texts it took 6.6 s for a million interactions, not 4.8.
    items as (
        select
            summed.*,
            popularity.item_id is not null as is_for_sale,
            row_number() over (order by summed.snapshot asc nulls last, summed.item_id asc nulls last) as item_no
        from summed
        left join popularity on popularity.snapshot = summed.snapshot and popularity.item_id = summed.item_id
    ),

    catalogue as (
        select snapshot, count(*) as n_items, {{ exact_mean("item_weight") }} as mean_weight
        from summed
        group by snapshot
    ),

    -- BM25 with an item as the document and people as its words, after implicit's bm25_weight: a person who has seen
    -- much tells less, and so does a weight in an item that has much of it.
    weighted as (
        select
            kept.snapshot,
            kept.user_id,
            items.item_no,
            kept.weight
            * {{ saturation + 1 }}e0
            / nullif(
                kept.weight
                + {{ saturation }}e0
                * (
                    {{ 1 - length_share }}e0
                    + {{ length_share }}e0 * items.item_weight / nullif(catalogue.mean_weight, 0)
                ),
                0
            )
            * ln(1e0 + (catalogue.n_items - kept.n_items + 0.5e0) / nullif(kept.n_items + 0.5e0, 0)) as relevance
        from kept
        inner join items on items.snapshot = kept.snapshot and items.item_id = kept.item_id
        inner join catalogue on catalogue.snapshot = kept.snapshot
    ),

    halves as (
        select
            weighted.item_no,
            others.item_no as neighbour_no,
            cast(count(*) as bigint) as n_users,
            {{ exact_sum("weighted.relevance * others.relevance") }} as similarity
        from weighted
        inner join
            weighted as others
            on others.snapshot = weighted.snapshot
            and others.user_id = weighted.user_id
            and others.item_no > weighted.item_no
        group by weighted.item_no, others.item_no
        having count(*) >= {{ var("item_pair_min_support") }}
    ),

    directed as (
        select item_no, neighbour_no, n_users, similarity
        from halves
        union all
        select neighbour_no as item_no, item_no as neighbour_no, n_users, similarity
        from halves
    ),

    named as (
        select items.snapshot, items.item_id, others.item_id as neighbour_item_id, directed.n_users, directed.similarity
        from directed
        inner join items on items.item_no = directed.item_no
        inner join items as others on others.item_no = directed.neighbour_no
        where others.is_for_sale
    ),

    placed as (
        select
            *,
            row_number() over (
                partition by snapshot, item_id
                order by similarity desc nulls last, n_users desc nulls last, neighbour_item_id asc nulls last
            ) as rank
        from named
    ),

    neighbours as (
        select snapshot, item_id, neighbour_item_id, cast(rank as bigint) as rank, n_users, similarity
        from placed
        where rank <= 20
    )

select *
from neighbours
