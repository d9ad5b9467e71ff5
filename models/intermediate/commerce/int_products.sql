with
    arrived as (select * from {{ ref("input__products") }}),

    ranked as (
        select
            *,
            row_number() over (
                partition by item_id
                order by valid_from desc nulls last, loaded_at desc nulls last, source asc nulls last
            ) as version_no
        from arrived
    ),

    products as (
        select
            item_id,
            source,
            name,
            brand,
            category_path,
            {{ clean_text("split_part(category_path, '>', 1)") }} as category,
            description,
            currency,
            price,
            stock,
            coalesce(is_active, true) as is_active,
            valid_from,
            loaded_at
        from ranked
        where version_no = 1
    )

select *
from products
