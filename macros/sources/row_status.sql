{#
  'rejected' (has a reject_reason), 'accepted' (the newest good version of its key) or 'superseded' (a duplicate or an older version).
  `newest`: the instant that orders versions; of one version the copy that arrived first stays, since that
  is when the row was known; further ties are settled by content, never by scan order. `superseded_when`: a condition under which a good
  row does not count whatever its version, such as the repeat of an order.
#}
{% macro row_status(key, newest, superseded_when=none) -%}
    case
        when reject_reason is not null
        then 'rejected'
        {%- if superseded_when %} when {{ superseded_when }} then 'superseded' {%- endif %}
        when
            row_number() over (
                partition by
                    {{ key | join(", ") if key is not string else key }},
                    reject_reason is null{{ ", " ~ superseded_when if superseded_when }}
                order by
                    {{ newest }} desc nulls last,
                    loaded_at asc nulls last,
                    row_id asc nulls last,
                    delivery asc nulls last
            )
            = 1
        then 'accepted'
        else 'superseded'
    end as row_status
{%- endmacro %}
