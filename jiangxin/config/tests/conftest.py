import os
import shutil
import tempfile
from pathlib import Path

import pytest

from jiangxin.config.cluster import Cluster
from jiangxin.config.tests.launcher import ORDINARY, Launcher, python_for

LONG = "很长的文件夹名-" * 4 + "x" * 100  # well above what a socket's path may have


@pytest.fixture
def closed_folder():
    """A folder of mode 700 outside pytest's own, which another user may be given."""
    folder = Path(tempfile.mkdtemp(prefix="jiangxin-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def founded():
    """A var whose cluster was founded and stopped; to be copied, for founding takes its time."""
    folder = Path(tempfile.mkdtemp(prefix="jiangxin-"))
    with Cluster(folder / "var").held():
        pass
    yield folder / "var"
    shutil.rmtree(folder)


@pytest.fixture
def launchers(closed_folder, request):
    """Makes launchers in the closed folder, under a long path; ends them all."""
    made = []

    def make(*, founded=False, **how):
        place = closed_folder / LONG
        place.mkdir(mode=0o700, exist_ok=True)
        if how.get("user"):
            for folder in (closed_folder, place):
                os.chown(folder, how["user"], -1)
        if founded:
            shutil.copytree(request.getfixturevalue("founded"), place / "var")
        made.append(Launcher(place / "var", **how))
        return made[-1]

    yield make
    for launcher in made:
        launcher.close()


@pytest.fixture(params=["ourselves", "root lowered", "ordinary user"])
def launcher(request, launchers):
    """As whoever runs the tests, as root without user namespaces, as an ordinary user."""
    if request.param == "ourselves":
        return launchers()
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    if request.param == "root lowered":
        return launchers(environment={"JIANGXIN_POSTGRES_USER": "nobody"})
    if python_for(ORDINARY) is None:
        pytest.skip("the ordinary user cannot reach an interpreter with our libraries")
    return launchers(user=ORDINARY)
