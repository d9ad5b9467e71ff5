{#
  The currency that amounts named _reporting are in: that of the active dataset in the variable reporting_currency, or the variable
  itself where it is set to one code for a run (`--vars 'reporting_currency: GBP'`).
#}
{% macro reporting_currency() %}
    {% set setting = var("reporting_currency") %}
    {% set dataset = env_var("DMP_DATASET", "") or "demo" %}
    {% if setting is string %} {{ return(setting) }} {% endif %}
    {% if dataset not in setting %}
        {% do exceptions.raise_compiler_error(
            "The dataset "
            ~ dataset
            ~ " has no reporting currency: add it to vars.reporting_currency in dbt_project.yml."
        ) %}
    {% endif %}
    {{ return(setting[dataset]) }}
{% endmacro %}
