"""Takes what the kernel counts until it gives no more, and keeps it: tables, and budgets of a user.

    exhaust.py KIND [--most N] [--workers N]
"""

import ctypes
import os
import select
import signal
import socket
import struct
import sys

import counted

MOST = counted.option("most", 1 << 20)
KEY_SPEC_SESSION_KEYRING = -3
NUMBERS = {
    # include/uapi/asm-generic/unistd.h has other numbers than x86
    "x86_64": {"add_key": 248, "mq_open": 240, "semget": 64, "rt_sigqueueinfo": 129},
    "aarch64": {"add_key": 217, "mq_open": 180, "semget": 190, "rt_sigqueueinfo": 138},
}.get(os.uname().machine, {})
taken = {"n": 0}


def next_number():
    taken["n"] += 1
    return taken["n"]


def inotify():
    next_number()
    return counted.failing(counted.LIBC.inotify_init1(0), "inotify_init1")


def inotify_watches():
    if "watcher" not in taken:
        taken["watcher"] = inotify()
        taken["place"] = counted.folder()
    name = os.path.join(taken["place"], str(next_number()))
    open(name, "w").close()
    watch = counted.failing(
        counted.LIBC.inotify_add_watch(taken["watcher"], name.encode(), 0xFFF), "inotify_add_watch"
    )

    def drop():
        counted.LIBC.inotify_rm_watch(taken["watcher"], watch)
        os.unlink(name)

    return drop


def epoll():
    """An epoll instance that watches one pipe: watches are counted for the user."""
    if "pipe" not in taken:
        taken["pipe"] = os.pipe()
    next_number()
    poll = select.epoll()
    poll.register(taken["pipe"][0], select.EPOLLIN)
    return poll.close


def files():
    next_number()
    return os.open("/dev/null", os.O_RDONLY)


def pipes():
    next_number()
    reading, writing = os.pipe()

    def drop():
        os.close(reading)
        os.close(writing)

    return drop


def sockets():
    next_number()
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM).detach()


def ptys():
    next_number()
    return os.open("/dev/ptmx", os.O_RDWR | os.O_NOCTTY)


def keys():
    """Keys of the session's keyring: they go with the unit's session."""
    text = ctypes.c_char_p(b"qm-prove-%d" % next_number())
    key = counted.call(
        NUMBERS["add_key"],
        ctypes.c_char_p(b"user"),
        text,
        ctypes.c_char_p(b"x" * 512),
        ctypes.c_size_t(512),
        ctypes.c_int(KEY_SPEC_SESSION_KEYRING),
    )

    def drop():
        counted.LIBC.syscall(250 if os.uname().machine == "x86_64" else 219, 3, ctypes.c_int(key))

    return drop


def own_queues():
    """Objects of a namespace of this process go with it."""
    if "ipc" not in taken:
        taken["ipc"] = True
        try:
            counted.unshare(counted.CLONE_NEWIPC)
        except OSError:
            pass


def mqueues():
    own_queues()
    name = b"qm-prove-%d" % next_number()
    O_CREAT, O_RDWR = 0o100, 2
    attributes = struct.pack("qqqq", 0, 10, 8192, 0) + bytes(32)
    queue = counted.call(
        NUMBERS["mq_open"], ctypes.c_char_p(name), O_CREAT | O_RDWR, 0o600, ctypes.c_char_p(attributes)
    )
    counted.LIBC.mq_unlink(b"/" + name)
    return int(queue)


def semaphores():
    own_queues()
    next_number()
    IPC_PRIVATE, IPC_CREAT = 0, 0o1000
    number = counted.failing(counted.LIBC.semget(IPC_PRIVATE, 250, IPC_CREAT | 0o600), "semget")
    return lambda: counted.LIBC.semctl(number, 0, 0)


def shared_memory():
    own_queues()
    next_number()
    number = counted.failing(counted.LIBC.shmget(0, 1 << 20, 0o1000 | 0o600), "shmget")
    return lambda: counted.LIBC.shmctl(number, 0, None)


def timers():
    next_number()
    timer = ctypes.c_void_p()
    # struct sigevent with SIGEV_SIGNAL: each timer keeps a signal of the user's budget
    event = struct.pack("Pii", 0, signal.SIGRTMIN, 0) + bytes(48)
    counted.failing(
        counted.LIBC.timer_create(1, ctypes.c_char_p(event), ctypes.byref(timer)), "timer_create"
    )
    return lambda: counted.LIBC.timer_delete(timer)


def signals():
    """Signals that wait: queued to this process, which blocks them."""
    if "blocked" not in taken:
        taken["blocked"] = True
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGRTMIN + 1])
    next_number()
    counted.failing(
        counted.LIBC.sigqueue(os.getpid(), int(signal.SIGRTMIN + 1), ctypes.c_void_p(0)), "sigqueue"
    )
    return lambda: signal.sigtimedwait([signal.SIGRTMIN + 1], 0)


def tasks():
    next_number()
    child = os.fork()
    if not child:
        counted.tied()
        while True:
            signal.pause()

    def drop():
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)

    return drop


KINDS = {
    "inotify": inotify,
    "inotify-watches": inotify_watches,
    "epoll": epoll,
    "files": files,
    "pipes": pipes,
    "sockets": sockets,
    "ptys": ptys,
    "keys": keys,
    "mqueues": mqueues,
    "semaphores": semaphores,
    "shared-memory": shared_memory,
    "timers": timers,
    "signals": signals,
    "tasks": tasks,
}
BUDGETS = ["inotify", "epoll", "keys", "mqueues", "timers", "signals", "ptys"]


def raise_file_limit():
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def step(number, told):
    raise_file_limit()
    wanted = counted.kind()
    take = KINDS[BUDGETS[number % len(BUDGETS)] if wanted == "budgets" else wanted]
    counted.until_refused(take, MOST, told)


if __name__ == "__main__":
    if counted.kind() != "budgets" and counted.kind() not in KINDS:
        sys.exit("which of: budgets " + " ".join(KINDS))
    counted.work(step, counted.option("workers", len(BUDGETS) if counted.kind() == "budgets" else 2))
