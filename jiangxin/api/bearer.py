"""Who asks: a key in the header `Authorization: Bearer`. A cookie or an address says nothing."""

from ninja.errors import AuthenticationError
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from jiangxin.api.models import Key

MISSING = "请在请求头里写 Authorization: Bearer 和密钥。密钥由工会主席或创新专管员发。"
UNKNOWN = "没有这把密钥，请核对是否抄全。"
ENDED = "这把密钥不能用了：{}。请发密钥的工会另发一把。"


class Bearer(HttpBearer):
    def __call__(self, request):
        key = super().__call__(request)
        if key is None:
            raise AuthenticationError(message=MISSING)
        return key

    def authenticate(self, request, token):
        key = Key.of(token)
        if key is None:
            raise AuthenticationError(message=UNKNOWN)
        if key.end:
            raise AuthenticationError(message=ENDED.format(key.end))
        return key


class PerKey(BaseThrottle):
    """The setting API_READS_A_MINUTE, counted by the key itself."""

    def allow_request(self, request):
        return request.auth.read()

    def wait(self):
        return 60
