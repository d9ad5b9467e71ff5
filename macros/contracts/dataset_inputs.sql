{#
  The active dataset's wiring: {contract: [staging models]}, from the `datasets` variable in dbt_project.yml, and behind them those of the
  adapters that are switched on for it (`adapters`, `adapter_inputs`).
#}
{% macro dataset_inputs() %}
    {% set dataset = env_var("DMP_DATASET", "") or "demo" %}
    {% set datasets = var("datasets") %}
    {% set adapted = var("adapters", {}) or {} %}
    {% if dataset not in datasets and dataset not in adapted %}
        {% do exceptions.raise_compiler_error(
            "DMP_DATASET="
            ~ dataset
            ~ " is not a known dataset. Known: "
            ~ ((datasets.keys() | list) + (adapted.keys() | list))
            | join(", ") ~ ". Add yours to vars.datasets in dbt_project.yml."
        ) %}
    {% endif %}
    {% set inputs = {} %}
    {% for contract, feeds in (datasets.get(dataset) or {}).items() %}
        {% do inputs.update({contract: feeds | list}) %}
    {% endfor %}
    {% for name in adapted.get(dataset) or {} %}
        {% for contract, feeds in adapter_inputs(name).items() %}
            {% do inputs.update({contract: inputs.get(contract, []) + feeds}) %}
        {% endfor %}
    {% endfor %}
    {{ return(inputs) }}
{% endmacro %}

{# What an adapter feeds: {contract: [staging models]}. #}
{% macro adapter_inputs(name) %}
    {% set shipped = var("adapter_inputs", {}) %}
    {% if name not in shipped %}
        {% do exceptions.raise_compiler_error(
            "vars.adapters in dbt_project.yml names the adapter "
            ~ name
            ~ ", which is not shipped. Shipped: "
            ~ shipped.keys()
            | join(", ") ~ "."
        ) %}
    {% endif %}
    {{ return(shipped[name]) }}
{% endmacro %}

{# The staging models of the adapters that are switched on. #}
{% macro adapter_staging() %}
    {% set names = [] %}
    {% set dataset = env_var("DMP_DATASET", "") or "demo" %}
    {% for name in (var("adapters", {}) or {}).get(dataset) or {} %}
        {% for feeds in adapter_inputs(name).values() %}
            {% for feed in feeds if feed not in names %} {% do names.append(feed) %} {% endfor %}
        {% endfor %}
    {% endfor %}
    {{ return(names) }}
{% endmacro %}
