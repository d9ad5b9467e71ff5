{#
  The key of the identity record a message belongs to: its recipient, and apart from it each account that is written to there. A family's address
  thus never makes one record of two accounts (see visitor_record_key).
#}
{% macro recipient_key(account, email, phone) -%}
    coalesce({{ email }}, {{ phone }}, {{ account }}) || case
        when {{ account }} <> coalesce({{ email }}, {{ phone }}, {{ account }}) then '~' || {{ account }} else ''
    end
{%- endmacro %}
