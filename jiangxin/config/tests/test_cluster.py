import fcntl
import os
import shutil
import signal
import socket
import stat
import subprocess

import psycopg
import pytest

from jiangxin.config import notes
from jiangxin.config.cluster import Cluster
from jiangxin.config.life import Life
from jiangxin.config.tests.launcher import LIMIT, wait_for
from jiangxin.config.trouble import Trouble


@pytest.fixture
def new(closed_folder):
    """A cluster that is still to be founded."""
    made = Cluster(closed_folder / "var")
    yield made
    for life in made.lives().values():
        life.end(patience=20.0, ask=signal.SIGINT)


@pytest.fixture
def cluster(founded, new):
    shutil.copytree(founded, new.home.parent)
    return new


def ask(cluster, question, role="jiangxin_app", database="jiangxin"):
    with psycopg.connect(cluster.url(role, database), autocommit=True) as connection:
        return connection.execute(question).fetchall()


def test_roles_can_do_what_they_are_for_and_no_more(cluster):
    with cluster.held():
        roles = ask(cluster, "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole FROM pg_roles")
        assert {
            ("jiangxin_owner", False, True, False),
            ("jiangxin_app", False, False, False),
        } <= set(roles)
        for words in ("CREATE SCHEMA mine", "CREATE TABLE public.mine ()", "CREATE DATABASE mine"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                ask(cluster, words)
        with psycopg.connect(cluster.url("jiangxin_owner"), autocommit=True) as connection:
            connection.execute("CREATE SCHEMA house CREATE TABLE thing ()")
            connection.execute("CREATE DATABASE copy TEMPLATE jiangxin_template")
        found = ask(cluster, "SELECT extname FROM pg_extension", database="copy")
        assert {("pg_trgm",), ("btree_gist",)} <= set(found)


def test_nothing_that_a_power_cut_could_lose_is_lowered(cluster):
    wanted = {
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "data_checksums": "on",
        "wal_level": "replica",
        "max_connections": "200",
        "password_encryption": "scram-sha-256",
        "log_lock_waits": "on",
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "server_encoding": "UTF8",
        "lock_timeout": "0",
    }
    with cluster.held():
        found = {name: ask(cluster, f"SHOW {name}", "postgres")[0][0] for name in wanted}
    assert found == wanted


def test_a_password_is_asked_of_everyone(cluster):
    with cluster.held():
        for role in ("postgres", "jiangxin_owner", "jiangxin_app"):
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(f"postgres://{role}:guess@127.0.0.1:{cluster.port}/jiangxin")


def test_logs_carry_no_value_of_a_person(cluster):
    with cluster.held(), psycopg.connect(cluster.url("jiangxin_app"), autocommit=True) as session:
        session.execute("CREATE TEMP TABLE worker (phone text UNIQUE)")
        session.execute("INSERT INTO worker VALUES ('13800000000')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            session.execute("INSERT INTO worker VALUES ('13800000000')")
    logs = list((cluster.data / "log").iterdir())
    assert logs
    assert not [log for log in logs if "13800000000" in log.read_text()]


def test_a_second_user_gets_the_same_server(cluster):
    with cluster.held():
        first = cluster.lives()
        with Cluster(cluster.home.parent).held() as second:
            assert second.lives() == first
        assert cluster.lives() == first  # the second's end did not stop it
    assert not cluster.lives()


def test_a_taken_port_is_picked_anew(cluster):
    with cluster.held():
        port = cluster.port
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        stranger.bind(("127.0.0.1", port))
        stranger.listen()
        with cluster.held():
            assert cluster.port != port
            assert ask(cluster, "SELECT 1") == [(1,)]
    with cluster.held():
        assert ask(cluster, "SELECT 1") == [(1,)]


def kill_all(cluster):
    """As a power cut would: nobody gets to tidy up."""
    lives = cluster.lives()
    for role in ("keeper", "postmaster"):
        lives[role].tell(signal.SIGKILL)
    assert all(life.ends_within(LIMIT) for life in lives.values())


def test_a_number_that_went_to_a_stranger_is_no_obstacle(cluster):
    with cluster.held():
        with psycopg.connect(cluster.url("jiangxin_app"), autocommit=True) as session:
            session.execute("CREATE TEMP TABLE open_at_the_end ()")
        kill_all(cluster)
    stranger = subprocess.Popen(["sleep", "600"])
    try:
        pid_file = cluster.data / "postmaster.pid"
        lines = pid_file.read_text().splitlines()
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        noted = notes.read(cluster.home / "lives.json")
        noted["postmaster"][0] = noted["keeper"][0] = stranger.pid
        notes.write(cluster.home / "lives.json", noted)
        with cluster.held():
            assert ask(cluster, "SELECT 1") == [(1,)]
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_killed_founding_leaves_nothing_in_the_way(new):
    half = new.home / "data.new-1"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with new.held():
        assert ask(new, "SELECT 1") == [(1,)]
    passwords = new.home / "passwords.json"
    assert stat.S_IMODE(passwords.stat().st_mode) == 0o600
    assert not half.exists()


def test_an_interrupted_setup_is_completed(cluster):
    with cluster.held():
        superuser = cluster.url("postgres", "postgres")
        with psycopg.connect(superuser, autocommit=True) as session:
            session.execute("ALTER DATABASE jiangxin_template IS_TEMPLATE false")
            session.execute("DROP DATABASE jiangxin_template")
        (cluster.home / "setup.json").unlink()
        with Cluster(cluster.home.parent).held():
            assert ask(cluster, "SELECT 1", "jiangxin_owner", "jiangxin_template") == [(1,)]


def test_lost_passwords_are_a_sentence(cluster):
    with cluster.held():
        pass
    (cluster.home / "passwords.json").unlink()
    with pytest.raises(Trouble, match="口令"), cluster.held():
        cluster.url("jiangxin_app")


def test_recovery_of_a_copied_disk(cluster, closed_folder):
    """The files as they lay while the server wrote, on another machine: no pid is right there."""
    with cluster.held():
        with psycopg.connect(cluster.url("jiangxin_owner"), autocommit=True) as session:
            session.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
        kill_all(cluster)
        wait_for(lambda: cluster.lives() == {})
    elsewhere = closed_folder / "elsewhere"
    shutil.copytree(cluster.home.parent, elsewhere)
    copy = Cluster(elsewhere)
    with copy.held():
        assert ask(copy, "SELECT count(*) FROM kept", "jiangxin_owner") == [(1000,)]


def test_the_users_lock_is_held_while_it_is_used(cluster):
    with cluster.held():
        lock = os.open(cluster.home / "users.lock", os.O_RDWR)
        with pytest.raises(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(lock)


def test_a_life_is_not_its_number():
    process = subprocess.Popen(["sleep", "600"])
    try:
        life = Life.of(process.pid)
        older = Life(life.pid, "another boot:1")
        older.tell(signal.SIGKILL)
        assert not older.lasts
        assert life.lasts
        life.end(patience=5.0)
        assert process.wait(LIMIT) == -signal.SIGTERM
        assert not life.lasts
    finally:
        process.kill()
        process.wait()
