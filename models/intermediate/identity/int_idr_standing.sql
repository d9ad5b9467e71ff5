{# Kept as a table: after the run the log says something else. #}
with
    log as ({{ assignments_before() }}),
    records as (select * from {{ ref("int_idr_records") }}),
    accounts as (
        select distinct record_id from {{ ref("int_idr_evidence") }} where id_type = 'user_id' and cut_reason is null
    ),

    ranked as (
        select *, row_number() over (partition by record_id order by run_no desc nulls last) as recency from log
    ),

    held as (
        select
            ranked.record_id,
            ranked.user_id,
            case when records.record_type = 'contact' or accounts.record_id is not null then 1 else 0 end as tells_who
        from ranked
        left join records on records.record_id = ranked.record_id
        left join accounts on accounts.record_id = ranked.record_id
        where ranked.recency = 1 and ranked.user_id is not null
    ),

    standing as (select record_id, user_id, max(tells_who) over (partition by user_id) = 1 as is_known from held)

select *
from standing
