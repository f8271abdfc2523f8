"""Tries, again and again, what has to be refused, and counts the refusals.

    attempt.py NAME [--workers N]

Each attempt is made so that nothing breaks when it is let through: it sets what is set already, names what is not
there, or stops before it acts. One that is let through ends the program with a line `ADMITTED what`. One for which
this kernel or this partition has nothing to try it on is no refusal: the program says `cannot be tried here: why`, and
ends.
"""

import ctypes
import errno
import os
import resource
import socket
import struct
import sys
import time

import counted

X86 = {
    "init_module": 175,
    "delete_module": 176,
    "finit_module": 313,
    "reboot": 169,
    "kexec_load": 246,
    "perf_event_open": 298,
    "bpf": 321,
    "ioprio_set": 251,
    "io_setup": 206,
    "io_submit": 209,
    "sched_setattr": 314,
    "settimeofday": 164,
}
ARM = {
    "init_module": 105,
    "delete_module": 106,
    "finit_module": 273,
    "reboot": 142,
    "kexec_load": 104,
    "perf_event_open": 241,
    "bpf": 280,
    "ioprio_set": 30,
    "io_setup": 0,
    "io_submit": 2,
    "sched_setattr": 274,
    "settimeofday": 170,
}
# the same on both
NEWER = {"fsconfig": 431, "fspick": 433, "pidfd_open": 434}
NUMBERS = {**({"x86_64": X86, "aarch64": ARM}.get(os.uname().machine, {})), **NEWER}
MS_NOSUID = 2
MS_NODEV = 4
MS_NOEXEC = 8
MS_REMOUNT = 32
MS_BIND = 4096
MS_REC = 16384
MS_PRIVATE = 1 << 18
AT_FDCWD = -100
SELINUX = "/sys/fs/selinux"
# what a campaign says to whoever connects to it
GREETING = b"qm prove"


class Admitted(Exception):
    """What was let through."""


class Untried(Exception):
    """Why there is nothing here that an attempt could be made on; it says nothing of any wall."""


def call(name, *arguments):
    if name not in NUMBERS:
        raise Untried("no number of %s is known for this processor" % name)
    return counted.call(NUMBERS[name], *arguments)


def libc(name, *arguments):
    return counted.failing(getattr(counted.LIBC, name)(*arguments), name)


def beyond(what, action, *numbers):
    """An attempt whose arguments are wrong: an error about them means that it was allowed to ask."""
    try:
        action()
    except OSError as failure:
        if failure.errno in numbers:
            raise Admitted(what) from failure
        raise
    raise Admitted(what)


def there(path):
    """A file that some kernels do not have."""
    if not os.path.exists(path):
        raise Untried("there is no " + path)
    return path


def rewrite(path):
    """Writes to a setting what it says already."""
    with open(there(path), "rb", buffering=0) as file:
        value = file.read(4096)
    with open(path, "wb", buffering=0) as file:
        file.write(value)
    raise Admitted("a write to " + path)


def each(*attempts):
    """All of them: a refusal when none was let through, and one at least could be tried."""
    refused = untried = None
    for one in attempts:
        try:
            one()
        except OSError as failure:
            refused = failure
        except Untried as why:
            untried = why
    raise refused or untried


def opened(path, flags):
    os.close(os.open(path, flags | os.O_NONBLOCK | os.O_NOCTTY))
    raise Admitted("opening " + path)


def has_file_system(kind):
    with open("/proc/filesystems", encoding="ascii", errors="replace") as lines:
        return any(line.split()[-1:] == [kind] for line in lines)


def selinux(name):
    """A file of the policy's. Where it is hidden, the way to it is the attempt."""
    path = os.path.join(SELINUX, name)
    if not os.path.exists(path):
        selinux_mount()
    return path


def selinux_mount():
    if not has_file_system("selinuxfs"):
        raise Untried("SELinux does not run in this kernel")
    mounted("selinuxfs")


def booleans():
    def commit():
        # 0: the right is asked for, and nothing that waits is taken over
        with open(selinux("commit_pending_bools"), "wb", buffering=0) as file:
            file.write(b"0")
        raise Admitted("a commit of the booleans of SELinux")

    def one():
        folder = selinux("booleans")
        for name in sorted(os.listdir(folder))[:1]:
            path = os.path.join(folder, name)
            with open(path, "rb", buffering=0) as file:
                # what it is, and what it is to be after a commit
                waits = file.read(64).split()[-1]
            with open(path, "wb", buffering=0) as file:
                file.write(waits)
            raise Admitted("setting a boolean of SELinux")
        raise Untried("the policy has no booleans")

    each(commit, one)


