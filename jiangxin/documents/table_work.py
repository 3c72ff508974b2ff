class TableWork:
    """What a room does with the rows of its own kind of table, on the road of an Intake."""

    @property
    def about(self):
        """What was found in the file, in a line."""
        if not self.header_row:
            return self.filename
        found = [self.filename, f"{self.rows_read:,} 行", f"表头在第 {self.header_row} 行"]
        if self.header_row > 1:
            found[-1] += "，已自动跳过标题"
        if self.sheets > 1:
            found.append(f"共 {self.sheets} 张工作表，读的是“{self.sheet}”")
        return " · ".join(found)

    @property
    def place(self):
        """The thing whose table it is, with a page and a name."""
        raise NotImplementedError

    @property
    def list_url(self):
        """Where such tables are sent in."""
        raise NotImplementedError

    def columns_of(self):
        """The Columns of this kind of table."""
        raise NotImplementedError

    def traced(self):
        """What the trace of the upload says beside the print of the file."""
        return {}

    def passes_over(self, cells):
        """Is this no row of the table, but a line below it: a total?"""
        return False

    def staging(self, fields):
        """What puts rows beside the register: `put([(number, cells)])`, and `settle()` at the end.

        `fields` is {field: index of its column}, empty while nobody knows what the columns are.
        """
        raise NotImplementedError

    def cells_of_rows(self):
        """(number, cells) of what is staged, as it came."""
        raise NotImplementedError

    def classify(self):
        """Say of each row what it would do; the counts of the preview, by their fields."""
        raise NotImplementedError

    def merge_rows(self):
        """Do what was previewed, in the transaction of the merge; a line for the errand.

        Raises Moved if the register is not what the officer saw.
        """
        raise NotImplementedError

    def take_back_rows(self):
        """Undo the merge, in one transaction; a line for the errand, or a Refusal."""
        raise NotImplementedError

    def forget_earlier(self):
        """Drop the staged rows of earlier imports that nobody needs any more."""
