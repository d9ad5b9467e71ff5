{# Config of a model whose files the engine may skip by these columns; DuckDB skips by itself, from what it knows of each block. #}
{% macro partitioned_by(columns) %} {{ return(adapter.dispatch("partitioned_by", "dmp")(columns)) }} {% endmacro %}

{% macro default__partitioned_by(columns) %} {{ return({}) }} {% endmacro %}

{% macro spark__partitioned_by(columns) %} {{ return({"partition_by": columns}) }} {% endmacro %}
