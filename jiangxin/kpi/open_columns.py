"""公开数据 as a table for a spreadsheet; what each column means stands in its heading."""


def open_columns(content):
    """{heading: how to fill it from a group}; a number that is kept back says so in its cell."""
    means = content["definitions"]
    return {
        "年份": lambda group: content["year"],
        "活动": lambda group: group["kind_name"],
        "范围": lambda group: group["level_name"],
        "所在区": lambda group: group["district"],
        "名称": lambda group: group["name"],
        f"参与人数（{means['people']}）": lambda group: shown(content, group, "people"),
        f"参与人次（{means['acts']}）": lambda group: shown(content, group, "acts"),
        "统计截至": lambda group: content["as_of"],
        "发布": lambda group: content["publisher"],
        "使用许可": lambda group: content["licence"],
    }


def shown(content, group, number):
    return content["hidden"][group["hidden"]] if group["hidden"] else group[number]
