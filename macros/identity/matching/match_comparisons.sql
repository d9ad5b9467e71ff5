{#
  What is compared when two contact records may be one person: the fields of int_idr_match_records, each with its levels from the strongest
  agreement to the weakest. A pair has the highest level that holds, 0 where none does, -1 where `unknown` holds: a field is missing on either
  side, which says nothing. `term`: the column whose rare values say more than common ones, and the levels at which both sides share it.
  Street, postal code and city are one comparison, since they agree together or not at all: taken for three, a family at one table passes for one
  person. The city counts alone where there is no more of an address. For the same reason what a household shares says nothing about two people of
  one family name and two given names, and a number of the state, which spouses lend each other, no more than one of a slip.
  The conditions speak of one_<column> and other_<column>, and of what pair_measures tells of the two.
#}
{% macro match_comparisons() -%}
    {%- set comparisons = [
        {
            "name": "name",
            "unknown": missing("full_name"),
            "term": {"column": "name_key", "levels": [8, 7]},
            "levels": [
                both("full_name"),
                both("given_name") ~ " and " ~ both("family_name"),
                alike("given_name", 0.88) ~ " and " ~ alike("family_name", 0.88),
                "one_given_name = other_family_name and one_family_name = other_given_name",
                both("family_name")
                ~ " or one_given_name = other_family_name or one_family_name = other_given_name",
                alike("full_name", 0.88),
                both("given_name"),
                alike("family_name", 0.88) ~ " or " ~ alike("given_name", 0.88),
            ],
        },
        {
            "name": "middle_name",
            "unknown": missing("middle_name"),
            "levels": [starts("middle_name", 1)],
        },
        {
            "name": "birth_date",
            "unknown": missing("birth_day"),
            "term": {"column": "birth_day", "levels": [5]},
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
            "unknown": missing("email") ~ " or " ~ of_one_household(),
            "levels": [both("email"), both("mailbox"), alike("email", 0.9), alike("mailbox", 0.88)],
        },
        {
            "name": "phone",
            "unknown": missing("phone") ~ " or " ~ of_one_household(),
            "levels": [both("phone"), edits("phone", 1)],
        },
        {
            "name": "address",
            "unknown": missing("street") ~ " and " ~ missing("postal_code") ~ " or " ~ of_one_household(),
            "term": {"column": "postal_code", "levels": [8, 5, 4]},
            "levels": [
                both("street") ~ " and " ~ both("postal_code"),
                alike("street", 0.92)
                ~ " and ("
                ~ both("postal_code")
                ~ " or "
                ~ both("city")
                ~ " or "
                ~ edits("postal_code", 1)
                ~ ")",
                both("street"),
                both("postal_code") ~ " and " ~ both("city"),
                both("postal_code"),
                "(" ~ edits("postal_code", 1) ~ " or " ~ starts("postal_code", 4) ~ ") and " ~ both("city"),
                edits("postal_code", 1) ~ " or " ~ starts("postal_code", 4),
                both("city") ~ " or " ~ alike("city", 0.88),
            ],
        },
        {
            "name": "city",
            "unknown": missing("city")
            ~ " or not ("
            ~ missing("street")
            ~ " and "
            ~ missing("postal_code")
            ~ ") or "
            ~ of_one_household(),
            "term": {"column": "city", "levels": [2]},
            "levels": [both("city"), alike("city", 0.88)],
        },
        {
            "name": "occupation",
            "unknown": missing("occupation"),
            "term": {"column": "occupation", "levels": [1]},
            "levels": [both("occupation")],
        },
        {"name": "gender", "unknown": missing("gender"), "levels": [both("gender")]},
        {
            "name": "national_id",
            "unknown": missing("national_id"),
            "levels": [
                both("national_id") ~ " and not " ~ lent(),
                edits("national_id", 1),
                edits("national_id", 2),
            ],
        },
    ] -%}
    {{ return(comparisons) }}
{%- endmacro %}

{#
  One family name, no birth date that says otherwise, and given names too different for a slip, an initial or a short form. On one birth date the
  household counts: it may be twins, but Bob is Robert far more often.
#}
{% macro of_one_household() -%}
    {{
        return(
            "("
            ~ both("family_name")
            ~ " and not "
            ~ alike("given_name", 0.8)
            ~ " and not "
            ~ starts("given_name", 1)
            ~ " and coalesce(one_birth_day <> other_birth_day, true))"
        )
    }}
{%- endmacro %}

{#
  A number on two names of a household is lent, where two people left their traces: another record confirms one of the names. Where none does, each
  stands on this number alone, and one of them is sooner a slip: when two sources hold a person once each, a wrong name looks like that.
#}
{% macro lent() -%}
    {{
        return(
            "coalesce("
            ~ of_one_household()
            ~ " and coalesce(one_confirmed_name, other_confirmed_name) is not null, false)"
        )
    }}
{%- endmacro %}

{% macro missing(column) -%}
    {{ return("(one_" ~ column ~ " is null or other_" ~ column ~ " is null)") }}
{%- endmacro %}

{% macro both(column) -%} {{ return("one_" ~ column ~ " = other_" ~ column) }} {%- endmacro %}

{# `bound` is a Jaro-Winkler similarity; by Levenshtein a name of six letters with one typing error has about 0.83 instead of 0.95. #}
{% macro alike(column, bound) -%}
    {%- set moved = {0.8: 0.6, 0.88: 0.7, 0.9: 0.75, 0.92: 0.8} -%}
    {{ return(column ~ "_similarity >= " ~ (bound if distance_family() == "jaro_winkler" else moved[bound])) }}
{%- endmacro %}

{% macro edits(column, most) -%} {{ return(column ~ "_edits <= " ~ most) }} {%- endmacro %}

{% macro starts(column, letters) -%}
    {{ return("substr(one_" ~ column ~ ", 1, " ~ letters ~ ") = substr(other_" ~ column ~ ", 1, " ~ letters ~ ")") }}
{%- endmacro %}