def setenforce():
    rewrite(selinux("enforce"))


def load_policy():
    def write():
        file = os.open(selinux("load"), os.O_WRONLY)
        try:
            os.write(file, b"x")
        finally:
            os.close(file)

    beyond("a load of a policy", write, errno.EINVAL)


def super_options(path):
    """The mount flags of the file system of a path, as its superblock has them now."""
    flags = 0
    names = {"ro": 1, "sync": 16, "mand": 64, "dirsync": 128, "lazytime": 1 << 25}
    with open("/proc/self/mountinfo", encoding="utf-8", errors="replace") as lines:
        for line in lines:
            before, _, after = line.partition(" - ")
            if before.split(" ")[4] == path:
                for option in after.split()[2].split(","):
                    flags |= names.get(option, 0)
    return flags


def remount():
    # as it is already, so that nothing changes for the host
    flags = MS_REMOUNT | super_options("/var")
    libc("mount", None, b"/var", None, ctypes.c_ulong(flags), b"")
    raise Admitted("a remount of the file system of /var")


def remount_by_parts():
    context = call("fspick", AT_FDCWD, ctypes.c_char_p(b"/var"), 0)
    try:
        call("fsconfig", ctypes.c_int(context), 7, None, None, 0)
    finally:
        os.close(context)
    raise Admitted("a remount by fsconfig of the file system of /var")


def mounted(kind):
    place = counted.folder()
    try:
        libc("mount", b"none", place.encode(), kind.encode(), ctypes.c_ulong(0), None)
    except OSError as failure:
        if failure.errno == errno.ENODEV:
            raise Untried("this kernel has no " + kind) from failure
        raise
    libc("umount2", place.encode(), 2)
    raise Admitted("a mount of " + kind)


def devtmpfs():
    mounted("devtmpfs")


def debugfs():
    each(lambda: mounted("tracefs"), lambda: mounted("debugfs"))


def modules():
    each(
        lambda: beyond("finit_module", lambda: call("finit_module", -1, ctypes.c_char_p(b""), 0), errno.EBADF),
        lambda: beyond(
            "init_module", lambda: call("init_module", None, ctypes.c_ulong(0), ctypes.c_char_p(b"")),
            errno.ENOEXEC, errno.EFAULT, errno.EINVAL,
        ),
        lambda: beyond(
            "delete_module", lambda: call("delete_module", ctypes.c_char_p(b"qm_prove_none"), 0o4000), errno.ENOENT
        ),
    )


def kexec():
    beyond(
        "kexec_load",
        lambda: call("kexec_load", ctypes.c_ulong(0), ctypes.c_ulong(0), None, ctypes.c_ulong(0xFFFF)),
        errno.EINVAL,
    )


def clock():
    time.clock_settime_ns(time.CLOCK_REALTIME, time.clock_gettime_ns(time.CLOCK_REALTIME))
    raise Admitted("setting the clock")


def clock_of_day():
    # no time and no zone: the kernel asks for the right, and sets nothing
    call("settimeofday", None, None)
    raise Admitted("setting the clock by settimeofday")


def clock_rate():
    ADJ_TICK = 0x4000
    # struct timex, which begins with what of it is to be set
    values = ctypes.create_string_buffer(256)
    libc("adjtimex", values)
    struct.pack_into("I", values, 0, ADJ_TICK)
    libc("adjtimex", values)
    raise Admitted("setting the rate of the clock")


def sysctl():
    each(
        lambda: rewrite("/proc/sys/kernel/core_pattern"),
        lambda: rewrite("/proc/sys/vm/panic_on_oom"),
        lambda: rewrite("/proc/sys/vm/overcommit_memory"),
        lambda: rewrite("/proc/sys/kernel/sysrq"),
    )


def sysrq():
    file = os.open("/proc/sysrq-trigger", os.O_WRONLY)
    try:
        # prints which keys there are
        os.write(file, b"h")
    finally:
        os.close(file)
    raise Admitted("a write to /proc/sysrq-trigger")


def sysfs():
    each(
        lambda: opened(there("/sys/power/state"), os.O_WRONLY),
        lambda: rewrite("/sys/devices/system/cpu/cpu1/online"),
        lambda: rewrite("/sys/kernel/mm/ksm/run"),
    )


