"""The rows of the database and the leaves of the folder, laid side by side."""

SHOWN = 20


class Pairing:
    """Pairs rows and leaves by their id, in one pass, however they were moved."""

    def __init__(self, findings):
        self.findings = findings
        self.rows, self.leaves = {}, {}  # not paired yet: {id: (position, digest)}
        self.moved = []  # (position of the row, of the leaf, id)

    def lay(self, row, leaf):
        """`row` and `leaf` stand at one position: (position, id, digest), or None."""
        if row and leaf and row[1] == leaf[1]:
            if row[2] != leaf[2]:
                self._rewritten(row[1], row[0])
            return
        if row:
            self._meet(row, self.rows, self.leaves)
        if leaf:
            self._meet(leaf, self.leaves, self.rows)

    def _meet(self, one, mine, theirs):
        position, key, digest = one
        if key not in theirs:
            mine[key] = (position, digest)
            return
        other_position, other_digest = theirs.pop(key)
        if digest != other_digest:
            self._rewritten(key, position)
        if position != other_position:
            pair = (position, other_position)
            self.moved.append((*(pair if mine is self.rows else pair[::-1]), key))

    def _rewritten(self, key, position):
        self.findings.problem(
            "rewritten", f"留痕 {key}（第 {position + 1} 条）：内容和摘要一起被改过。"
        )

    def tell(self, ended, recorded, unsealed):
        """What is left over. `ended`, `recorded`: how far the rows go, and the folder;

        `unsealed`: {id: digest}.
        """
        lost = sorted((position, key) for key, (position, _) in self.leaves.items())
        self._tell_lost(lost, ended, unsealed)
        self._tell_new(ended, recorded)
        self._tell_moved(is_shifted=bool(self.rows or lost))

    def _tell_new(self, ended, recorded):
        beyond = []
        for key, (position, _) in self.rows.items():
            if position >= recorded:
                beyond.append(str(key))
                continue
            self.findings.problem(
                "inserted", f"留痕 {key}（第 {position + 1} 条）：封存记录里没有，是后来插进去的。"
            )
        if beyond and recorded:
            shown = "、".join(beyond[:SHOWN]) + (" 等" if len(beyond) > SHOWN else "")
            self.findings.problem(
                "beyond",
                f"封存记录只到第 {recorded} 条，库里到第 {ended} 条：封存记录被截断，"
                f"或这几条是后来插进去的：留痕 {shown}。",
            )

    def _tell_lost(self, lost, ended, unsealed):
        cut = [(position, key) for position, key in lost if position >= ended]
        waiting = [key for _, key in cut if unsealed.get(key) == self.leaves[key][1]]
        if cut and len(waiting) == len(cut):
            self.findings.remark(
                f"封存记录比库多 {len(cut)} 条，都在库里等着封存：封存服务一启动就会接上。"
            )
            lost = [one for one in lost if one[0] < ended]
        elif cut:
            shown = "、".join(str(key) for _, key in cut[:SHOWN])
            self.findings.problem(
                "cut",
                f"库里只到第 {ended} 条，封存记录到第 {cut[-1][0] + 1} 条：库是较早的备份，"
                f"或被截断。不见的是留痕 {shown}{' 等' if len(cut) > SHOWN else ''}。",
            )
        for position, key in lost:
            if position < ended or key not in {k for _, k in cut}:
                what = "的位置被去掉了" if key in unsealed else "不见了，被删除"
                self.findings.problem("lost", f"留痕 {key}（第 {position + 1} 条）：{what}。")

    def _tell_moved(self, is_shifted):
        """Where rows were put in or taken out, all later ones stand elsewhere: no news."""
        reached = -1
        for position, promised, key in sorted(self.moved):
            if not is_shifted or promised < reached:
                self.findings.problem(
                    "moved", f"留痕 {key}：应在第 {promised + 1} 条，现在在第 {position + 1} 条。"
                )
            reached = max(reached, promised)
