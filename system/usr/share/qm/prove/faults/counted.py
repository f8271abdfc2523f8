"""What the faults' programs share: workers, one count of what all of them do, and calls that Python lacks.

A program writes the count to its standard output, a line every 100 ms, and runs until it is killed. What it makes goes
when its last process ends, or lies in the folder of work that carry.py removes.
"""

import ctypes
import errno
import mmap
import os
import signal
import struct
import sys
import time

INTERVAL = 0.1

CLONE_NEWNET = 0x40000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWNS = 0x00020000

LIBC = ctypes.CDLL(None, use_errno=True)
PR_SET_PDEATHSIG = 1


def failing(result, what):
    """Gives what a function of the C library gave, or raises its error."""
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), what)
    return result


def call(number, *arguments):
    """A system call by its number, for those without a function: syscall(2)."""
    LIBC.syscall.restype = ctypes.c_long
    return failing(LIBC.syscall(ctypes.c_long(number), *arguments), "syscall %d" % number)


def unshare(flags):
    failing(LIBC.unshare(ctypes.c_int(flags)), "unshare")


def option(name, otherwise):
    """The number after --NAME of the command line."""
    return int(word(name, str(otherwise)))


def word(name, otherwise):
    """The word after --NAME of the command line."""
    words = sys.argv[1:]
    flag = "--" + name
    return words[words.index(flag) + 1] if flag in words[:-1] else otherwise


def kind():
    """The first word of the command line: what the program is to do."""
    return sys.argv[1] if len(sys.argv) > 1 else ""


def note(text):
    """A remark for whoever reads the result."""
    say("note " + text.replace("\n", " "))


def say(line):
    # one write each: lines of several processes must not mix
    try:
        os.write(1, (line + "\n").encode("utf-8", "replace"))
    except BlockingIOError:
        pass


def tied():
    """This process ends with the one that made it."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def work(step, workers, renew=True):
    """Lets processes repeat step(number of the worker, counted), and writes what they count until it is killed.

    A step gives how many operations it was, or tells counted(n) in between. A worker that the kernel ends for its
    memory is replaced, for as long as renew is true: a fault goes on until it is taken away.
    """
    sums = mmap.mmap(-1, max(mmap.PAGESIZE, 8 * workers))
    alive = {}

    def begin(number):
        child = os.fork()
        if child:
            alive[child] = number
            return
        tied()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)

        def counted(more):
            had = struct.unpack_from("Q", sums, 8 * number)[0]
            struct.pack_into("Q", sums, 8 * number, had + more)

        try:
            while True:
                counted(step(number, counted) or 0)
        except OSError as failure:
            say("note worker: %s" % failure)
        except MemoryError:
            pass
        finally:
            os._exit(3)

    for number in range(workers):
        begin(number)
    said = -1
    quick = 0
    while alive:
        time.sleep(INTERVAL)
        total = sum(struct.unpack_from("%dQ" % workers, sums))
        if total != said:
            say(str(total))
            said = total
        while True:
            try:
                ended, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if not ended:
                break
            number = alive.pop(ended, None)
            if number is None:
                continue
            # one that fails by itself fails again: not for ever
            quick += 0 if os.WIFSIGNALED(status) else 1
            if renew and quick < 3 * workers:
                begin(number)
    say(str(sum(struct.unpack_from("%dQ" % workers, sums))))


def until_refused(take, most, counted, pause=0.05):
    """Takes things until the kernel gives no more, then lets a tenth go and takes them again: a table that is full.

    Ends there at the latest when so many are held: the bound of the fault. Where a filter refuses the call itself, each
    refusal counts: what stands before the table is a wall as good.
    """
    hold = []
    while True:
        try:
            if len(hold) >= most:
                raise OSError(errno.ENOSPC, "the bound of the fault")
            hold.append(take())
            counted(1)
        except OSError as failure:
            if failure.errno in (errno.ENOSYS, errno.EPERM) and not hold:
                note("refused from the first on: %s" % os.strerror(failure.errno))
                refused(take, counted, pause)
            note("held %d, then: %s" % (len(hold), os.strerror(failure.errno or 0)))
            break
    while True:
        gone = max(1, len(hold) // 10)
        for thing in hold[-gone:]:
            release(thing)
        del hold[-gone:]
        try:
            for _ in range(gone if len(hold) + gone >= most else gone + 1):
                hold.append(take())
                counted(1)
        except OSError:
            pass
        time.sleep(pause)


def refused(take, counted, pause):
    """Tries without an end; what is given after all goes back at once."""
    while True:
        try:
            release(take())
        except OSError:
            pass
        counted(1)
        time.sleep(pause)


def release(thing):
    """Lets a file descriptor, or what has a way of its own to end, go."""
    if isinstance(thing, int):
        os.close(thing)
    else:
        thing()


def folder():
    """Where files of a fault go: on the disk of the partition, taken away afterwards."""
    place = os.path.join(word("work", "/var/lib/qm-prove/work"), str(os.getpid()))
    os.makedirs(place, exist_ok=True)
    return place


def room(place, reserve):
    """Whether the file system of the place keeps so many bytes, and so many of a hundred files, free."""
    free = os.statvfs(place)
    files = free.f_files == 0 or free.f_favail * 100 > free.f_files * 5
    return free.f_bavail * free.f_frsize > reserve and files