def made(name, mode, device):
    place = os.path.join(counted.folder(), name)
    try:
        os.unlink(place)
    except OSError:
        pass
    os.mknod(place, mode | 0o600, device)
    try:
        os.close(os.open(place, os.O_RDONLY | os.O_NONBLOCK))
    finally:
        os.unlink(place)
    raise Admitted("opening a device %d:%d that it made" % (os.major(device), os.minor(device)))


def raw_memory():
    each(
        lambda: opened("/dev/mem", os.O_RDONLY),
        lambda: opened("/dev/port", os.O_RDONLY),
        lambda: made("mem", 0o020000, os.makedev(1, 1)),
    )


def raw_disk():
    device = os.makedev(8, 0)
    with open("/proc/partitions", encoding="ascii", errors="replace") as lines:
        for line in lines:
            fields = line.split()
            if len(fields) == 4 and fields[0].isdigit():
                device = os.makedev(int(fields[0]), int(fields[1]))
                break
    made("disk", 0o060000, device)


def number_of_the_host():
    """A number that the host has, as the campaign gave it, and that nobody has inside."""
    # PROC_PID_INIT_INO of the kernel's include/linux/proc_ns.h: in the machine's first namespace it is the host's
    FIRST = 0xEFFFFFFC
    process = counted.option("host-process", 0)
    if process < 2:
        raise Untried("no process of the host is named")
    if os.path.exists("/proc/%d" % process) and os.stat("/proc/self/ns/pid").st_ino != FIRST:
        raise Untried("a process inside has the number of the host's, %d" % process)
    return process


def host_process():
    process = number_of_the_host()

    def seize():
        PTRACE_SEIZE = 0x4206
        counted.LIBC.ptrace.restype = ctypes.c_long
        libc("ptrace", ctypes.c_long(PTRACE_SEIZE), ctypes.c_long(process), None, None)
        raise Admitted("tracing a process of the host")

    def signalled():
        os.kill(process, 0)
        raise Admitted("signalling a process of the host")

    each(signalled, seize)


def host_files():
    """By the ways that lead through a process: no path inside leads to what is the host's."""
    process = number_of_the_host()

    def listed():
        os.listdir("/proc/%d/cwd/" % process)
        raise Admitted("listing a folder of the host")

    def handle():
        os.close(call("pidfd_open", process, 0))
        raise Admitted("a handle of a process of the host")

    each(
        lambda: opened("/proc/%d/root/etc/passwd" % process, os.O_RDONLY),
        lambda: opened("/proc/%d/fd/0" % process, os.O_RDONLY),
        listed,
        handle,
    )


def gateways():
    """The addresses that lead out, by the kernel's table."""
    with open("/proc/net/route", encoding="ascii", errors="replace") as lines:
        rows = [line.split() for line in lines][1:]
    return [
        socket.inet_ntoa(struct.pack("=I", int(row[2], 16)))
        for row in rows
        if row[1] == "00000000" and row[2] != "00000000"
    ]


def host_port():
    """A port of the host's loopback, where the campaign listens; a gateway may pass on what comes for it."""
    port = counted.option("host-port", 0)
    if not 0 < port < 65536:
        raise Untried("no port of the host is named")

    def connected(address):
        with socket.create_connection((address, port), timeout=1) as connection:
            connection.settimeout(10)
            try:
                said = connection.recv(len(GREETING))
            except OSError:
                said = b""
        if said != GREETING:
            raise Untried("something else listens on port %d of %s" % (port, address))
        raise Admitted("a connection to the host's loopback by " + address)

    each(*[lambda address=address: connected(address) for address in ["127.0.0.1"] + gateways()])


def reboot():
    # the kernel asks for the right first, and then for its magic numbers
    beyond("reboot", lambda: call("reboot", 0, 0, 0, None), errno.EINVAL)


def limits():
    attempts = []
    for limit in (resource.RLIMIT_MSGQUEUE, resource.RLIMIT_SIGPENDING, resource.RLIMIT_NPROC, resource.RLIMIT_NOFILE):
        soft, hard = resource.getrlimit(limit)
        if hard != resource.RLIM_INFINITY:
            attempts.append(lambda limit=limit, soft=soft, hard=hard: raised(limit, soft, hard))
    for name in ("memory.max", "pids.max", "cpu.weight", "io.weight"):
        # only cgroup2 has these: there the group of the namespace's root carries the limits
        attempts.append(lambda name=name: rewrite("/sys/fs/cgroup/" + name))
    each(*attempts)


