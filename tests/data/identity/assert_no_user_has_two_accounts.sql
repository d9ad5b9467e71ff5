-- user_id is the anchor: one per person, whatever else is shared (idr_id_types.max_per_user), but those that a
-- must_link declares one.
select user_map.user_id, count(distinct coalesce(joined_values.counts_as, evidence.id_value)) as n_accounts
from {{ ref("int_idr_evidence") }} as evidence
inner join {{ ref("idr_user_map") }} as user_map on evidence.record_id = user_map.record_id
left join
    {{ ref("int_idr_joined_values") }} as joined_values
    on evidence.id_type = joined_values.id_type
    and evidence.id_value = joined_values.id_value
where evidence.id_type = 'user_id' and evidence.cut_reason is null
group by user_map.user_id
having count(distinct coalesce(joined_values.counts_as, evidence.id_value)) > 1
