{# A seed without rows gets a file all the same: dbt loads nothing then, and who reads the files must find the columns. #}
{% macro spark__create_csv_table(model, agate_table) %}
    {% set sql = default__create_csv_table(model, agate_table) %}
    {% if agate_table.rows | length == 0 %}
        {% do run_query("insert into " ~ this.render() ~ " select * from " ~ this.render() ~ " where 1 = 0") %}
    {% endif %}
    {{ return(sql) }}
{% endmacro %}
