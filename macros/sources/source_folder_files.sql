{# The files of a folder as sorted paths, without those whose name starts with an underscore; empty where the folder does not exist. #}
{% macro source_folder_files(path) %} {{ return(adapter.dispatch("source_folder_files", "dmp")(path)) }} {% endmacro %}

{# A path as a SQL text. #}
{% macro path_text(path) -%} {{ return(dbt.string_literal(dbt.escape_single_quotes(path))) }} {%- endmacro %}

{% macro duckdb__source_folder_files(path) %}
    {% set found = run_query(
        "select file from glob("
        ~ path_text(path ~ "/*")
        ~ ") where not starts_with(split_part(file, '/', -1), '_') order by file"
    ) %}
    {{ return(found.columns[0].values() | list) }}
{% endmacro %}

{# The method comes from dbt_dmp: SQL alone cannot ask Spark for a folder that may be missing. #}
{% macro spark__source_folder_files(path) %} {{ return(adapter.folder_files(path)) }} {% endmacro %}
