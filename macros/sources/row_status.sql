{#
  'rejected' (has a reject_reason), 'accepted' (the newest good version of its key) or 'superseded' (a duplicate or an older version).
  `newest`: the instant that orders versions; ties go to the later delivery, then to the row_id, so the choice never depends on scan order.
#}
{% macro row_status(key, newest) -%}
    case
        when reject_reason is not null
        then 'rejected'
        when
            row_number() over (
                partition by {{ key | join(", ") if key is not string else key }}, reject_reason is null
                order by {{ newest }} desc nulls last, loaded_at desc nulls last, row_id asc nulls last
            )
            = 1
        then 'accepted'
        else 'superseded'
    end as row_status
{%- endmacro %}
