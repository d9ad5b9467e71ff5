{#
  Where a snapshot on Spark gathers its changes before it merges them. dbt-spark makes a view that stays, and for Iceberg one without a
  schema, which Iceberg's catalogue refuses ("Invalid view identifier"); a temporary one lies in no catalogue and can be described as well.
#}
{% macro spark_build_snapshot_staging_table(strategy, sql, target_relation) %}
    {% set staging = api.Relation.create(
        database=none, schema=none, identifier=target_relation.identifier ~ "__dbt_tmp", type="view"
    ) %}
    {% call statement("build_snapshot_staging_relation") %}
        {{ create_temporary_view(staging, snapshot_staging_table(strategy, sql, target_relation)) }}
    {% endcall %}
    {{ return(staging) }}
{% endmacro %}
