-- 'gone' is allowed only when none of the records a user ever had exists any more.
select registry.user_id
from {{ ref("idr_users_registry") }} as registry
inner join {{ ref("idr_assignment_log") }} as log on registry.user_id = log.user_id
inner join {{ ref("idr_user_map") }} as user_map on log.record_id = user_map.record_id
where registry.status = 'gone'
