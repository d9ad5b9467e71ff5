{#
  How a seed's rows reach Spark. dbt-spark's own way renders a missing value as the text 'None' and does not escape quotes; in a graph of
  identifiers one such text would join everybody who lacks the value.
#}
{% macro spark__load_csv_rows(model, agate_table) %}
    {% set types = model["config"].get("column_types", {}) %}
    {% set rows = [] %}
    {% for row in agate_table.rows %}
        {% set values = [] %}
        {% for value in row %}
            {% set type = types.get(
                agate_table.column_names[loop.index0], adapter.convert_type(agate_table, loop.index0)
            ) %}
            {% do values.append("cast(" ~ spark_literal(value) ~ " as " ~ type ~ ")") %}
        {% endfor %}
        {% do rows.append("(" ~ values | join(", ") ~ ")") %}
    {% endfor %}
    {% set sql = "insert into " ~ this.render() ~ " values " ~ rows | join(", ") %}
    {% if rows %} {% do adapter.add_query(sql, abridge_sql_log=True) %} {% endif %}
    {{ return(sql) }}
{% endmacro %}

{# Spark reads a JSON text as a string literal of its own: same quotes, same escapes. #}
{% macro spark_literal(value) -%} {{ "null" if value is none else tojson(value | string) }} {%- endmacro %}
