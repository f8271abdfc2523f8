"""Commands of the partition itself, for programs that carry.py runs in the image's file system."""

import os
import subprocess

# carry.py is started with the partition's root folder open as this one
ROOT = int(os.environ.get("QM_PROVE_ROOT", "-1"))


def leave():
    """Back from the image to the partition's root, by the folder that was open before."""
    if ROOT >= 0:
        os.fchdir(ROOT)
        os.chroot(".")


def run(*command):
    """Runs a command of the partition to its end; gives what it wrote, whatever its exit code."""
    done = subprocess.run(
        command,
        preexec_fn=leave,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"},
    )
    return done.stdout.decode("utf-8", "replace")
