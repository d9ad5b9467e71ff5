select golden.user_id, golden.attribute
from {{ ref("int_idr_golden_values") }} as golden
left join
    {{ ref("idr_user_map") }} as user_map
    on golden.user_id = user_map.user_id
    and golden.source = user_map.source
    and golden.record_id = user_map.record_key
    and user_map.record_type = 'contact'
where user_map.record_id is null
