"""代为录入: the form of the programme, and for whom and by which paper it is filled in."""

from jiangxin.proposals.forms import ProposalForm, name_and_digits, the_one, workers_named
from jiangxin.questionnaires.fields import CleanLineField, PaperField


class EntryForm(ProposalForm):
    """What Proposal.enter takes. It is sent in at once: the paper is signed already."""

    FIRST = ("worker", "scan")
    MAY_WAIT = False
    NOT_THE_AUTHOR = "不用再写提出人自己。"

    worker = CleanLineField(
        label="替谁录入",
        help_text="本单位在册职工的姓名；同名的在后面加手机号后四位。",
        max_length=60,
        error_messages={"required": "请写替哪一位职工录入。"},
    )
    scan = PaperField(
        label="签名的纸件",
        help_text="本人签了名的建议表，扫描成一个 PDF，或拍一张照片。",
        error_messages={"required": "请附上本人签名的纸件。"},
    )

    def __init__(self, data=None, files=None, *, enterprise, **how):
        self._enterprise = enterprise
        super().__init__(data, files, person=None, **how)

    @property
    def enterprise(self):
        return self._enterprise

    def clean_worker(self):
        name, digits = name_and_digits(self.cleaned_data["worker"])
        here = workers_named(name, self.enterprise)
        self.person = the_one(name, digits, here, otherwise="或先把这名职工登记到名册上")
        return self.person

    def written(self):
        told = super().written()
        del told["submit"]
        said = self.cleaned_data
        token = {"form_token": said["form_token"]}
        return {**told, **token, "person": said["worker"], "scan": said["scan"]}
