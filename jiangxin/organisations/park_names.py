"""How the names of parks and the beginnings of addresses are compared."""

import re
import unicodedata

SIGNS = re.compile(r"[\s()（）\[\]【】《》<>“”\"'·,，.。、;；:：_—\-–/#]+")
CITY = re.compile(r"^(?:中国)?(?:上海市|上海(?!湾))")
DISTRICT = re.compile(r"^[一-龥]{2,3}?(?:新区|区|县)(?=[一-龥])")


def normal(text):
    """漕河泾开发区（浦江） → 漕河泾开发区浦江."""
    return SIGNS.sub("", unicodedata.normalize("NFKC", text)).lower()


def local(text):
    """The same without 上海市 in front."""
    return CITY.sub("", normal(text))
