{% set tolerated_share = 0.01 %}
{% set hopeless_share = 0.5 %}
with
    delivered as (
        select source, table_name, sum(n_received) as n_rows, sum(n_rejected) as n_rejected
        from {{ ref("delivery_counts") }}
        group by source, table_name
    ),

    refused as (
        select source, table_name, refused, reason, sum(n_rows) as n_affected
        from {{ ref("rejected_rows") }}
        group by source, table_name, refused, reason
    ),

    found as (
        select
            'rejections' as check_name,
            case
                when refused.refused = 'row' and delivered.n_rejected >= {{ hopeless_share }} * delivered.n_rows
                then 'error'
                else 'warning'
            end as severity,
            refused.source || '.' || refused.table_name as subject,
            case
                when refused.refused = 'row' then 'rows are refused: ' else 'rows have a value that counts as empty: '
            end
            || refused.reason as finding,
            'Read their text in pii.rejected_rows_raw, then correct the export, or how stg_'
            || refused.source
            || '__'
            || refused.table_name
            || ' reads it.' as advice,
            cast(refused.n_affected as bigint) as n_affected,
            cast(delivered.n_rows as bigint) as n_rows
        from refused
        inner join delivered on delivered.source = refused.source and delivered.table_name = refused.table_name
        where refused.n_affected >= {{ tolerated_share }} * delivered.n_rows
    )

select *
from found
