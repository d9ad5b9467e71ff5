-- The records of a must_link always end in one user, those of a cannot_link never.
select links.rule_id, one.user_id
from {{ ref("int_idr_manual_links") }} as links
inner join {{ ref("idr_user_map") }} as one on one.record_id = links.record_a
inner join {{ ref("idr_user_map") }} as other on other.record_id = links.record_b
where
    (links.kind = 'cannot_link' and one.user_id = other.user_id)
    or (links.kind = 'must_link' and one.user_id <> other.user_id)
