{#
  The staging models of the active dataset, each once, in the order of the `datasets` variable. With `whole_rows` only those whose rows are
  the rows of one source table: stg_<source>__<table>__<part> takes rows out of them (the lines of an order event, say).
#}
{% macro dataset_staging(whole_rows=false) %}
    {% set names = [] %}
    {% for feeds in dataset_inputs().values() %}
        {% for feed in feeds if feed not in names and not (whole_rows and feed.split("__") | length > 2) %}
            {% do names.append(feed) %}
        {% endfor %}
    {% endfor %}
    {{ return(names) }}
{% endmacro %}
