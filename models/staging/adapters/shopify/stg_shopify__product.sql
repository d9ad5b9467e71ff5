{{ config(enabled=adapter_place("shopify") is not none) }}

with
    source as (select * from {{ source("shopify", "product") }}),

    parsed as (
        select
            {{ clean_text("source.id") }} as item_id,
            'shopify' as source,
            {{ clean_text("source.title") }} as name,
            {{ clean_text("source.vendor") }} as brand,
            {{ clean_text("source.product_type") }} as category_path,
            {{ lower_case(clean_text("source.status")) }} = 'active' as is_active,
            coalesce(
                {{ read_timestamp("source.updated_at") }}, {{ read_timestamp("source.created_at") }}
            ) as valid_from,
            {{ delivered_at(["source._fivetran_synced", "source._arrived_at"]) }} as loaded_at,
            source._overflow,
            {{ row_identity() }}
        from source
    ),

    judged as (
        select
            *,
            {{
                reject_reason(
                    [
                        ["item_id is null", "missing id"],
                    ]
                )
            }},
            cast(null as {{ dbt.type_string() }}) as value_issues
        from parsed
    ),

    versioned as (select *, {{ row_status(key="item_id", newest="coalesce(valid_from, loaded_at)") }} from judged)

select *
from versioned
