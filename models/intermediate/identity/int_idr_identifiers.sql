with
    sightings as (select * from {{ ref("int_idr_sightings") }}),

    unpivoted as (
        {% for id_type in identifier_types() %}
            select
                record_id,
                '{{ id_type }}' as id_type,
                coalesce({{ id_type }}, malformed_{{ id_type }}) as id_value,
                {{ id_type }} is not null as is_valid,
                n_observations,
                first_seen,
                last_seen,
                loaded_at
            from sightings
            where {{ id_type }} is not null or malformed_{{ id_type }} is not null {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    observed as (
        select
            record_id,
            id_type,
            id_value,
            case when not is_valid then {{ invalid_reason("id_type") }} end as invalid_reason,
            cast(sum(n_observations) as bigint) as n_observations,
            is_valid,
            min(first_seen) as first_seen,
            max(last_seen) as last_seen,
            max(loaded_at) as loaded_at
        from unpivoted
        group by record_id, id_type, id_value, is_valid
    )

select *
from observed
