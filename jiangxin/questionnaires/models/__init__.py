from jiangxin.questionnaires.models.question import Question, text_of
from jiangxin.questionnaires.models.questionnaire import Questionnaire, is_empty

__all__ = ["Question", "Questionnaire", "is_empty", "text_of"]
