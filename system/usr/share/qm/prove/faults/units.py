"""Services of the partition that fail and come again, or start and end, as fast as its systemd lets them.

    units.py restarts | boot-storm | jobs [--units N]

The units lie in /run, belong to qmprove.slice, and are removed when the fault is swept.
"""

import os
import time

import counted
import inside

UNITS = counted.option("units", 20)
FOLDER = "/run/systemd/system"

FAILING = """\
[Unit]
Description=a service that fails and comes again, for qm prove
StartLimitIntervalSec=0

[Service]
Slice=qmprove.slice
ExecStart=/bin/false
Restart=always
RestartSec=0
"""

ENDING = """\
[Unit]
Description=a service that ends at once, for qm prove
StartLimitIntervalSec=0

[Service]
Type=oneshot
Slice=qmprove.slice
ExecStart=/bin/true
"""


def write(name, text):
    os.makedirs(FOLDER, exist_ok=True)
    with open(os.path.join(FOLDER, name), "w", encoding="utf-8") as file:
        file.write(text)


def names(template, count):
    return [template.replace("@", "@%d" % number) for number in range(count)]


def failing(told, count):
    template = "qm-prove-fails@.service"
    write(template, FAILING)
    inside.run("systemctl", "daemon-reload")
    units = names(template, count)
    inside.run("systemctl", "--no-block", "start", *units)
    seen = 0
    while True:
        time.sleep(0.2)
        restarts = inside.run("systemctl", "show", "--property=NRestarts", "--value", *units)
        total = sum(int(word) for word in restarts.split() if word.isdigit() and len(word) < 12)
        if total > seen:
            told(total - seen)
            seen = total


def jobs(told):
    template = "qm-prove-ends@.service"
    write(template, ENDING)
    inside.run("systemctl", "daemon-reload")
    units = names(template, UNITS)
    while True:
        inside.run("systemctl", "--no-block", "restart", *units)
        told(len(units))


def step(_, told):
    if counted.kind() == "jobs":
        jobs(told)
    failing(told, 1 if counted.kind() == "restarts" else UNITS)


if __name__ == "__main__":
    counted.work(step, 1)
