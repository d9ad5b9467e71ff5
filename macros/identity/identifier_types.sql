{# The types of identifier that the models read, columns of int_idr_sightings; each has a row in the seed idr_id_types. #}
{% macro identifier_types() %} {{ return(["user_id", "email", "phone", "device_id", "anonymous_id"]) }} {% endmacro %}
