from jiangxin.organisations.views import then
from jiangxin.organisations.views.register import (
    enterprise_known,
    organisation_known,
    park_known,
)

__all__ = ["enterprise_known", "organisation_known", "park_known", "then"]
