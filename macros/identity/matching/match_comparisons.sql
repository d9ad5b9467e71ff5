{#
  What is compared when two contact records may be one person: the fields of int_idr_match_records, each with its levels from the strongest
  agreement to the weakest. A pair has the highest level that holds, 0 where none does, -1 where a field is missing on either side (which says
  nothing). `term`: the column whose rare values say more than common ones, and the level at which both sides share it.
  The conditions speak of one_<column> and other_<column>.
#}
{% macro match_comparisons() -%}
    {%- set comparisons = [
        {
            "name": "name",
            "needs": ["full_name"],
            "term": {"column": "name_key", "level": 7},
            "levels": [
                both("full_name"),
                both("given_name") ~ " and " ~ both("family_name"),
                alike("given_name", 0.88) ~ " and " ~ alike("family_name", 0.88),
                "one_given_name = other_family_name and one_family_name = other_given_name",
                both("family_name") ~ " or one_given_name = other_family_name",
                alike("full_name", 0.88),
                both("given_name") ~ " or one_family_name = other_given_name",
                alike("family_name", 0.88) ~ " or " ~ alike("given_name", 0.88),
            ],
        },
        {
            "name": "birth_date",
            "needs": ["birth_day"],
            "levels": [
                both("birth_day"),
                edits("birth_day", 1),
                starts("birth_day", 7),
                edits("birth_day", 2),
                starts("birth_day", 4),
            ],
        },
        {
            "name": "email",
            "needs": ["email"],
            "levels": [both("email"), both("mailbox"), alike("email", 0.9), alike("mailbox", 0.88)],
        },
        {"name": "phone", "needs": ["phone"], "levels": [both("phone"), edits("phone", 1)]},
        {
            "name": "street",
            "needs": ["street"],
            "levels": [both("street"), alike("street", 0.92), edits("street", 3)],
        },
        {
            "name": "postal_code",
            "needs": ["postal_code"],
            "term": {"column": "postal_code", "level": 4},
            "levels": [
                both("postal_code"),
                edits("postal_code", 1),
                starts("postal_code", 4),
                starts("postal_code", 2),
            ],
        },
        {
            "name": "city",
            "needs": ["city"],
            "term": {"column": "city", "level": 2},
            "levels": [both("city"), alike("city", 0.88)],
        },
        {
            "name": "occupation",
            "needs": ["occupation"],
            "term": {"column": "occupation", "level": 1},
            "levels": [both("occupation")],
        },
        {"name": "gender", "needs": ["gender"], "levels": [both("gender")]},
        {
            "name": "national_id",
            "needs": ["national_id"],
            "levels": [both("national_id"), edits("national_id", 1), edits("national_id", 2)],
        },
    ] -%}
    {{ return(comparisons) }}
{%- endmacro %}

{% macro both(column) -%} {{ return("one_" ~ column ~ " = other_" ~ column) }} {%- endmacro %}

{% macro alike(column, bound) -%} {{ return(similar_text("one_" ~ column, "other_" ~ column, bound)) }} {%- endmacro %}

{% macro edits(column, most) -%}
    {{ return(edit_distance("one_" ~ column, "other_" ~ column) ~ " <= " ~ most) }}
{%- endmacro %}

{% macro starts(column, letters) -%}
    {{ return("substr(one_" ~ column ~ ", 1, " ~ letters ~ ") = substr(other_" ~ column ~ ", 1, " ~ letters ~ ")") }}
{%- endmacro %}
