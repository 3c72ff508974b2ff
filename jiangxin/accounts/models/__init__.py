from jiangxin.accounts.models.sign_in import SignIn
from jiangxin.accounts.models.user import User

__all__ = ["SignIn", "User"]
