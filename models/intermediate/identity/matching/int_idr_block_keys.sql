{% set rules = blocking_rules() %}
with
    records as (select * from {{ ref("int_idr_match_records") }}),

    keyed as (
        {% for rule in rules %}
            select
                node_id,
                cast({{ loop.index }} as integer) as rule_no,
                {{ rule["keys"] | join(" || '|' || ") }} as block_key
            from records
            where {{ rule["keys"] | join(" is not null and ") }} is not null {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    sized as (select *, count(*) over (partition by rule_no, block_key) as n_records from keyed),

    judged as (
        select
            node_id,
            rule_no,
            block_key,
            n_records,
            n_records > case
                rule_no {% for rule in rules %} when {{ loop.index }} then {{ rule["cap"] }} {% endfor %}
            end as is_too_large
        from sized
        where n_records > 1
    )

select *
from judged
