"""What the workers of a city of a million propose: varied enough that few say the same.

Out of some hundred machines, parts, faults and remedies, with numbers: all of it is invented.
"""

from jiangxin.operations.demonstration import words

MACHINES = [
    "数控铣床", "立式车床", "卧式镗床", "外圆磨床", "滚齿机", "线切割机", "激光切割机", "折弯机",
    "剪板机", "液压机", "冲床", "注塑机", "压铸机", "挤出机", "吹瓶机", "灌装机", "贴标机",
    "封箱机", "码垛机器人", "焊接机器人", "点焊机", "氩弧焊机", "回流焊炉", "贴片机", "退火炉",
    "淬火槽", "电镀槽", "喷涂线", "烘干房", "空压机", "冷水机组", "锅炉", "循环水泵", "除尘风机",
    "行车", "叉车", "堆垛机", "输送带", "滚筒线", "装配台", "检测台", "三坐标仪", "配电柜",
    "变压器", "搅拌机", "离心机", "反应釜", "过滤机", "纺纱机", "织布机", "印刷机", "模切机",
]  # fmt: skip
PARTS = [
    "夹具", "定位销", "压板", "卡盘", "刀架", "主轴", "导轨", "丝杠", "轴承", "油封", "皮带",
    "链条", "齿轮", "联轴器", "气缸", "电磁阀", "管接头", "滤芯", "喷嘴", "加热圈", "模具",
    "顶针", "料斗", "吸盘", "抓手", "传感器", "光栅", "限位开关", "按钮盒", "指示灯", "急停",
    "线缆", "端子", "接地线", "防护罩", "安全门", "挡板", "接油盘", "集屑斗", "回收槽", "料箱",
    "周转车", "货架", "吊钩", "钢丝绳", "量规", "卡尺", "扭矩枪", "工具柜", "看板",
]  # fmt: skip
FAULTS = [
    "经常松动", "磨损很快", "漏油严重", "噪声偏大", "发热厉害", "容易卡住", "换一次很慢",
    "找起来费时", "容易装反", "容易漏装", "灰尘多", "照明不足", "够不着", "要弯腰搬",
    "要两个人抬", "夜班容易忘", "数据靠手抄", "校准太频繁", "待机也耗电", "用水浪费",
    "废料没回收", "振动大", "精度不稳", "表面划伤", "气压不足", "温度不均", "标识看不清",
    "互相碰撞", "堵料", "生锈",
]  # fmt: skip
REMEDIES = [
    "改成快换结构", "加一道密封圈", "加装感应开关", "换成耐磨材料", "加消声器", "改用变频控制",
    "装计数器提醒", "用颜色区分", "做成不对称形状", "加平衡吊", "加装小风扇", "改成集中润滑",
    "增设缓冲垫", "移到手边", "做成推车", "用扫码登记", "加刻度标尺", "加限位块", "装回收管路",
    "改为自动停机", "加磁性吸附", "包上保温层", "增加接料盘", "改成挂钩式", "加装光幕",
    "换成可调支架", "统一成一种规格", "定时自动吹扫", "合并两道工序", "提前在线外准备",
]  # fmt: skip
GAINS = [
    "每班少停", "每月节省", "每年减少", "每台缩短", "每周少用", "换型减少", "返工减少",
    "故障减少", "走动减少", "用电减少",
]  # fmt: skip
UNITS = [
    "分钟", "工时", "次", "件", "公斤", "度电", "桶", "米", "元", "处",
]  # fmt: skip
REASONS = [
    "老师傅们商量过，都说可行。", "上个月为这个返工了几回。", "新来的员工尤其吃力。",
    "夏天更明显。", "客户来看时也提到过。", "维修那边说备件现成。", "隔壁班组已经试过一台。",
    "废料间里就有能用的材料。",
]  # fmt: skip


def idea(dice):
    """A title and the answers."""
    where = f"{dice.choice(words.DEPARTMENTS)}{dice.below(40) + 1}号线"
    number = f"{dice.choice('ABCDEFGHJK')}{dice.below(9000) + 1000}"
    machine, part = dice.choice(MACHINES), dice.choice(PARTS)
    other, fault = dice.choice(PARTS), dice.choice(FAULTS)
    remedy, also = dice.choice(REMEDIES), dice.choice(REMEDIES)
    gain = f"{dice.choice(GAINS)}约 {dice.below(90) + 3} {dice.choice(UNITS)}"
    title = f"{where if dice.chance(30) else ''}{machine}{part}{remedy}"
    answers = {
        "problem": f"{where}的{machine}（设备号 {number}）{part}{fault}，"
        f"一班要停 {dice.below(9) + 1} 次。{dice.choice(REASONS)}",
        "measure": f"把{part}{remedy}，{other}{also}，先请{dice.choice(words.POSTS)}试用 "
        f"{dice.below(20) + 3} 天。",
        "effect": gain if dice.chance(80) else "",
    }
    return title, answers
