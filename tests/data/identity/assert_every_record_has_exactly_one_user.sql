select records.record_id, count(user_map.user_id) as n_users
from {{ ref("int_idr_records") }} as records
left join {{ ref("idr_user_map") }} as user_map on records.record_id = user_map.record_id
group by records.record_id
having count(user_map.user_id) <> 1
