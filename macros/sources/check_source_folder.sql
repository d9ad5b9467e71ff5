{#
  The files of a source folder, sorted; raises one sentence where the folder is missing or empty, where endings are mixed,
  where a file is empty, or where its header is not the declared one. A table whose files a command puts in place says so in
  config.meta.advice, which then ends the sentence about a missing folder.
#}
{% macro check_source_folder(node) %} {{ return(adapter.dispatch("check_source_folder", "dmp")(node)) }} {% endmacro %}

{% macro duckdb__check_source_folder(node) %}
    {% set path = node.config.meta.path %}
    {% set name = node.source_name ~ "." ~ node.name %}
    {% set found = run_query(
        "select file from glob('"
        ~ path
        ~ "/*') where not starts_with(split_part(file, '/', -1), '_') order by file"
    ) %}
    {% set files = found.columns[0].values() | list %}
    {% if not files %}
        {% do exceptions.raise_compiler_error(
            "Source "
            ~ name
            ~ " has no files: "
            ~ path
            ~ " is missing or empty. "
            ~ (
                node.config.meta.advice
                or "Put its deliveries there, or point DMP_RAW at the folder that holds them."
            )
        ) %}
    {% endif %}
    {% set endings = [] %}
    {% for file in files %}
        {% set ending = file.split("/")[-1].split(".", 1)[-1] %}
        {% if ending not in ("csv", "csv.gz", "jsonl", "jsonl.gz", "parquet") %}
            {% do exceptions.raise_compiler_error(
                "Source "
                ~ name
                ~ " cannot read "
                ~ file
                ~ ": expected a file ending in .csv, .csv.gz, .jsonl, .jsonl.gz or .parquet. Move it elsewhere or rename it with a leading underscore to have it ignored."
            ) %}
        {% endif %}
        {% if ending not in endings %} {% do endings.append(ending) %} {% endif %}
        {% do check_source_header(node, name, file, ending) %}
    {% endfor %}
    {% if endings | length > 1 %}
        {% do exceptions.raise_compiler_error(
            "Source " ~ name ~ " mixes files ending in " ~ endings
            | join(" and ") ~ " in " ~ path ~ ": keep one format per folder."
        ) %}
    {% endif %}
    {{ return(files) }}
{% endmacro %}

{% macro check_source_header(node, name, file, ending) %}
    {% set declared = node.columns.keys() | list %}
    {% if ending == "parquet" %}
        {% set described = run_query(
            "select name from parquet_schema('" ~ file ~ "') where num_children is null or num_children = 0"
        ) %}
        {% set missing = declared | reject("in", described.columns[0].values()) | list %}
        {% if missing %}
            {% do exceptions.raise_compiler_error(
                "Source " ~ name ~ ": " ~ file ~ " lacks the columns " ~ missing
                | join(", ") ~ ". Deliver them, or change the columns in the source's yml."
            ) %}
        {% endif %}
    {% elif declared != ["line"] %}
        {% set first = run_query(
            "select line from read_csv('"
            ~ file
            ~ "', header = false, auto_detect = false, strict_mode = false, delim = '\x01', quote = '', escape = '', columns = {'line': 'varchar'}) limit 1"
        ) %}
        {% if not first.rows %}
            {% do exceptions.raise_compiler_error(
                "Source "
                ~ name
                ~ ": "
                ~ file
                ~ " is empty, not even a header line. Deliver it again, or remove it."
            ) %}
        {% endif %}
        {% set header = first.rows[0][0] | replace('"', "") | replace("\ufeff", "") | trim %}
        {% if header != declared | join(",") %}
            {% do exceptions.raise_compiler_error(
                "Source " ~ name ~ ": the header of " ~ file ~ " is '" ~ header ~ "' but '" ~ declared
                | join(",")
                ~ "' was expected. Deliver the file with these columns, or change the columns in the source's yml."
            ) %}
        {% endif %}
    {% endif %}
{% endmacro %}
