"""How a person likes pages to look: kept on the account, or in a cookie for a stranger."""

from django.conf import settings

THEMES = ("light", "dark", "auto")
SIZES = ("normal", "large")
YEAR = 365 * 24 * 3600


def appearance(request):
    """Context for every page: theme, text_size, and whether this is a demonstration."""
    theme, size = chosen(request)
    return {"theme": theme, "text_size": size, "demonstration": settings.DEMONSTRATION}


def chosen(request):
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return user.theme, user.text_size
    theme, _, size = request.COOKIES.get("appearance", "").partition(".")
    return allowed(theme, THEMES) or "light", allowed(size, SIZES) or "normal"


def allowed(word, words):
    return word if word in words else ""


def remember(request, response):
    """Write down what the form asks for; whatever it does not name stays as it is."""
    theme = allowed(request.POST.get("theme", ""), THEMES)
    size = allowed(request.POST.get("text_size", ""), SIZES)
    if request.user.is_authenticated:
        request.user.appear(theme=theme, text_size=size)
    before = chosen(request)
    value = f"{theme or before[0]}.{size or before[1]}"
    response.set_cookie(
        "appearance", value, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response
