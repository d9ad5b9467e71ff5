{#
  An amount of a whole number of minor units, as payment services write it, as decimal(18, 4): cents over a hundred, but a yen is a yen.
  The exceptions are those of Stripe (docs.stripe.com/currencies: zero-decimal and three-decimal currencies); UGX and ISK, which it counts in
  hundredths although they have none, are no exceptions. `currency`: ISO 4217 code.
#}
{% macro major_units(number, currency) -%}
    cast(
        cast({{ number }} as decimal(18, 0)) * case
            when
                {{ currency }} in (
                    'BIF',
                    'CLP',
                    'DJF',
                    'GNF',
                    'JPY',
                    'KMF',
                    'KRW',
                    'MGA',
                    'PYG',
                    'RWF',
                    'VND',
                    'VUV',
                    'XAF',
                    'XOF',
                    'XPF'
                )
            then cast(1 as decimal(4, 3))
            when {{ currency }} in ('BHD', 'JOD', 'KWD', 'OMR', 'TND')
            then cast(0.001 as decimal(4, 3))
            else cast(0.01 as decimal(4, 3))
        end as decimal(18, 4)
    )
{%- endmacro %}

{# An amount of a whole number of millionths, as advertising platforms write it, as decimal(18, 4). #}
{% macro of_millionths(number) -%}
    cast(cast({{ number }} as decimal(20, 0)) * cast(0.000001 as decimal(7, 6)) as decimal(18, 4))
{%- endmacro %}
