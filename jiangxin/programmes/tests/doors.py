from jiangxin.programmes.ready_made import draft_suggestion_box, suggestion_box
from tests.doors import Door


def furnish(cast, programme):
    """A call that 精工公司工会 makes for its own workers; and a draft with one of each row."""
    cast.own_call = suggestion_box(cast.jinggong_union, by=cast.zhao)
    cast.own_draft = draft = draft_suggestion_box(cast.jinggong_union, by=cast.zhao)
    cast.audience_row = draft.face(cast.jinggong_union, by=cast.zhao)
    cast.category_row, cast.reason_row = draft.categories.first(), draft.reasons.first()
    cast.question_row = draft.questionnaire.questions.get(key="effect")
    cast.stage_row = draft.road.stages.get(position=1)
    office = {"tier": "federation", "role": "chair"}
    cast.keeper_row = cast.stage_row.add_keeper(by=cast.zhao, **office)
    cast.revised_call = suggestion_box(cast.jinggong_union, by=cast.zhao)
    cast.revised_call.begin_version(by=cast.zhao)


def act(subject, post=302):
    return Door(subject=subject, get=405, post=post)


DOORS = {
    "programmes:list": Door(),
    "programmes:new": Door(post=200, stranger=403, former=403),
    "programmes:programme": Door(subject="own_call"),
    "programmes:edit": Door(subject="own_draft"),
    "programmes:trial": Door(subject="own_draft"),
    "programmes:preview": Door(subject="own_draft"),
    "programmes:terms": act("own_draft", 422),
    "programmes:audience": act("own_draft", 422),
    "programmes:categories": act("own_draft", 422),
    "programmes:reasons": act("own_draft", 422),
    "programmes:questions": act("own_draft", 422),
    "programmes:stages": act("own_draft", 422),
    "programmes:publication": act("own_draft"),
    "programmes:dropping": act("own_draft"),
    "programmes:copying": act("own_call"),
    "programmes:ending": act("own_call"),
    "programmes:version": act("own_call"),
    "programmes:version_start": act("revised_call"),
    "programmes:version_dropping": act("revised_call"),
    "programmes:audience_removal": act("audience_row"),
    "programmes:category": act("category_row", 422),
    "programmes:category_move": act("category_row"),
    "programmes:category_removal": act("category_row"),
    "programmes:reason": act("reason_row", 422),
    "programmes:reason_move": act("reason_row"),
    "programmes:reason_removal": act("reason_row"),
    "programmes:question": act("question_row", 422),
    "programmes:question_move": act("question_row"),
    "programmes:question_removal": act("question_row"),
    "programmes:stage": act("stage_row", 422),
    "programmes:stage_move": act("stage_row"),
    "programmes:stage_removal": act("stage_row"),
    "programmes:keepers": act("stage_row", 422),
    "programmes:keeper_removal": act("keeper_row"),
}
