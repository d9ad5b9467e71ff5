{#
  Makes every file-backed source of the active dataset a relation that source() can read: checks the folder named in the table's
  config.meta.path, then creates a view over its files with the columns declared in the source yml (all text), plus
  _overflow (text beyond the last declared column), _row_text (the row as JSON) and _delivery (the file's name without its endings).
  Runs before every dbt command, so a missing or foreign file is one clear sentence instead of a failure half-way down the graph.
#}
{% macro register_sources() %}
    {% if execute %}
        {% for node in graph.sources.values() if node.config.meta.path %}
            {% set files = check_source_folder(node) %}
            {% set columns = node.columns.keys() | list %}
            {% do adapter.create_schema(api.Relation.create(database=target.database, schema=node.schema)) %}
            {% do run_query(create_source_view(node, files, columns)) %}
        {% endfor %}
    {% endif %}
{% endmacro %}

{% macro create_source_view(node, files, columns) -%}
    {%- set ending = files[0].split("/")[-1].split(".", 1)[1] -%}
    {%- set file_format = {"parquet": "parquet", "jsonl": "jsonl", "jsonl.gz": "jsonl"}.get(ending, "csv") -%}
    create or replace view {{ api.Relation.create(database=target.database, schema=node.schema, identifier=node.identifier) }} as
    select
        files.*,
    {{ source_row_text("files", columns) }} as _row_text,
        split_part({{ source_file_name("files._file") }}, '.', 1) as _delivery
    from {{ source_files(node.config.meta.path ~ "/*." ~ ending, file_format, columns) }} as files
{%- endmacro %}

{% macro source_row_text(relation, columns) -%}
    {{ return(adapter.dispatch("source_row_text", "dmp")(relation, columns)) }}
{%- endmacro %}

{% macro duckdb__source_row_text(relation, columns) -%}
    {%- if columns == ["line"] -%}
        {{ relation }}.line
    {%- else -%}
        {%- set pairs = [] -%}
        {%- for column in columns + ["_overflow"] -%}
            {%- do pairs.append("'" ~ column ~ "', " ~ relation ~ "." ~ column) -%}
        {%- endfor -%}
        cast(json_object({{ pairs | join(", ") }}) as varchar)
    {%- endif -%}
{%- endmacro %}

{% macro source_file_name(expression) -%}
    {{ return(adapter.dispatch("source_file_name", "dmp")(expression)) }}
{%- endmacro %}

{% macro default__source_file_name(expression) -%} element_at(split({{ expression }}, '/'), -1) {%- endmacro %}

{% macro duckdb__source_file_name(expression) -%} split_part({{ expression }}, '/', -1) {%- endmacro %}
