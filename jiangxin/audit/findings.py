"""What a verification found: problems, and remarks that are none."""

NAMED = 50  # of one kind


class Findings:
    def __init__(self):
        self.problems, self.remarks, self.left_out = [], [], 0
        self._of_kind = {}

    def problem(self, kind, sentence):
        """Each is counted; of one kind the first NAMED are said."""
        count = self._of_kind[kind] = self._of_kind.get(kind, 0) + 1
        if count <= NAMED:
            self.problems.append(sentence)
        else:
            self.left_out += 1

    def remark(self, sentence):
        self.remarks.append(sentence)

    def __len__(self):
        return len(self.problems) + self.left_out
