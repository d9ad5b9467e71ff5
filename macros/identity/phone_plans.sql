{#
  How the countries that we can read dial at home, a part of the numbering plans that the library phonenumbers keeps; checked against it in
  tests/project/test_phone_numbers.py.
  `trunk`: what stands before a national number and goes abroad; where it is empty, a number counts as national by its length (`digits`), since
  nothing else tells. `abroad`: what is dialled instead of '+', where that is not 00.
#}
{% macro phone_plans() -%}
    {{
        return(
            {
                "AE": {"code": "971", "trunk": "0"},
                "AT": {"code": "43", "trunk": "0"},
                "AU": {"code": "61", "trunk": "0", "abroad": "0011"},
                "BE": {"code": "32", "trunk": "0"},
                "BG": {"code": "359", "trunk": "0"},
                "BR": {"code": "55", "digits": [10, 11]},
                "CA": {"code": "1", "trunk": "1", "digits": [10, 10], "abroad": "011"},
                "CH": {"code": "41", "trunk": "0"},
                "CY": {"code": "357", "digits": [8, 8]},
                "CZ": {"code": "420", "digits": [9, 9]},
                "DE": {"code": "49", "trunk": "0"},
                "DK": {"code": "45", "digits": [8, 8]},
                "EE": {"code": "372", "digits": [7, 8]},
                "ES": {"code": "34", "digits": [9, 9]},
                "FI": {"code": "358", "trunk": "0"},
                "FR": {"code": "33", "trunk": "0"},
                "GB": {"code": "44", "trunk": "0"},
                "GR": {"code": "30", "digits": [10, 10]},
                "HR": {"code": "385", "trunk": "0"},
                "HU": {"code": "36", "trunk": "06"},
                "IE": {"code": "353", "trunk": "0"},
                "IL": {"code": "972", "trunk": "0"},
                "IN": {"code": "91", "trunk": "0"},
                "IS": {"code": "354", "digits": [7, 7]},
                "IT": {"code": "39", "digits": [6, 11]},
                "JP": {"code": "81", "trunk": "0", "abroad": "010"},
                "KR": {"code": "82", "trunk": "0"},
                "LT": {"code": "370", "trunk": "0"},
                "LU": {"code": "352", "digits": [6, 9]},
                "LV": {"code": "371", "digits": [8, 8]},
                "MT": {"code": "356", "digits": [8, 8]},
                "MX": {"code": "52", "digits": [10, 10]},
                "NL": {"code": "31", "trunk": "0"},
                "NO": {"code": "47", "digits": [8, 8]},
                "NZ": {"code": "64", "trunk": "0"},
                "PL": {"code": "48", "digits": [9, 9]},
                "PT": {"code": "351", "digits": [9, 9]},
                "RO": {"code": "40", "trunk": "0"},
                "SE": {"code": "46", "trunk": "0"},
                "SG": {"code": "65", "digits": [8, 8]},
                "SI": {"code": "386", "trunk": "0"},
                "SK": {"code": "421", "trunk": "0"},
                "TR": {"code": "90", "trunk": "0"},
                "UA": {"code": "380", "trunk": "0"},
                "US": {"code": "1", "trunk": "1", "digits": [10, 10], "abroad": "011"},
                "ZA": {"code": "27", "trunk": "0"},
            }
        )
    }}
{%- endmacro %}
