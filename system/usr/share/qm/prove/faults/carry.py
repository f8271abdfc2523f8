"""Carries a fault out: the first process of its unit, so that all of the fault ends with it.

    carry.py WORK stress ARGUMENTS...      stress-ng(1), whose metrics become the count
    carry.py WORK program FILE ARGUMENTS   a program beside this one, which counts by itself

Says `ready` when the fault is under way, unless the program has counted something before. Reads standard input: a line
`end` ends the fault in good order, the end of the input ends it at once: then whoever wanted the fault is gone.
"""

import os
import select
import shutil
import signal
import subprocess
import sys
import time

# how long a fault may take to say what it did
LAST_WORDS = 15.0
# how long a fault may take to be under way: an interpreter starts in seconds on a slow machine, which is not to be measured
BEGIN = 30.0
# a report of stress-ng has some hundred bytes a stressor
LONGEST_REPORT = 1 << 20


def operations(report):
    """The sum of all stressors' bogo operations in the report that stress-ng wrote."""
    with open(report, encoding="utf-8", errors="replace") as lines:
        text = lines.read(LONGEST_REPORT)
    total = 0
    for line in text.splitlines():
        name, _, value = line.strip().partition(":")
        if name == "bogo-ops" and value.strip().isdigit():
            total += int(value.strip())
    return total


def say(line):
    os.write(1, (line + "\n").encode("utf-8", "replace"))


def command(kind, arguments, work):
    if kind == "stress":
        report = os.path.join(work, "report.yaml")
        return report, (
            ["stress-ng", "--quiet", "--metrics", "--yaml", report, "--temp-path", work] + arguments
        )
    beside = os.path.join(os.path.dirname(os.path.abspath(sys.argv[0])), arguments[0])
    return None, [sys.executable, "-E", "-s", "-B", beside] + arguments[1:] + ["--work", work]


def has_workers(process):
    """Whether stress-ng has begun its stressors; true too where the kernel does not tell."""
    try:
        with open("/proc/%d/task/%d/children" % (process, process), encoding="ascii") as children:
            return bool(children.read(1))
    except OSError:
        return True


def told_to_end(timeout):
    """Whether an end was asked for: "asked", "gone" when nobody is there any more, or nothing yet."""
    ready, _, _ = select.select([0], [], [], timeout)
    if not ready:
        return ""
    return "asked" if os.read(0, 4096) else "gone"


def main():
    work, kind, arguments = sys.argv[1], sys.argv[2], sys.argv[3:]
    os.makedirs(work, exist_ok=True)
    os.chdir(work)
    # message queues and semaphores that are left behind go with this namespace
    try:
        import counted

        counted.unshare(counted.CLONE_NEWIPC)
    except OSError:
        pass
    report, line = command(kind, arguments, work)
    # SIGINT is ignored by what a shell starts in the background, and stress-ng(1) ends by it
    signal.signal(signal.SIGINT, signal.default_int_handler)
    root = os.environ.get("QM_PROVE_ROOT")
    child = subprocess.Popen(
        line,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        pass_fds=[int(root)] if root else [],
    )
    patience = time.monotonic() + BEGIN
    begun = False
    end = ""
    while child.poll() is None and not end:
        # a program of ours tells by its count, which whoever listens hears
        if not begun and (time.monotonic() > patience or (report is not None and has_workers(child.pid))):
            say("ready")
            begun = True
        end = told_to_end(0.1)
    if not begun:
        say("ready")
    if end == "asked":
        last_words(child, report)
    elif not end:
        say("note it ended by itself, with %d" % child.returncode)
        count(report)
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except OSError:
        pass
    os.chdir("/")
    if end != "asked":
        # nobody sweeps; who asked does, and does not wait for as many files as there may be
        shutil.rmtree(work, ignore_errors=True)


def last_words(child, report):
    if report is None:
        # it counts all the time
        return
    child.send_signal(signal.SIGINT)
    until = time.monotonic() + LAST_WORDS
    while child.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    if child.poll() is None:
        say("note it did not end when it was told to")
        return
    count(report)


def count(report):
    if report is not None:
        try:
            say(str(operations(report)))
        except OSError as failure:
            say("note there is no report: %s" % failure)


if __name__ == "__main__":
    main()
