{#
  What the levels of comparisons ask of two texts, name and expression, each to be measured once per pair: how alike they are (<column>_similarity,
  0 to 1), or how many edits apart (<column>_edits, as far as any level counts).
#}
{% macro pair_measures() -%}
    {%- set measures = {} -%}
    {%- for column in ["given_name", "family_name", "full_name", "email", "mailbox", "street", "city"] -%}
        {%- do measures.update({column ~ "_similarity": string_similarity("one_" ~ column, "other_" ~ column)}) -%}
    {%- endfor -%}
    {%- do measures.update({"birth_day_edits": day_edits_up_to("one_birth_day", "other_birth_day", 2)}) -%}
    {%- for column, most in {"phone": 1, "postal_code": 1, "national_id": 2}.items() -%}
        {%- do measures.update({column ~ "_edits": edits_up_to("one_" ~ column, "other_" ~ column, most)}) -%}
    {%- endfor -%}
    {{ return(measures) }}
{%- endmacro %}

{# The columns of pair_measures over one_* and other_*. #}
{% macro measured_columns() -%}
    {%- for name, measure in pair_measures().items() -%}
        {{ measure }} as {{ name }}{{ ", " if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{# A condition with the expressions of its measures instead of their names. #}
{% macro spelt_out(condition) -%}
    {%- set told = namespace(text=condition) -%}
    {%- for name, measure in pair_measures().items() -%}
        {%- set told.text = told.text | replace(name, measure) -%}
    {%- endfor -%}
    {{ return(told.text) }}
{%- endmacro %}
