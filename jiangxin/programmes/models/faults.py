"""What still keeps a call from being published: sentences that say what to do."""

from jiangxin.lib import clock
from jiangxin.programmes.models.stage import Outcome


def faults_of(programme):
    """About the versions that would come into force; a list, empty if all is well."""
    said = []
    if programme.closes_at and programme.closes_at <= clock.now():
        said.append("截止的时间已经过去，请在“基本信息”里改。")
    road, form = programme.road_in_the_making, programme.form_in_the_making
    if form:
        said += form.faults()
    if road:
        said += faults_of_road(road)
        reject = any(Outcome.REJECT in stage.outcomes for stage in road.gates)
        if reject and not programme.reasons.exists():
            said.append("有环节可以“不通过”，请先写几条不通过的理由。")
    return said


def faults_of_road(road):
    if not road.gates:
        return ["还没有环节：交上来以后没有人看。请至少加一个。"]
    said = []
    for stage in road.gates:
        if stage.working_days < 1:
            said.append(f"环节“{stage}”办理的工作日是 0，请改成至少 1 天。")
        if any(position >= stage.position for position in stage.closed_to):
            said.append(f"环节“{stage}”要回避的环节不在它前面，请重新选。")
    return said
