select redirects.old_user_id, redirects.new_user_id
from {{ ref("idr_redirects") }} as redirects
left join {{ ref("idr_users_registry") }} as registry on redirects.new_user_id = registry.user_id
where registry.status is null or registry.status <> 'active'
