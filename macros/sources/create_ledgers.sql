{# Makes the tables that commands write (config.meta.ledger), empty, where they are not there yet: a build must be able to read them. #}
{% macro create_ledgers() %}
    {% if execute and flags.WHICH != "compile" %}
        {% for node in graph.sources.values() if node.config.meta.ledger %}
            {% set ledger = api.Relation.create(
                database=node.database, schema=node.schema, identifier=node.identifier
            ) %}
            {% do adapter.create_schema(ledger.without_identifier()) %}
            {% set columns = [] %}
            {% for column in node.columns.values() %}
                {% do columns.append(column.name ~ " " ~ api.Column.translate_type(column.data_type)) %}
            {% endfor %}
            {% do run_query("create table if not exists " ~ ledger ~ " (" ~ columns | join(", ") ~ ")") %}
        {% endfor %}
    {% endif %}
{% endmacro %}
