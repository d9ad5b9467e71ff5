{#
  Config of a model that dbt writes day by day, each day in one piece: `{{ "{{ config(**microbatch('event_at', 'event_date', '2026-01-01')) }}" }}`.
  For facts too many to be compared with what is kept, that never change after they settled. `time` is the instant of a row, `day` its
  date in UTC: DuckDB replaces the rows of the day by their instant, Spark the partition of the date. Not for rows that carry a user: a
  merge of two users changes old days, which upsert() sees and this does not.
#}
{% macro microbatch(time, day, begin) %}
    {{
        return(
            dict(
                {
                    "materialized": "incremental",
                    "incremental_strategy": "microbatch",
                    "event_time": time,
                    "batch_size": "day",
                    "begin": begin,
                    "on_schema_change": "fail",
                },
                **partitioned_by([day])
            )
        )
    }}
{% endmacro %}
