{#
  The files of one source folder, after checking them: fails with one sentence where the folder is missing or empty, where a file is of
  another kind or is empty, or where its header is not the declared one. A table whose files a command puts in place says so in
  config.meta.advice, which then ends the sentence about a missing folder.
#}
{% macro check_source_folder(node) %}
    {% set path = source_path(node) %}
    {% set name = node.source_name ~ "." ~ node.name %}
    {% for mark in ["*", "?", "[", "{"] if mark in path %}
        {% do exceptions.raise_compiler_error(
            "Source "
            ~ name
            ~ ": the folder "
            ~ path
            ~ " has a "
            ~ mark
            ~ " in its name, which stands for other names. Rename the folder."
        ) %}
    {% endfor %}
    {% set scheme = path.split("://")[0] if "://" in path else "file" %}
    {% if scheme not in readable_schemes() %}
        {% do exceptions.raise_compiler_error(
            "Source "
            ~ name
            ~ ": "
            ~ target.type
            ~ " cannot read "
            ~ scheme
            ~ ":// ("
            ~ path
            ~ "). It reads "
            ~ readable_schemes()
            | join(", ") ~ "; change the path, or build on the other engine with DMP_TARGET."
        ) %}
    {% endif %}
    {% set files = source_folder_files(path) %}
    {% if not files %}
        {% do exceptions.raise_compiler_error(
            "Source "
            ~ name
            ~ " has no files: "
            ~ path
            ~ " is missing or empty. "
            ~ (
                node.config.meta.advice
                or (
                    "Its deliveries arrive in " ~ node.config.meta.from ~ " and are landed by `dmp land`, which `dmp build` runs first."
                    if node.config.meta.from
                    else "Put its deliveries there, or point DMP_RAW at the folder that holds them."
                )
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
    {% endfor %}
    {% if endings | length > 1 %}
        {% do exceptions.raise_compiler_error(
            "Source " ~ name ~ " mixes files ending in " ~ endings
            | join(" and ") ~ " in " ~ path ~ ": keep one format per folder."
        ) %}
    {% endif %}
    {% set declared = node.columns.keys() | list %}
    {% if endings == ["parquet"] %} {% do check_parquet_columns(name, files, declared) %}
    {% elif declared != ["line"] %} {% do check_headers(name, files, declared) %}
    {% endif %}
    {{ return(files) }}
{% endmacro %}

{% macro check_parquet_columns(name, files, declared) %}
    {% for file in files %}
        {% set missing = declared | reject("in", parquet_columns(file)) | list %}
        {% if missing %}
            {% do exceptions.raise_compiler_error(
                "Source " ~ name ~ ": " ~ file ~ " lacks the columns " ~ missing
                | join(", ") ~ ". Deliver them, or change the columns in the source's yml."
            ) %}
        {% endif %}
    {% endfor %}
{% endmacro %}

{% macro check_headers(name, files, declared) %}
    {% set headers = first_lines(files) %}
    {% for file in files %}
        {% if file not in headers %}
            {% do exceptions.raise_compiler_error(
                "Source "
                ~ name
                ~ ": "
                ~ file
                ~ " is empty, not even a header line. Deliver it again, or remove it."
            ) %}
        {% endif %}
        {% set header = headers[file] | replace('"', "") | replace("\ufeff", "") | trim %}
        {% if header != declared | join(",") %}
            {% do exceptions.raise_compiler_error(
                "Source " ~ name ~ ": the header of " ~ file ~ " is '" ~ header ~ "' but '" ~ declared
                | join(",")
                ~ "' was expected. Deliver the file with these columns, or change the columns in the source's yml."
            ) %}
        {% endif %}
    {% endfor %}
{% endmacro %}
