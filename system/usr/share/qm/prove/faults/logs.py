"""Floods logs: the partition's journal, its console, which the host keeps, and the kernel's own.

    logs.py journal | console | kernel | crashes [--workers N]
"""

import ctypes
import os
import resource
import signal
import socket

import counted

LINE = b"qm prove floods this log: " + b"x" * 900


def journal(_, told):
    """As sd_journal_print(3) does: a datagram an entry."""
    to = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    to.connect("/run/systemd/journal/socket")
    number = 0
    while True:
        number += 1
        # fields of ever new content: nothing of it can be compressed into what is there
        to.send(b"PRIORITY=7\nSYSLOG_IDENTIFIER=qm-prove\nMESSAGE=%d %s\n" % (number, LINE))
        told(1)


def console(_, told):
    to = os.open("/dev/console", os.O_WRONLY | os.O_NOCTTY)
    while True:
        os.write(to, LINE + b"\n")
        told(1)


def kernel(_, told):
    """The kernel's log: written where that is allowed, and provoked where it is not."""
    try:
        to = os.open("/dev/kmsg", os.O_WRONLY)
    except OSError:
        crashes(_, told)
        return
    number = 0
    while True:
        number += 1
        try:
            os.write(to, b"<7>qm prove %d" % number)
        except OSError:
            pass
        told(1)


def crashes(_, told):
    """Programs that crash: the kernel logs each, and may start the host's collector of core dumps."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        child = os.fork()
        if not child:
            signal.signal(signal.SIGSEGV, signal.SIG_DFL)
            ctypes.string_at(8)
            os._exit(1)
        os.waitpid(child, 0)
        told(1)


KINDS = {"journal": journal, "console": console, "kernel": kernel, "crashes": crashes}


if __name__ == "__main__":
    counted.work(KINDS[counted.kind()], counted.option("workers", 2))
