{# The kinds of places an engine reads source files from; a path without a scheme is a file of the machine. #}
{% macro readable_schemes() %} {{ return(adapter.dispatch("readable_schemes", "dmp")()) }} {% endmacro %}

{% macro duckdb__readable_schemes() %} {{ return(["file"]) }} {% endmacro %}

{# Buckets need the connector of their provider (hadoop-aws for s3a) on Spark's classpath. #}
{% macro spark__readable_schemes() %} {{ return(["file", "s3a", "abfss", "gs", "hdfs"]) }} {% endmacro %}
