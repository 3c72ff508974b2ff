"""python -m jiangxin_verify FILE [--heads FOLDER|FILE] [--key FILE]"""

import argparse
import sys
from pathlib import Path

from jiangxin_verify import receipt
from jiangxin_verify.signatures import read_public

MOST_KEY = 10_000  # bytes


def main(words=None):
    parser = argparse.ArgumentParser(
        prog="verify-receipt", description="核对提交回执：不联网，不需要平台。"
    )
    parser.add_argument("file", help="平台上下载的回执 .json")
    parser.add_argument("--heads", help="封存记录：文件夹或其中一个文件")
    parser.add_argument("--key", help="工会公布的公钥文件")
    verdict = answer(parser.parse_args(words))
    sys.stdout.write(f"{verdict.sentence}\n")
    return verdict.status


def answer(given):
    public = None
    if given.key:
        public = read_public(start_of(given.key, MOST_KEY).decode(errors="replace"))
        if public is None:
            return receipt.NO_KEY
    raw = start_of(given.file, receipt.MOST_BYTES + 1)
    if not raw:
        return receipt.MISSING if not Path(given.file).exists() else receipt.NOT_JSON
    return receipt.examine(raw, place=given.heads, public=public)


def start_of(file, most):
    """The first bytes of a file, none when it cannot be read."""
    try:
        with open(file, "rb") as opened:
            return opened.read(most)
    except OSError:
        return b""


if __name__ == "__main__":
    sys.exit(main())
