{#
  A select of the assignment log as earlier runs left it: record_id, user_id, run_no; empty where there is no log yet. The guards stand in front
  of the log, so they find it by its public name: a ref would be a circle.
#}
{% macro assignments_before() -%}
    {%- set state = namespace(log=none) -%}
    {%- if execute -%}
        {%- set state.log = load_relation(
            this.incorporate(path={"schema": "identity", "identifier": "assignment_log"})
        ) -%}
    {%- endif -%}
    {%- if state.log is not none -%} select record_id, user_id, run_no from {{ state.log }}
    {%- else -%}
        select
            cast(null as {{ dbt.type_string() }}) as record_id,
            cast(null as {{ dbt.type_string() }}) as user_id,
            cast(null as bigint) as run_no
        from (select 1 as one) as nothing
        where 1 = 0
    {%- endif -%}
{%- endmacro %}
