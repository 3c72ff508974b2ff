from django import template

register = template.Library()


@register.inclusion_tag("questionnaires/question.html")
def question(asked, bound, kept=None):
    """One question of a form: asked at once, or only after a certain answer above it.

    `kept` is a file that was uploaded before.
    """
    bare = bound.html_name.removesuffix(asked.key)
    return {"asked": asked, "bound": bound, "on": f"{bare}{asked.show_if_key}", "kept": kept}
