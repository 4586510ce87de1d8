from django import template

register = template.Library()


@register.filter
def disclaimer_for(site, post):
    return site.disclaimer_for(post)
