{# Two accounts that a person declared one must not fail the limit of one account per person. #}
with
    groups as (select * from {{ ref("int_idr_manual_groups") }}),
    evidence as (select * from {{ ref("int_idr_evidence") }} where cut_reason is null and tier <> 'manual'),

    joined as (
        select evidence.id_type, evidence.id_value, 'must_link ' || min(groups.component) as counts_as
        from evidence
        inner join groups on groups.node_id = evidence.record_id
        group by evidence.id_type, evidence.id_value
    )

select *
from joined
