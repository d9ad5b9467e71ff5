{#
  Which contact records are worth comparing: those that agree on all keys of a rule. A rule is not used for values that more than `cap` records
  share: there, agreement says little and pairs are many; in a small company rare given names are a rule, in a large one they drop out by
  themselves. Keys are expressions over int_idr_match_records.
#}
{% macro blocking_rules() -%}
    {%- set rules = [
        {"name": "email", "keys": ["email"], "cap": 50},
        {"name": "mailbox", "keys": ["mailbox"], "cap": 50},
        {"name": "phone", "keys": ["phone"], "cap": 50},
        {"name": "national_id", "keys": ["national_id"], "cap": 50},
        {"name": "name", "keys": ["given_name", "family_name"], "cap": 50},
        {
            "name": "start_of_name",
            "keys": ["substr(given_name, 1, 3)", "substr(family_name, 1, 4)"],
            "cap": 100,
        },
        {"name": "family_birth", "keys": ["family_name", "birth_day"], "cap": 100},
        {"name": "given_birth", "keys": ["given_name", "birth_day"], "cap": 100},
        {"name": "given_postal", "keys": ["given_name", "postal_code"], "cap": 100},
        {"name": "family_postal", "keys": ["family_name", "postal_code"], "cap": 100},
        {"name": "birth_city", "keys": ["birth_day", "city"], "cap": 100},
        {"name": "birth_area", "keys": ["birth_day", "substr(postal_code, 1, 3)"], "cap": 100},
        {"name": "given_area", "keys": ["given_name", "substr(postal_code, 1, 3)"], "cap": 100},
        {"name": "family_area", "keys": ["family_name", "substr(postal_code, 1, 3)"], "cap": 100},
        {
            "name": "initials_year",
            "keys": ["substr(given_name, 1, 2)", "substr(family_name, 1, 2)", "substr(birth_day, 1, 4)"],
            "cap": 100,
        },
        {
            "name": "initials_month",
            "keys": ["substr(given_name, 1, 1)", "substr(family_name, 1, 1)", "substr(birth_day, 1, 7)"],
            "cap": 100,
        },
        {"name": "street_family", "keys": ["street", "family_name"], "cap": 100},
        {"name": "street", "keys": ["street"], "cap": 20},
        {"name": "family_city", "keys": ["family_name", "city"], "cap": 100},
        {"name": "given_city", "keys": ["given_name", "city"], "cap": 50},
        {
            "name": "swapped_name",
            "keys": [
                "case when given_name <> family_name then least(given_name, family_name) end",
                "greatest(given_name, family_name)",
            ],
            "cap": 50,
        },
        {"name": "birth", "keys": ["birth_day"], "cap": 50},
        {"name": "family", "keys": ["family_name"], "cap": 50},
        {"name": "given", "keys": ["given_name"], "cap": 50},
        {"name": "postal", "keys": ["postal_code"], "cap": 50},
    ] -%}
    {{ return(rules) }}
{%- endmacro %}

{# Selects (node_id, rule_no, block_key): which rule puts which record into which block. #}
{% macro blocks_of_records(records) -%}
    {%- for rule in blocking_rules() %}
        select
            node_id, cast({{ loop.index }} as integer) as rule_no, {{ rule["keys"] | join(" || '|' || ") }} as block_key
        from {{ records }}
        where {{ rule["keys"] | join(" is not null and ") }} is not null {{ "union all" if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{# The most records that a block of `rule_no` may have. #}
{% macro block_cap() -%}
    case rule_no {% for rule in blocking_rules() %} when {{ loop.index }} then {{ rule["cap"] }} {% endfor %} end
{%- endmacro %}
