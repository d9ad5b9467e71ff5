{#
  Where the tables of a shipped adapter arrive in the active dataset (vars.adapters in dbt_project.yml); none where it is switched off. Models
  of an adapter are enabled by it; its source yml, which cannot call macros, asks the same variable.
#}
{% macro adapter_place(name) %}
    {% set dataset = env_var("DMP_DATASET", "") or "demo" %}
    {{ return(((var("adapters", {}) or {}).get(dataset) or {}).get(name)) }}
{% endmacro %}
