-- Every event of the input is in marts.events once, and none is there that the input does not have.
with
    received as (select source, event_id from {{ ref("input__events") }}),
    published as (select source, event_id from {{ ref("events") }})

select
    coalesce(received.source, published.source) as source,
    coalesce(received.event_id, published.event_id) as event_id,
    case when published.event_id is null then 'lost' else 'invented' end as finding
from received
full outer join published on received.source = published.source and received.event_id = published.event_id
where received.event_id is null or published.event_id is null
