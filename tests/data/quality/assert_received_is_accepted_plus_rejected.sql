-- Counted at the source itself, so that a row lost anywhere in staging shows.
with
    received as (
        {% for feed in dataset_staging(whole_rows=true) %}
            {% set source_name, table_name = feed[4:].split("__", 1) %}
            select
                '{{ source_name }}' as source,
                '{{ table_name }}' as table_name,
                _delivery as delivery,
                count(*) as n_received
            from {{ source(source_name, table_name) }}
            group by _delivery {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    judged as (
        select source, table_name, delivery, n_accepted + n_superseded + n_rejected as n_judged
        from {{ ref("delivery_counts") }}
    )

select
    coalesce(received.source, judged.source) as source,
    coalesce(received.table_name, judged.table_name) as table_name,
    coalesce(received.delivery, judged.delivery) as delivery,
    received.n_received,
    judged.n_judged
from received
full outer join
    judged
    on received.source = judged.source
    and received.table_name = judged.table_name
    and received.delivery = judged.delivery
where received.n_received is null or judged.n_judged is null or received.n_received <> judged.n_judged
