with
    identifiers as (select * from {{ ref("int_idr_identifiers") }}),
    records as (select * from {{ ref("int_idr_records") }}),
    id_types as (select * from {{ ref("idr_id_types") }}),
    blocked_values as (select * from {{ ref("idr_blocked_values") }}),
    manual_rules as (select * from {{ ref("idr_manual_rules") }} where kind = 'block_value'),

    accounts as (select record_id, id_value as account from identifiers where id_type = 'user_id' and is_valid),

    counted as (
        select
            identifiers.id_type,
            identifiers.id_value,
            identifiers.invalid_reason,
            count(distinct identifiers.record_id) as n_records,
            count(distinct case when records.record_type = 'contact' then identifiers.record_id end) as n_contacts,
            count(distinct accounts.account) as n_anchors,
            count(distinct substr(records.given_name_norm, 1, 1)) as n_name_groups,
            count(distinct records.birth_date) as n_birth_dates
        from identifiers
        inner join records on identifiers.record_id = records.record_id
        left join accounts on identifiers.record_id = accounts.record_id
        group by identifiers.id_type, identifiers.id_value, identifiers.invalid_reason
    ),

    blocks as (
        select counted.id_type, counted.id_value, blocked_values.reason as refused_by
        from counted
        inner join blocked_values on counted.id_type = blocked_values.id_type
        where {{ matches("counted.id_value", "blocked_values.value_pattern") }}
        union all
        select a as id_type, {{ normalise_identifier("a", "b") }} as id_value, 'rule ' || rule_id as refused_by
        from manual_rules
    ),

    blocked as (select id_type, id_value, min(refused_by) as refused_by from blocks group by id_type, id_value),

    judged as (
        select
            counted.id_type,
            counted.id_value,
            counted.n_records,
            counted.n_contacts,
            counted.n_anchors,
            counted.n_name_groups,
            counted.n_birth_dates,
            case
                when counted.invalid_reason is not null
                then 'invalid'
                when blocked.id_value is not null
                then 'blocked'
                when counted.n_contacts > id_types.max_contacts_per_value
                then 'degree'
                when
                    id_types.name_veto
                    and (counted.n_name_groups > 1 or counted.n_anchors > id_types.max_anchors_per_value)
                then 'name_split'
                when counted.n_anchors > id_types.max_anchors_per_value
                then 'anchor_conflict'
                else 'ok'
            end as verdict,
            coalesce(counted.invalid_reason, blocked.refused_by) as refused_by
        from counted
        inner join id_types on counted.id_type = id_types.id_type
        left join blocked on counted.id_type = blocked.id_type and counted.id_value = blocked.id_value
    )

select *
from judged
