{# The active dataset's wiring: {contract: [staging models]}, from the `datasets` variable in dbt_project.yml. #}
{% macro dataset_inputs() %}
    {% set dataset = env_var("DMP_DATASET", "") or "demo" %}
    {% set datasets = var("datasets") %}
    {% if dataset not in datasets %}
        {% do exceptions.raise_compiler_error(
            "DMP_DATASET=" ~ dataset ~ " is not a known dataset. Known: " ~ datasets.keys()
            | join(", ") ~ ". Add yours to vars.datasets in dbt_project.yml."
        ) %}
    {% endif %}
    {{ return(datasets[dataset]) }}
{% endmacro %}
