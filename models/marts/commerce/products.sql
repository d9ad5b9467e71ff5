with
    catalogue as (select * from {{ ref("int_products") }}),

    products as (
        select
            item_id,
            source,
            name,
            brand,
            category_path,
            category,
            currency,
            price,
            stock,
            is_active,
            valid_from,
            loaded_at
        from catalogue
    )

select *
from products
