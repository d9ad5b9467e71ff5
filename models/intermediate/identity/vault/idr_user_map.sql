{{ config(alias="user_map") }}

with
    log as (select * from {{ ref("idr_assignment_log") }}),
    records as (select * from {{ ref("int_idr_records") }}),

    ranked as (
        select *, row_number() over (partition by record_id order by run_no desc nulls last) as recency from log
    ),

    mapped as (
        select
            ranked.record_id,
            ranked.user_id,
            records.source,
            records.record_type,
            records.record_key,
            ranked.run_no as since_run,
            ranked.valid_from
        from ranked
        inner join records on ranked.record_id = records.record_id
        where ranked.recency = 1 and ranked.user_id is not null
    )

select *
from mapped
