{#
  Makes every file-backed source of the active dataset a relation that source() can read: checks its folder (see source_path), then creates a
  view over its files with the columns declared in the source yml (all text), plus _overflow (text beyond the last declared column, or a word
  about rows inside an unclosed quote), _row_text (the row as JSON) and _delivery (the file's name without its endings). Where
  config.meta.optional says so, a folder without files is a source without rows.
  Runs before every dbt command that reads data, so a missing or foreign file is one clear sentence instead of a failure half-way down the graph.
  Only what the selected nodes read is made, directly or through views, since a view lists the files of the run that made it.
#}
{% macro register_sources() %}
    {% if execute and flags.WHICH != "compile" %}
        {% set schemas = [] %}
        {% set read = sources_read_by(selected_resources) %}
        {% for node in graph.sources.values() if source_path(node) and node.unique_id in read %}
            {% set is_absent = node.config.meta.optional and not source_folder_files(source_path(node)) %}
            {% set files = [] if is_absent else check_source_folder(node) %}
            {% set view = api.Relation.create(
                database=node.database, schema=node.schema, identifier=node.identifier, type="view"
            ) %}
            {% if node.schema not in schemas %}
                {% do adapter.create_schema(view.without_identifier()) %}
                {% do create_source_schema(node.schema) %}
                {% do schemas.append(node.schema) %}
            {% endif %}
            {% set columns = node.columns.keys() | list %}
            {% if is_absent %}
                {% do run_query(create_empty_source_view(view, columns + (landed_columns() if node.config.meta.from else []))) %}
            {% else %}
                {% set file_format = "landed" if node.config.meta.from else source_file_format(files[0]) %}
                {% do create_source_table(view, files, file_format, columns) %}
                {% do run_query(create_source_view(view, files, file_format, columns)) %}
            {% endif %}
        {% endfor %}
    {% endif %}
{% endmacro %}

{% macro source_file_format(file) %}
    {% set ending = file.split("/")[-1].split(".", 1)[1] %}
    {{ return({"parquet": "parquet", "jsonl": "jsonl", "jsonl.gz": "jsonl"}.get(ending, "csv")) }}
{% endmacro %}

{% macro create_empty_source_view(view, columns) -%}
    create or replace view {{ view }} as
    select
    {% for column in columns + ["_overflow", "_row_text", "_delivery"] -%}
            cast(null as {{ dbt.type_string() }}) as {{ column }}{{ "," if not loop.last }}
    {%- endfor %}
    from (select 1 as one) as nothing
    where 1 = 0
{%- endmacro %}

{# The ids of the sources that these nodes read, directly or through views. #}
{% macro sources_read_by(unique_ids) %}
    {% set waiting = unique_ids | list %}
    {% set seen = [] %}
    {% for turn in range(graph.nodes | length + graph.sources | length) if waiting %}
        {% set unique_id = waiting.pop() %}
        {% do seen.append(unique_id) %}
        {% set node = graph.nodes.get(unique_id) %}
        {% if node and (unique_id in unique_ids or node.config.materialized == "view") %}
            {% for parent in node.depends_on.nodes if parent not in seen and parent not in waiting %}
                {% do waiting.append(parent) %}
            {% endfor %}
        {% endif %}
    {% endfor %}
    {{ return(seen | select("in", graph.sources) | list) }}
{% endmacro %}

{% macro create_source_view(view, files, file_format, columns) -%}
    {%- set beyond = landed_columns() if file_format == "landed" else [] -%}
    create or replace view {{ view }} as
    select
    {% for column in columns + beyond %}
        {{ column }}, {% endfor %}
    {% if file_format == "csv" -%}
            coalesce(_overflow, case when {{ holds_other_rows("_row_text", columns | length) }} then 'other rows' end)
    {%- else -%} _overflow
    {%- endif %} as _overflow,
        _row_text,
        split_part({{ source_file_name("_file") }}, '.', 1) as _delivery
    from
        (
            select files.*, {{ source_row_text("files", columns, file_format) }} as _row_text
            from {{ source_files(view, files, file_format, columns) }} as files
        ) as texts
{%- endmacro %}

{# What landing (dmp land) adds to the declared columns: undeclared ones as JSON, and when the delivery arrived. #}
{% macro landed_columns() %} {{ return(["_extra", "_arrived_at"]) }} {% endmacro %}

{# The row as the JSON text of its columns; a source of lines, and a landed row that could not be taken apart, is its own text. #}
{% macro source_row_text(relation, columns, file_format) -%}
    {%- set kept = columns + (["_extra"] if file_format == "landed" else []) + ["_overflow"] -%}
    {%- set pairs = {} -%}
    {%- for column in kept -%} {%- do pairs.update({column: relation ~ "." ~ column}) -%} {%- endfor -%}
    {%- if columns == ["line"] -%}
        {{ relation }}.line
    {%- elif file_format == "landed" -%} coalesce({{ relation }}._broken_text, {{ json_object(pairs) }})
    {%- else -%} {{ json_object(pairs) }}
    {%- endif -%}
{%- endmacro %}

{% macro source_file_name(expression) -%}
    {{ return(adapter.dispatch("source_file_name", "dmp")(expression)) }}
{%- endmacro %}

{% macro default__source_file_name(expression) -%} element_at(split({{ expression }}, '/'), -1) {%- endmacro %}

{% macro duckdb__source_file_name(expression) -%} split_part({{ expression }}, '/', -1) {%- endmacro %}
