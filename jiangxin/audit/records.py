"""The heads' folder as a second copy of the log, beside which the database is laid."""

from jiangxin_verify import heads

KINDS = {heads.TORN: "被截断", heads.BROKEN: "读不懂"}


class Record:
    """All that the folder says, line by line; what is wrong with it goes to the findings."""

    def __init__(self, place, ends, findings):
        self.place, self.ends, self.findings = place, ends, findings
        self.heads = {}  # by size
        self.size = 0
        self._faults = []

    def leaves(self):
        """(position, id, digest) of every entry that the folder knows, in order."""
        for entry in heads.entries(self.place, self.ends) if self.ends else ():
            if entry.head is None:
                self._faults.append(entry)
                continue
            if self._goes_on(entry):
                yield from self._leaves_of(entry.head)
        self._tell_faults(self.size)

    def _goes_on(self, entry):
        """Does this line go on where the last one ended?"""
        line = entry.head
        if known := self.heads.get(line["size"]):
            if known["root"] != line["root"]:
                self._problem(entry, f"共 {line['size']} 条签了两个不同的根")
            return False
        if line["from"] < self.size:
            self._problem(entry, f"从第 {line['from'] + 1} 条起写过一遍，又写了不同的一遍")
            return False
        if line["from"] > self.size:
            gap = f"缺第 {self.size + 1} 到 {line['from']} 条"
            self._problem(entry, gap)
        self._tell_faults(line["from"])
        if line.get("restored"):
            self.findings.remark(f"{entry.where}：是后来按库里的签名补写的，不能单独作证。")
        self.heads[line["size"]] = line
        return True

    def _leaves_of(self, line):
        for position, (key, digest) in enumerate(
            zip(line["ids"], line["leaves"], strict=True), start=line["from"]
        ):
            yield position, key, bytes.fromhex(digest)
        self.size = line["size"]

    def _tell_faults(self, reached):
        """A half-written line is harmless when the next one says the same again."""
        for entry in self._faults:
            if reached == self.size and entry.fault:
                self.findings.remark(
                    f"{entry.where}{KINDS[entry.fault]}，前后的条数接得上，可能是写的时候断了电。"
                )
            else:
                self._problem(entry, KINDS[entry.fault])
        self._faults = []

    def _problem(self, entry, what):
        self.findings.problem("record", f"封存记录 {entry.where}：{what}。")
