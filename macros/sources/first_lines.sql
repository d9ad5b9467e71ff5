{# The first line of every text file, as {file: line}; a file without any line is missing. #}
{% macro first_lines(files) %}
    {% set lines = {} %}
    {% set firsts = [] %}
    {% for file in files %} {% do firsts.append(first_line(file)) %} {% endfor %}
    {% for row in run_query(firsts | join(" union all ")).rows %} {% do lines.update({row[0]: row[1]}) %} {% endfor %}
    {{ return(lines) }}
{% endmacro %}

{% macro first_line(file) -%} {{ return(adapter.dispatch("first_line", "dmp")(file)) }} {%- endmacro %}

{% macro duckdb__first_line(file) -%}
    (select {{ path_text(file) }} as file, line from {{ read_lines(path_text(file)) }} limit 1)
{%- endmacro %}

{% macro spark__first_line(file) -%}
    (select {{ path_text(file) }} as file, value as line from text.`{{ file }}` limit 1)
{%- endmacro %}
