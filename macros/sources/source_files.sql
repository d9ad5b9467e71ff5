{#
  How the engine reads the files of one source folder: a relation expression over `files` (paths of one folder and ending) with all-text
  `columns`, _overflow and _file. `relation`: the view that is being made of it.
#}
{% macro source_files(relation, files, file_format, columns) -%}
    {{ return(adapter.dispatch("source_files", "dmp")(relation, files, file_format, columns)) }}
{%- endmacro %}

{#
  null_padding + strict_mode=false + one column more than declared: a row with too few fields arrives with nulls, one with too many
  shows it in _overflow, and neither stops the load. The dialect is given, never sniffed: with null_padding the sniffer was seen
  to choose "no quote character". parallel=false because null_padding refuses quoted line breaks otherwise.
#}
{% macro duckdb__source_files(relation, files, file_format, columns) -%}
    {%- set texts = [] -%}
    {%- for file in files -%} {%- do texts.append(path_text(file)) -%} {%- endfor -%}
    {%- set paths = "[" ~ texts | join(", ") ~ "]" -%}
    {%- if file_format == "landed" -%}
        (
            select
                {{ (columns + landed_columns()) | join(", ") }}, _overflow, _row_text as _broken_text, filename as _file
            from read_parquet({{ paths }}, filename = true, union_by_name = true)
        )
    {%- elif file_format == "parquet" -%}
        (
            select
                {% for column in columns %} cast({{ column }} as varchar) as {{ column }},
                {% endfor %}
                cast(null as varchar) as _overflow,
                filename as _file
            from read_parquet({{ paths }}, filename = true, union_by_name = true)
        )
    {%- elif file_format == "jsonl" -%}
        (
            select coalesce(line, '') as line, cast(null as varchar) as _overflow, filename as _file
            from {{ read_lines(paths, "filename = true,") }}
        )
    {%- else -%}
        (
            select {{ columns | join(", ") }}, _overflow, filename as _file
            from
                read_csv(
                    {{ paths }},
                    filename = true,
                    header = true,
                    auto_detect = false,
                    strict_mode = false,
                    null_padding = true,
                    parallel = false,
                    delim = ',',
                    quote = '"',
                    escape = '"',
                    columns = {{ text_columns(columns + ["_overflow"]) }}
                )
        )
    {%- endif -%}
{%- endmacro %}

{# A DuckDB struct that types every column as text. #}
{% macro text_columns(columns) -%}
    {%- set typed = [] -%}
    {%- for column in columns %} {%- do typed.append("'" ~ column ~ "': 'varchar'") -%} {% endfor -%}
    {{ return("{" ~ typed | join(", ") ~ "}") }}
{%- endmacro %}

{% macro spark__source_files(relation, files, file_format, columns) -%}
    (
        select
            {% if file_format == "landed" %} {{ landed_columns() | join(", ") }}, _row_text as _broken_text, {% endif %}
            {% for column in columns %} cast({{ column }} as string) as {{ column }}, {% endfor %}
            {% if file_format in ["csv", "landed"] %} _overflow
            {% else %} cast(null as string) as _overflow
            {% endif %},
            _metadata.file_name as _file
        from {{ source_table(relation) }}
    )
{%- endmacro %}
