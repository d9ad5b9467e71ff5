{#
  A text in lower case with the letters of Latin script without their accents, as one letter with an accent or as a letter and a mark behind
  it. Other scripts stay whole. Most texts have no such letters, and looking is cheaper than translating.
#}
{% macro unaccented(value) -%}
    {%- set small = lower_case(trimmed(value)) -%}
    {%- set whole = regex_replace_all(small, "[̀-ͯ]", "") -%}
    case
        when {{ matches(small, "'^[ -~]*$'") }}
        then {{ small }}
        else
            translate(
                replace(replace(replace(replace({{ whole }}, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
                'àáâãäåçèéêëìíîïðñòóôõöøùúûüýÿāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįıĵķĸĺļľŀłńņňŉŋōŏőŕŗřśŝşšţťŧũūŭůűųŵŷźżžſǎǐǒǔșțạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ',
                'aaaaaaceeeeiiiidnoooooouuuuyyaaaccccddeeeeegggghhiiiiijkklllllnnnnnooorrrsssstttuuuuuuwyzzzsaioustaaaaaaaaaaaaeeeeeeeeiioooooooooooouuuuuuuyyyy'
            )
    end
{%- endmacro %}
