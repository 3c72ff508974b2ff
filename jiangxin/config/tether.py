"""A process that must not outlive the one that started it.

Run as a script it is the shim before every long-lived child: it changes the user where asked,
ties itself to its parent and becomes the command. The tie (PR_SET_PDEATHSIG) is made last because
the kernel drops it on any change of credentials, and it is tied to the parent's *thread*: start
such children from a main thread only. Nothing here imports more than the standard library.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000
SAME_USER, NEW_NAMESPACE = "-", "@"
REFUSED = 97  # the kernel did not let us change the user

libc = ctypes.CDLL(None, use_errno=True)


def die_with(parent: int, how: int = signal.SIGKILL) -> None:
    """Ask the kernel to send `how` when the process `parent` dies; end at once if it is dead."""
    if libc.prctl(PR_SET_PDEATHSIG, int(how), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:
        os._exit(1)


def tethered(command: list, *, how: int = signal.SIGKILL, user: str = SAME_USER) -> list[str]:
    """The command line that runs `command` tied to this process, as `user` ("uid:gid")."""
    shim = [sys.executable, "-I", "-S", __file__, str(os.getpid()), str(int(how)), user]
    return shim + [str(word) for word in command]


def become(user: str) -> None:
    """Change to "uid:gid", or into a new user namespace where root is nobody in particular."""
    if user == SAME_USER:
        return
    if user == NEW_NAMESPACE:
        if libc.unshare(CLONE_NEWUSER) != 0:
            sys.exit(REFUSED)
        return
    uid, gid = (int(part) for part in user.split(":"))
    try:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    except PermissionError:
        sys.exit(REFUSED)


def main() -> None:
    parent, how, user, *command = sys.argv[1:]
    become(user)
    die_with(int(parent), int(how))
    # Python ignores SIGPIPE, and a shell's "&" ignores SIGINT: both would be inherited.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