def control_groups():
    """Of the group that the partition's namespace begins with: no path inside leads above it."""
    if not os.path.exists("/sys/fs/cgroup/cgroup.controllers"):
        raise Untried("control groups of version 1 have no bound on their number")
    each(
        lambda: rewrite("/sys/fs/cgroup/cgroup.max.descendants"),
        lambda: rewrite("/sys/fs/cgroup/cgroup.max.depth"),
    )


def raised(limit, soft, hard):
    try:
        resource.setrlimit(limit, (soft, hard + 1))
    except ValueError as refused:
        raise OSError(errno.EPERM, "setrlimit") from refused
    raise Admitted("raising a hard limit")


def realtime():
    def attributes():
        # struct sched_attr with SCHED_FIFO and the priority 1
        call("sched_setattr", 0, ctypes.c_char_p(struct.pack("IIQiIQQQ", 48, 1, 0, 0, 1, 0, 0, 0)), 0)
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
        raise Admitted("a real-time policy by sched_setattr")

    def plain():
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
        raise Admitted("a real-time policy")

    each(attributes, plain)


def deadline():
    """One millisecond of each hundred, before all real-time processes."""
    SCHED_DEADLINE = 6
    RUNTIME, PERIOD = 1000000, 100000000

    def ask():
        # struct sched_attr
        attributes = struct.pack("IIQiIQQQ", 48, SCHED_DEADLINE, 0, 0, 0, RUNTIME, PERIOD, PERIOD)
        call("sched_setattr", 0, ctypes.c_char_p(attributes), 0)
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
        raise Admitted("a deadline policy")

    # EBUSY: so much time is not left, which is looked at after the right
    beyond("asking for a deadline policy", ask, errno.EBUSY)


def io_priority():
    call("ioprio_set", 1, 0, 1 << 13)
    call("ioprio_set", 1, 0, 0)
    raise Admitted("the real-time class of I/O")


def request_priority():
    context = ctypes.c_ulong(0)
    call("io_setup", 1, ctypes.byref(context))
    file = os.open(counted.folder(), os.O_RDWR | os.O_TMPFILE, 0o600)
    space = ctypes.create_string_buffer(512)
    # struct iocb: a read with IOCB_FLAG_IOPRIO and the real-time class
    request = ctypes.create_string_buffer(
        struct.pack(
            "QIIHhIQQqQII", 0, 0, 0, 0, 1 << 13, file, ctypes.addressof(space), 512, 0, 0, 2, 0
        ),
        64,
    )
    pointers = (ctypes.c_void_p * 1)(ctypes.addressof(request))
    try:
        call("io_submit", ctypes.c_ulong(context.value), ctypes.c_long(1), pointers)
    finally:
        os.close(file)
        counted.LIBC.syscall(207 if os.uname().machine == "x86_64" else 1, ctypes.c_ulong(context.value))
    raise Admitted("a request with the real-time class of I/O")


def performance():
    # a counter of the processor's clock, of all that runs on the first processor
    attributes = struct.pack("IIQ", 1, 112, 0) + bytes(96)
    file = call("perf_event_open", ctypes.c_char_p(attributes), -1, 0, -1, ctypes.c_ulong(0))
    os.close(file)
    raise Admitted("measuring what runs on a processor")


def bpf():
    beyond("bpf", lambda: call("bpf", 0, ctypes.c_char_p(bytes(128)), 128), errno.EINVAL)


def swap():
    beyond("swapon", lambda: libc("swapon", b"/qm-prove-none", 0), errno.ENOENT)


def accounting():
    beyond("acct", lambda: libc("acct", b"/qm-prove-none"), errno.ENOENT)


def ports():
    def all_of_them():
        libc("iopl", 3)
        raise Admitted("iopl")

    def one():
        libc("ioperm", ctypes.c_ulong(0x80), ctypes.c_ulong(1), 1)
        libc("ioperm", ctypes.c_ulong(0x80), ctypes.c_ulong(1), 0)
        raise Admitted("ioperm")

    if os.uname().machine != "x86_64":
        raise Untried("this processor has no I/O ports")
    each(all_of_them, one)


def file_handle():
    folder = os.open("/var", os.O_RDONLY)
    handle = struct.pack("Ii8x", 8, 1)
    try:
        beyond(
            "open_by_handle_at",
            lambda: libc("open_by_handle_at", folder, ctypes.c_char_p(handle), 0),
            errno.ESTALE, errno.EINVAL,
        )
    finally:
        os.close(folder)


def fanotify():
    FAN_CLASS_CONTENT = 4
    os.close(libc("fanotify_init", FAN_CLASS_CONTENT, 0))
    raise Admitted("watching files with a say")


