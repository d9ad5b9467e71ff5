{# The staging models of the active dataset, each once, in the order of the `datasets` variable. #}
{% macro dataset_staging() %}
    {% set names = [] %}
    {% for feeds in dataset_inputs().values() %}
        {% for feed in feeds if feed not in names %} {% do names.append(feed) %} {% endfor %}
    {% endfor %}
    {{ return(names) }}
{% endmacro %}
