{# DuckDB's reader of text files, told to take every line as it is: one column `line`. `options`: further arguments, each with a comma. #}
{% macro read_lines(paths, options="") -%}
    read_csv(
        {{ paths }},
        {{ options }}
        header = false,
        auto_detect = false,
        strict_mode = false,
        delim = '\x01',
        quote = '',
        escape = '',
        columns = {'line':'varchar'}
    )
{%- endmacro %}