def kernel_log():
    SYSLOG_ACTION_READ_ALL = 3
    libc("klogctl", SYSLOG_ACTION_READ_ALL, ctypes.create_string_buffer(64), 64)
    raise Admitted("reading the kernel's log")


def kernel_log_clear():
    SYSLOG_ACTION_READ_CLEAR = 4
    there("/proc/sys/kernel/printk")
    # none of its bytes: the kernel asks for the right, and clears nothing
    libc("klogctl", SYSLOG_ACTION_READ_CLEAR, ctypes.create_string_buffer(1), 0)
    raise Admitted("clearing the kernel's log")


def freeze():
    # FITHAW, of what nobody froze
    FITHAW = 0xC0045878
    folder = os.open("/var", os.O_RDONLY)
    try:
        beyond("thawing a file system", lambda: libc("ioctl", folder, ctypes.c_ulong(FITHAW), 0), errno.EINVAL)
    finally:
        os.close(folder)


def oom_score():
    with open("/proc/self/oom_score_adj", encoding="ascii") as file:
        score = int(file.read())
    with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
        file.write(str(max(-1000, score - 1)))
    raise Admitted("a lower OOM score")


def channel_removal():
    """Who can make something beside a socket can remove it."""
    import channel

    if not os.path.isdir(channel.FOLDER):
        raise Untried("there is no channel in " + channel.FOLDER)
    folders = {os.path.dirname(place) for place in channel.sockets()} | {channel.FOLDER}

    def make(folder, words):
        place = os.path.join(folder, "qm-prove-%d" % os.getpid())
        os.mkdir(place)
        os.rmdir(place)
        raise Admitted("a change in " + words)

    def by_a_mount():
        place = counted.folder()
        # seen by this process alone, and gone with it
        counted.unshare(counted.CLONE_NEWNS)
        libc("mount", b"none", b"/", None, ctypes.c_ulong(MS_REC | MS_PRIVATE), None)
        libc("mount", channel.FOLDER.encode(), place.encode(), None, ctypes.c_ulong(MS_BIND), None)
        try:
            # nothing but the way to write is asked for: other flags may be locked
            flags = MS_REMOUNT | MS_BIND | MS_NOSUID | MS_NODEV | MS_NOEXEC
            libc("mount", None, place.encode(), None, ctypes.c_ulong(flags), None)
            make(place, channel.FOLDER + " by a mount of it")
        finally:
            libc("umount2", place.encode(), 2)

    each(*[lambda folder=folder: make(folder, folder) for folder in sorted(folders)], by_a_mount)


ATTEMPTS = {
    "setenforce": setenforce,
    "load-policy": load_policy,
    "selinux-booleans": booleans,
    "selinux-mount": selinux_mount,
    "remount": remount,
    "remount-by-parts": remount_by_parts,
    "devtmpfs": devtmpfs,
    "debugfs": debugfs,
    "modules": modules,
    "kexec": kexec,
    "clock": clock,
    "clock-of-day": clock_of_day,
    "clock-rate": clock_rate,
    "sysctl": sysctl,
    "sysrq": sysrq,
    "sysfs": sysfs,
    "raw-memory": raw_memory,
    "raw-disk": raw_disk,
    "host-process": host_process,
    "host-files": host_files,
    "host-port": host_port,
    "reboot": reboot,
    "limits": limits,
    "control-groups": control_groups,
    "realtime": realtime,
    "deadline": deadline,
    "io-priority": io_priority,
    "request-priority": request_priority,
    "performance": performance,
    "bpf": bpf,
    "swap": swap,
    "accounting": accounting,
    "ports": ports,
    "file-handle": file_handle,
    "fanotify": fanotify,
    "kernel-log": kernel_log,
    "kernel-log-clear": kernel_log_clear,
    "freeze": freeze,
    "oom-score": oom_score,
    "channel-removal": channel_removal,
}


def step(_, __):
    try:
        ATTEMPTS[counted.kind()]()
    except Admitted as what:
        counted.say("ADMITTED %s" % what)
        # once is enough; nothing is gained by doing it thousands of times
        while True:
            time.sleep(1)
    except Untried as why:
        counted.note("cannot be tried here: %s" % why)
        sys.exit(3)
    except OSError:
        return 1
    return 0


if __name__ == "__main__":
    if counted.kind() not in ATTEMPTS:
        sys.exit("which of: " + " ".join(ATTEMPTS))
    counted.work(step, counted.option("workers", 2))
