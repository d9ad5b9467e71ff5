{# How the engine reads the files of one source folder: a relation expression over `files` (a glob) with all-text `columns`. #}
{% macro source_files(files, file_format, columns) -%}
    {{ return(adapter.dispatch("source_files", "dmp")(files, file_format, columns)) }}
{%- endmacro %}

{#
  null_padding + strict_mode=false + one column more than declared: a row with too few fields arrives with nulls, one with too many
  shows it in _overflow, and neither stops the load. The dialect is given, never sniffed: with null_padding the sniffer was seen
  to choose "no quote character". parallel=false because null_padding refuses quoted line breaks otherwise.
#}
{% macro duckdb__source_files(files, file_format, columns) -%}
    {%- if file_format == "parquet" -%}
        (
            select
                {% for column in columns %} cast({{ column }} as varchar) as {{ column }}, {% endfor %}
                cast(null as varchar) as _overflow,
                filename as _file
            from read_parquet('{{ files }}', filename = true, union_by_name = true)
        )
    {%- elif file_format == "jsonl" -%}
        (
            select line, cast(null as varchar) as _overflow, filename as _file
            from
                read_csv(
                    '{{ files }}',
                    filename = true,
                    header = false,
                    auto_detect = false,
                    strict_mode = false,
                    delim = '\x01',
                    quote = '',
                    escape = '',
                    columns = {{ text_columns(["line"]) }}
                )
        )
    {%- else -%}
        (
            select {{ columns | join(", ") }}, _overflow, filename as _file
            from
                read_csv(
                    '{{ files }}',
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
