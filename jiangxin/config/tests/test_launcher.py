"""Killed in every way and started again; nothing is left alive."""

import signal
import socket
import stat
from pathlib import Path

import pytest

from jiangxin.config.life import Life
from jiangxin.config.tests.launcher import LIMIT, parent_of, wait_for


def all_end(lives):
    return all(life.ends_within(LIMIT) for life in lives)


def a_backend(launcher):
    """A server process that serves a connection of the program."""
    postmaster = launcher.lives()["postmaster"]
    for life in launcher.whole_family() - {postmaster}:
        try:
            line = Path(f"/proc/{life.pid}/cmdline").read_text()
        except OSError:
            continue
        if line.startswith("postgres: jiangxin_app"):
            return life
    return None


def answers_from_another(launcher, role, dead):
    """The page answers, and the named part of the cluster is no longer the dead one."""
    return launcher.lives().get(role, dead) != dead and launcher.answer()


def modes_around(launcher):
    folders = [launcher.var.parent, *launcher.var.parent.parents]
    return [(folder.stat().st_mode, folder.stat().st_uid) for folder in folders]


def test_comes_back_after_every_kill_and_ends_without_rest(launcher):
    """Founds its cluster and serves as the role that may do least; then the kills begin."""
    before = modes_around(launcher)
    process = launcher.serve()
    answer = launcher.answer()
    assert (answer["role"], answer["superuser"]) == ("jiangxin_app", "off")
    assert not answer["knows_owner"]
    assert modes_around(launcher) == before
    assert stat.S_IMODE((launcher.var / "postgres").stat().st_mode) == 0o700
    kill_parts(launcher)
    kill_all_by_killing_the_first(launcher, process)
    end_politely(launcher, launcher.serve())


def kill_parts(launcher):
    backend = wait_for(lambda: a_backend(launcher))
    backend.tell(signal.SIGKILL)
    assert backend.ends_within(LIMIT)
    wait_for(launcher.answer)

    for role in ("postmaster", "keeper"):
        dead = launcher.lives()[role]
        dead.tell(signal.SIGKILL)
        wait_for(lambda role=role, dead=dead: answers_from_another(launcher, role, dead))


def kill_all_by_killing_the_first(launcher, process):
    everyone = launcher.whole_family()
    assert len(everyone) > 8
    process.kill()
    process.wait()
    assert all_end(everyone)


def end_politely(launcher, process):
    everyone = launcher.whole_family()
    process.send_signal(signal.SIGINT)
    process.wait(LIMIT)
    # At the moment when the launcher has gone, not some time later.
    assert not [life for life in everyone if life.lasts]
    assert process.returncode == 0


def test_every_process_dies_with_the_one_killed_above_it(launchers):
    launcher = launchers(founded=True)
    process = launcher.serve()
    web = launcher.answer()["pid"]  # a worker of granian, whose parent is granian itself
    worker = Life.of(web)
    parent = parent_of(web)
    assert parent != process.pid
    Life.of(parent).tell(signal.SIGKILL)
    assert worker.ends_within(LIMIT)
    wait_for(launcher.answer)  # the supervisor has started another


def test_refuses_a_port_that_another_program_has(launchers):
    launcher = launchers()
    with socket.socket() as stranger:
        # granian would join a listener that allows it: the worst stranger.
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        stranger.bind(("127.0.0.1", launcher.port))
        stranger.listen()
        answer = launcher.run("serve", "--port", launcher.port)
    assert answer.returncode == 1
    assert f"端口 {launcher.port} 已被别的程序占用" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not (launcher.var / "postgres").exists()  # refused before anything was started


def test_replaces_its_own_older_generation(launchers):
    launcher = launchers(founded=True)
    older = launcher.serve()
    pid = launcher.answer()["pid"]
    newer = launcher.begin("serve", "--port", launcher.port)
    assert older.wait(LIMIT) == 0
    wait_for(lambda: (launcher.answer() or {"pid": pid})["pid"] != pid)
    assert newer.poll() is None


def test_worker_alone_is_stopped_by_a_signal(launchers):
    launcher = launchers(founded=True)
    assert launcher.run("prepare").returncode == 0
    worker = launcher.begin("worker")
    wait_for(lambda: a_backend(launcher))
    everyone = launcher.whole_family()
    worker.send_signal(signal.SIGTERM)
    worker.wait(LIMIT)
    assert all_end(everyone)


def test_a_given_database_is_not_replaced_by_our_own(launchers):
    launcher = launchers(environment={"DATABASE_URL": "postgres://somewhere/else"})
    answer = launcher.run("with-database", "printenv", "DATABASE_URL")
    assert answer.stdout.strip() == "postgres://somewhere/else"
    assert not (launcher.var / "postgres").exists()


def test_one_server_for_several_users_stays_until_the_last(launchers):
    launcher = launchers(founded=True)
    first = launcher.begin("with-database", "cat")
    second = launcher.begin("with-database", "sleep", "600")
    wait_for(lambda: len(launcher.lives()) == 2 and len(launcher.whole_family()) > 8)
    server = launcher.lives()["postmaster"]
    wait_for(lambda: "sleep" in names(launcher))
    first.kill()
    first.wait()
    script = 'test -n "$DATABASE_URL" && test -n "$DATABASE_OWNER_URL" && exit 7'
    assert launcher.run("with-database", "sh", "-c", script).returncode == 7
    assert server.lasts
    second.terminate()
    second.wait(LIMIT)
    assert server.ends_within(LIMIT)


def names(launcher):
    found = []
    for life in launcher.whole_family():
        try:
            found.append(Path(f"/proc/{life.pid}/comm").read_text().strip())
        except OSError:
            continue  # it ended between the two looks
    return found


@pytest.mark.slow
def test_the_real_program_starts_from_nothing(launchers):
    launcher = launchers(environment={"DJANGO_SETTINGS_MODULE": "jiangxin.config.settings"})
    process = launcher.begin("serve", "--port", launcher.port)
    wait_for(lambda: process.poll() is not None or launcher.page("/sign-in/"))
    assert "登录" in launcher.page("/sign-in/")
    end_politely(launcher, process)
