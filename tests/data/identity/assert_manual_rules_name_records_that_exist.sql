-- Rules on sources that this dataset does not have belong to another one; a record that earlier builds knew may be
-- gone.
{% set log = built_relation("idr_assignment_log") if execute else none %}
with
    records as (select * from {{ ref("int_idr_records") }}),
    links as (select * from {{ ref("int_idr_manual_links") }}),

    named as (
        select rule_id, record_a as record_id, name_a as name
        from links
        union all
        select rule_id, record_b as record_id, name_b as name
        from links
    ),

    sources as (select distinct source from records),

    known as (
        select record_id
        from records
        {% if log is not none %}
            union all
            select record_id
            from {{ log }}
        {% endif %}
    )

select named.rule_id, named.name
from named
inner join sources on sources.source = split_part(named.name, ':', 1)
left join known on known.record_id = named.record_id
where known.record_id is null
