{# What an engine needs beside the view of a source before it can read the files: DuckDB nothing, Spark a table over the folder. #}
{% macro create_source_table(relation, files, file_format, columns) %}
    {{ return(adapter.dispatch("create_source_table", "dmp")(relation, files, file_format, columns)) }}
{% endmacro %}

{% macro duckdb__create_source_table(relation, files, file_format, columns) %} {% endmacro %}

{#
  A view of Spark cannot carry the options of a reader, a table can; the files stay where they are. One column more than declared, as on
  DuckDB; whatever is empty is null, quoted or not; multiLine because a quoted value may hold a line break.
#}
{% macro spark__create_source_table(relation, files, file_format, columns) %}
    {% set table = source_table(relation) %}
    {% set options = ["path " ~ path_text(files[0].rsplit("/", 1)[0])] %}
    {% if file_format in ["parquet", "landed"] %}
        {% set reader = "using parquet" %} {% do options.append("mergeSchema 'true'") %}
    {% elif file_format == "jsonl" %} {% set reader = "(line string) using text" %}
    {% else %}
        {% set reader = "(" ~ (columns + ["_overflow"]) | join(" string, ") ~ " string) using csv" %}
        {% do options.extend(["header 'true'", "multiLine 'true'", "quote '\"'", "escape '\"'"]) %}
    {% endif %}
    {% do run_query("drop table if exists " ~ table) %}
    {% do run_query("create table " ~ table ~ " " ~ reader ~ " options (" ~ options | join(", ") ~ ")") %}
{% endmacro %}

{# Where the tables over the files of a schema lie (see source_table). #}
{% macro create_source_schema(schema) %}
    {{ return(adapter.dispatch("create_source_schema", "dmp")(schema)) }}
{% endmacro %}

{% macro duckdb__create_source_schema(schema) %} {% endmacro %}

{% macro spark__create_source_schema(schema) %}
    {% do run_query("create schema if not exists spark_catalog." ~ schema) %}
{% endmacro %}

{#
  The table over the files of the source view `relation`. It lies in Spark's own catalogue by name: where another one is the default, such
  as Iceberg's, that one makes tables of its own format alone.
#}
{% macro source_table(relation) %}
    {{ return("spark_catalog." ~ relation.schema ~ "." ~ relation.identifier ~ "__files") }}
{% endmacro %}
