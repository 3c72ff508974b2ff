"""What is said to a program instead of a page: the same refusals as JSON (RFC 9457)."""

from django.conf import settings
from django.http import JsonResponse

# {status: (what happened, what to do)}
SAID = {
    400: ("看不懂这个请求", "送来的内容里有无法识别的字符，请去掉再试。"),
    401: ("要有密钥", "请在请求头里写 Authorization: Bearer 和密钥。"),
    403: ("这里不能看", "请核对地址，或者请工会的经办人核对您的密钥。"),
    404: ("没有这个地址，或者它不归您看", "请照接口说明核对地址。"),
    405: ("这里只能读", "什么都没有改动。请用 GET 或 HEAD。"),
    409: ("这一步没有生效", "请再读一次最新的情况。"),
    413: ("送来的内容太大", "这里只能读，不用送内容。"),
    422: ("参数不对", "请照接口说明改好再试。"),
    429: ("读得太频繁", "请过一分钟再试。"),
    500: ("程序出了错", "已经记录下来，请稍后再试。"),
    503: ("现在读的人多", "这一次没有读到，请过五秒再试。"),
}


def is_for_program(request):
    return request.path.startswith(settings.API_PATH)


def problem(status, detail="", **more):
    title, todo = SAID[status]
    told = {"title": title, "status": status, "detail": detail or todo, **more}
    return JsonResponse(
        told,
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
