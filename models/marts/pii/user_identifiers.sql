with
    identifiers as (select * from {{ ref("int_idr_evidence") }}),
    user_map as (select * from {{ ref("idr_user_map") }}),

    owned as (
        select
            user_map.user_id,
            identifiers.id_type,
            identifiers.id_value,
            cast(count(*) as bigint) as n_records,
            min(identifiers.first_seen) as first_seen_at,
            max(identifiers.last_seen) as last_seen_at
        from identifiers
        inner join user_map on identifiers.record_id = user_map.record_id
        where identifiers.cut_reason is null and identifiers.tier <> 'manual'
        group by user_map.user_id, identifiers.id_type, identifiers.id_value
    )

select *
from owned
