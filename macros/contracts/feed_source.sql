{# The source that a staging model is named after: shop for stg_shop__orders. #}
{% macro feed_source(feed) %} {{ return(feed.removeprefix("stg_").split("__")[0]) }} {% endmacro %}
