"""What a program is told when it is refused: sentences, never a stack or another's row."""

from jiangxin.ui.problems import problem

SENTENCES = {
    "int_parsing": "请写一个整数。",
    "int_from_float": "请写一个整数。",
    "int_parsing_size": "这个数太大。",
    "greater_than_equal": "这个数太小。",
    "less_than_equal": "这个数太大。",
    "string_too_long": "太长了。",
}


def http(request, error):
    """401 and 429, as ninja raises them."""
    own = str(error) if error.status_code == 401 else ""
    answer = problem(error.status_code, own)
    if error.status_code == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def missing(request, error):
    return problem(404, "没有这个单位，或者这把密钥读不到它。能读的都在 /api/v1/places/ 下面。")


def unreadable(request, error):
    wrong = [{"where": str(one["loc"][1]), "what": sentence(one)} for one in error.errors]
    return problem(422, errors=wrong)


def sentence(mistake):
    """In Chinese, whatever pydantic said of it."""
    match mistake["type"]:
        case "value_error":
            return mistake["ctx"]["error"]
        case "literal_error":
            return f"只能是 {mistake['ctx']['expected'].replace(' or ', '、')} 之一。"
        case kind:
            return SENTENCES.get(kind, "看不懂，请照接口说明写。")
