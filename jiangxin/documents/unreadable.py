from jiangxin.lib.refusal import Refusal


class UnreadableFile(Refusal):
    """A file that cannot be taken; the sentence says what is wrong and what to do instead."""


TOO_BIG = "文件太大，或者格子排得太散，没有读取。请只留下需要的行和列，另存为 .xlsx 后再传。"
TOO_SLOW = "读取这个文件用时过长，已经停下。请只留下需要的工作表，另存为 .xlsx 后再传。"
DAMAGED = "文件已损坏或没有传完整，读不出来。请在 Excel 或 WPS 里打开它，另存为 .xlsx 后再传。"
LOCKED = "文件有密码，请另存为不带密码的副本再传。"
OUTSIDE = "表格在第 200,000 行或第 200 列以外还有内容，没有读取。请删去多余的行和列后再传。"
SUSPECT = "文件的内部结构不正常，为安全起见没有打开。请在 Excel 或 WPS 里另存为 .xlsx 后再传。"
EMPTY = "文件是空的，里面没有内容。请检查后重新选择。"
HUGE_CELL = "有一个格子里的文字超过 32,767 个字，没有读取。请删短后再传。"
