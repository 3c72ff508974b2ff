from django.db import models


class Status(models.TextChoices):
    """状态: where the entry of a journey stands. There is no other."""

    DRAFT = "draft", "草稿"
    UNDER_WAY = "under_way", "办理中"
    HANDED_BACK = "handed_back", "退回修改"
    ACCEPTED = "accepted", "已通过"
    REJECTED = "rejected", "不通过"
    RESERVED = "reserved", "技术储备"
    NOTED = "noted", "一般性意见"
    WITHDRAWN = "withdrawn", "已撤回"
    MERGED = "merged", "已并入"


WITH_AUTHOR = {Status.DRAFT, Status.HANDED_BACK}
WITH_KEEPER = {Status.UNDER_WAY}
APPEALABLE = {Status.REJECTED, Status.NOTED}
MERGEABLE = {Status.UNDER_WAY, Status.HANDED_BACK, Status.ACCEPTED}
GONE = {Status.WITHDRAWN, Status.MERGED}  # it is not decided any more
CONCLUDED = {Status.ACCEPTED, Status.RESERVED, *GONE, *APPEALABLE}
