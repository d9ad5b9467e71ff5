-- user_id is the anchor: one per person, whatever else is shared (idr_id_types.max_per_user).
select user_map.user_id, count(distinct evidence.id_value) as n_accounts
from {{ ref("int_idr_evidence") }} as evidence
inner join {{ ref("idr_user_map") }} as user_map on evidence.record_id = user_map.record_id
where evidence.id_type = 'user_id' and evidence.cut_reason is null
group by user_map.user_id
having count(distinct evidence.id_value) > 1
