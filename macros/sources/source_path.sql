{# Where the files of a source lie: the folder config.meta.path, or where deliveries from config.meta.from are landed; none for other sources. #}
{% macro source_path(node) %}
    {% if not node.config.meta.from %} {{ return(node.config.meta.path) }} {% endif %}
    {{
        return(
            [
                env_var("DMP_LANDING", "") or "warehouse/landing",
                env_var("DMP_DATASET", "") or "demo",
                node.source_name,
                node.name,
            ]
            | join("/")
        )
    }}
{% endmacro %}
