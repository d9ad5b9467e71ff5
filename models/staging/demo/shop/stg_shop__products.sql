with
    source as (select * from {{ source("shop", "products") }}),

    parsed as (
        select
            {{ clean_text("source.product_id") }} as item_id,
            'shop' as source,
            {{ clean_text("source.name") }} as name,
            {{ clean_text("source.brand") }} as brand,
            {{ clean_text("source.category") }} as category_path,
            {{ clean_text("source.description") }} as description,
            currency_aliases.code as currency,
            {{ read_decimal("source.price") }} as price,
            {{ read_integer("source.stock") }} as stock,
            {{ read_boolean("source.is_active") }} as is_active,
            {{ read_timestamp("source.valid_from") }} as valid_from,
            {{ delivered_at("source._synced_at") }} as loaded_at,
            _overflow,
            {{ row_identity() }}
        from source {{ alias_join("currency", "source.currency") }}
    ),

    judged as (
        select
            *,
            {{ reject_reason([["item_id is null", "missing product_id"]]) }},
            {{
                value_issues(
                    {
                        "currency": "currency",
                        "price": "price",
                        "stock": "stock",
                        "is_active": "is_active",
                        "valid_from": "valid_from",
                    }
                )
            }}
        from parsed
    ),

    versioned as (select *, {{ row_status(key="item_id", newest="coalesce(valid_from, loaded_at)") }} from judged)

select *
from versioned
