{#
  Gives a table back its name where a run was killed between the two renames of rewrite_table: the table is then missing, and what it held
  lies beside it. Without this the next build would take the model for new and forget what only the old rows knew.
#}
{% macro restore_interrupted_rewrites() %}
    {% if execute %}
        {% for node in graph.nodes.values() if node.config.incremental_strategy == "rewrite" %}
            {% set table = api.Relation.create(
                database=node.database, schema=node.schema, identifier=node.alias, type="table"
            ) %}
            {% set previous = beside(table, "previous") %}
            {% set kept = adapter.get_relation(previous.database, previous.schema, previous.identifier) %}
            {% set current = adapter.get_relation(table.database, table.schema, table.identifier) %}
            {% if kept is not none and current is none %}
                {% do log("Restoring " ~ table ~ ", whose last rewrite was interrupted.", info=true) %}
                {% do adapter.rename_relation(kept, table) %}
            {% endif %}
        {% endfor %}
    {% endif %}
{% endmacro %}
