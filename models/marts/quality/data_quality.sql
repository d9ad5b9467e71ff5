{#- What counts as in time: rows that arrive at most so many days after their own instant. -#}
{% set clocks = {
    "input__events": "event_at",
    "input__orders": "ordered_at",
    "input__refunds": "refunded_at",
    "input__messages": "event_at",
    "input__consents": "effective_at",
    "input__ad_touches": "touched_at",
} %}
{% set judged = [] %}
{% for contract, feeds in dataset_inputs().items() if feeds %}
    {% set declared = declared_columns(contract) %}
    {% set sources = [] %}
    {% for feed in feeds if feed_source(feed) not in sources %} {% do sources.append(feed_source(feed)) %} {% endfor %}
    {% do judged.append(
        {
            "contract": contract,
            "feeds": feeds,
            "clock": clocks.get(contract),
            "columns": declared | reject("in", ["source", "loaded_at"]) | list,
            "has_source": "source" in declared,
            "sources": sources | join(" and "),
        }
    ) %}
{% endfor %}
with
    delivery_counts as (select * from {{ ref("delivery_counts") }}),

    {% for each in judged %}
        {{ each.contract }}_days as (
            select
                {% if each.has_source %} source,
                {% else %} '{{ each.sources }}' as source,
                {% endif %}
                cast(loaded_at as date) as loaded_date,
                {% for column in each.columns %} count({{ column }}) as n_{{ column }}, {% endfor %}
                {% if each.clock %}
                    sum(
                        case
                            when {{ days_between(each.clock, "loaded_at") }} <= {{ var("timely_days") }} then 1 else 0
                        end
                    ) as n_timely,
                {% endif %}
                count(*) as n_rows
            from {{ ref(each.contract) }}
            group by {{ "source, " if each.has_source }} cast(loaded_at as date)
        ),

        {{ each.contract }}_delivered as (
            select distinct source, column_name
            from
                (
                    values
                        {% for feed in each.feeds %}
                            {% for column in each.columns if column in declared_columns(feed) %}
                                ('{{ feed_source(feed) if each.has_source else each.sources }}', '{{ column }}'),
                            {% endfor %}
                        {% endfor %}
                        ('', '')
                ) as listed(source, column_name)
            where column_name <> ''
        ),
    {% endfor %}

    measured as (
        {% for each in judged %}
            select
                days.source,
                '{{ each.contract }}' as relation_name,
                'completeness' as dimension,
                delivered.column_name,
                days.n_rows,
                case
                    delivered.column_name
                    {% for column in each.columns %} when '{{ column }}' then days.n_{{ column }} {% endfor %}
                    else 0
                end as n_good,
                days.loaded_date
            from {{ each.contract }}_days as days
            inner join {{ each.contract }}_delivered as delivered on delivered.source = days.source
            union all
            {% if each.clock %}
                select
                    source,
                    '{{ each.contract }}' as relation_name,
                    'timeliness' as dimension,
                    '{{ each.clock }}' as column_name,
                    n_rows,
                    n_timely as n_good,
                    loaded_date
                from {{ each.contract }}_days
                union all
            {% endif %}
        {% endfor %}
        select
            source,
            table_name as relation_name,
            'uniqueness' as dimension,
            '' as column_name,
            sum(n_received) as n_rows,
            sum(n_received - n_superseded) as n_good,
            cast(last_loaded_at as date) as loaded_date
        from delivery_counts
        group by source, table_name, cast(last_loaded_at as date)
        union all
        select
            source,
            table_name as relation_name,
            'validity' as dimension,
            '' as column_name,
            sum(n_received) as n_rows,
            sum(n_received - n_rejected) as n_good,
            cast(last_loaded_at as date) as loaded_date
        from delivery_counts
        group by source, table_name, cast(last_loaded_at as date)
    ),

    shares as (
        select
            source,
            relation_name,
            dimension,
            column_name,
            cast(n_rows as bigint) as n_rows,
            cast(n_good as bigint) as n_good,
            n_good * cast(1 as {{ type_double() }}) / nullif(n_rows, 0) as share,
            loaded_date
        from measured
        where n_rows > 0 and loaded_date is not null
    )

select *
from shares
