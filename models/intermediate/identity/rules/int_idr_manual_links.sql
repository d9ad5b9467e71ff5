with
    rules as (select * from {{ ref("idr_manual_rules") }}),

    links as (
        select
            rule_id,
            kind,
            {{ named_record_id("a") }} as record_a,
            {{ named_record_id("b") }} as record_b,
            a as name_a,
            b as name_b,
            {{ to_utc(clean_text("created_at")) }} as created_at
        from rules
        where kind in ('must_link', 'cannot_link')
    )

select *
from links
