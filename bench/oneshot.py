"""A oneshot through BlueChi's controller beside `systemctl start`, in turns: bench/bluechi --oneshot NODE [RUNS]

Commands, as a user types them: bluechictl (BlueChi's own, or that of qm, which starts a Java virtual machine) and `qm nodes`.
"""
import os, statistics, subprocess, sys, time

NODE, RUNS = sys.argv[1], int(sys.argv[2])
UNIT = "qm-bench.service"
FILE = "/run/systemd/system/" + UNIT
TREE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
QM = os.path.join(TREE, "qm") if os.path.exists(os.path.join(TREE, "qm")) else "qm"


def quiet(*argv):
    return subprocess.run(argv, check=True, capture_output=True, text=True)


def timed(*argv):
    begin = time.monotonic()
    quiet(*argv)
    return 1000 * (time.monotonic() - begin)


def pairs(name, one, other, goal):
    quiet(*one), quiet(*other)
    times = [(timed(*one), timed(*other)) for _ in range(RUNS)]
    a = statistics.median(t[0] for t in times)
    b = statistics.median(t[1] for t in times)
    print(f"{name:34} {a:7.1f} ms   {b:7.1f} ms   ratio {a / b:.2f}   {goal}", flush=True)


if not os.path.isdir("/run/systemd/system") or os.geteuid() != 0:
    sys.exit("error: this needs a machine with systemd, and root")
with open(FILE, "w") as file:
    # without a limit of starts, which would end the bench and not the machine
    file.write("[Unit]\nStartLimitIntervalSec=0\n[Service]\nType=oneshot\nExecStart=/bin/true\n")
try:
    quiet("systemctl", "daemon-reload")
    pairs("oneshot: bluechictl, systemctl", ("bluechictl", "start", NODE, UNIT), ("systemctl", "start", UNIT), "goal 2 x")
    pairs("oneshot: qm nodes, systemctl", (QM, "nodes", "start", NODE + "/" + UNIT), ("systemctl", "start", UNIT), "")
finally:
    os.remove(FILE)
    quiet("systemctl", "daemon-reload")
