{# What happened to a message, from the words of mail tools: sent, delivered, opened, clicked, bounced or unsubscribed; null for all else. #}
{% macro read_message_event(column) -%}
    {%- set text = snake_case(column) -%}
    case
        when {{ text }} in ('sent', 'send', 'email_sent', 'sms_sent', 'processed', 'gesendet')
        then 'sent'
        when {{ text }} in ('delivered', 'delivery', 'received', 'email_delivered', 'received_email', 'zugestellt')
        then 'delivered'
        when {{ text }} in ('opened', 'open', 'email_opened', 'opened_email', 'unique_open', 'geoeffnet')
        then 'opened'
        when
            {{ text }}
            in ('clicked', 'click', 'email_clicked', 'clicked_email', 'link_clicked', 'unique_click', 'geklickt')
        then 'clicked'
        when {{ text }} in ('bounced', 'bounce', 'hard_bounce', 'soft_bounce', 'email_bounced', 'failed', 'dropped')
        then 'bounced'
        when {{ text }} in ('unsubscribed', 'unsubscribe', 'opt_out', 'optout', 'abgemeldet')
        then 'unsubscribed'
    end
{%- endmacro %}
