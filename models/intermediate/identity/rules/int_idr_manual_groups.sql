{# Whom must_links declare one person, through chains of them: components whose nodes are named by record ids. #}
{{ config(materialized="connected_components") }}
with links as (select * from {{ ref("int_idr_manual_links") }} where kind = 'must_link')

select record_a as node_a, record_b as node_b
from links
