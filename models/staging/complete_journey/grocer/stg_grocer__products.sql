with
    source as (select * from {{ source("grocer", "products") }}),

    parsed as (
        select
            {{ clean_text("product_id") }} as item_id,
            'grocer' as source,
            {{ clean_text("product_type") }} as product_type,
            {{ clean_text("package_size") }} as package_size,
            {{ clean_text("department") }} as department,
            {{ clean_text("product_category") }} as product_category,
            {{ clean_text("brand") }} as label,
            {{ clean_text("manufacturer_id") }} as manufacturer_id,
            -- the catalogue has no date: as if it had been known from the first day of its year on
            cast('2017-01-01 00:00:00' as timestamp) as loaded_at,
            _overflow,
            {{ row_identity() }}
        from source
    ),

    named as (
        select
            item_id,
            source,
            -- || and not concat: a missing part must make its separator vanish, and DuckDB's concat skips nulls
            coalesce(product_type, product_category, department) || coalesce(', ' || package_size, '') as name,
            coalesce(label || ' ', '') || manufacturer_id as brand,
            department
            || coalesce(' > ' || product_category, '')
            || case
                when product_category is not null then coalesce(' > ' || product_type, '') else ''
            end as category_path,
            loaded_at,
            _overflow,
            row_id,
            row_text,
            delivery
        from parsed
    ),

    judged as (
        select
            *,
            {{ reject_reason([["item_id is null", "missing product_id"]]) }},
            cast(null as {{ dbt.type_string() }}) as value_issues
        from named
    ),

    versioned as (select *, {{ row_status(key="item_id", newest="loaded_at") }} from judged)

select *
from versioned
