import sys
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from jiangxin.audit.verifying import Verification


class Command(BaseCommand):
    """Reckon the whole sealed log again; the status is 1 when anything is wrong."""

    help = "Check every trace, head and signature of the sealed log, and name what was tampered."

    def add_arguments(self, parser):
        parser.add_argument("--heads", type=Path, default=settings.HEADS, help="the heads' folder")

    def handle(self, *, heads, **options):
        began, one = time.monotonic(), Verification(heads)
        findings = one.run()
        for sentence in findings.problems:
            self.stdout.write(f"✗ {sentence}")
        if findings.left_out:
            self.stdout.write(f"✗ 同类的还有 {findings.left_out:,} 处，没有一一列出。")
        for sentence in findings.remarks:
            self.stdout.write(f"· {sentence}")
        took = f"{one.entries:,} 条留痕，{len(one.stored):,} 个封存头"
        took += f"，用时 {time.monotonic() - began:.0f} 秒"
        if len(findings):
            self.stdout.write(f"核对了{took}：发现 {len(findings):,} 处问题。")
            sys.exit(1)
        self.stdout.write(f"核对了{took}：没有发现问题。")
