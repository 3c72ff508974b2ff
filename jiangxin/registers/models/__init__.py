from jiangxin.registers.models.register import Register
from jiangxin.registers.models.row import RegisterRow

__all__ = ["Register", "RegisterRow"]
