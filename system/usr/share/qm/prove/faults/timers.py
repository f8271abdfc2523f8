"""Bursts of timers: thousands that all end at the same moment, again and again.

    timers.py [--timers N] [--milliseconds N] [--workers N]
"""

import ctypes
import os
import select
import struct

import counted

CLOCK_MONOTONIC = 1
TFD_NONBLOCK = 0o4000
TFD_TIMER_ABSTIME = 1
NANOS = 1000000000


def create():
    return counted.failing(
        counted.LIBC.timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK), "timerfd_create"
    )


def arm(timer, period):
    # the same phase for all: the next whole period of the clock
    import time

    now = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
    first = (now // period + 10) * period
    value = struct.pack(
        "qqqq", period // NANOS, period % NANOS, first // NANOS, first % NANOS
    )
    counted.failing(
        counted.LIBC.timerfd_settime(timer, TFD_TIMER_ABSTIME, ctypes.c_char_p(value), None),
        "timerfd_settime",
    )


armed = {}


def begin(number):
    poll = select.epoll()
    timers = []
    period = 1000000 * counted.option("milliseconds", 10)
    for _ in range(counted.option("timers", 400)):
        try:
            timer = create()
            arm(timer, period)
            poll.register(timer, select.EPOLLIN)
            timers.append(timer)
        except OSError as failure:
            counted.note("%d timers, then: %s" % (len(timers), os.strerror(failure.errno or 0)))
            break
    armed[number] = (poll, timers)
    return armed[number]


def step(number, _):
    poll, _ = armed.get(number) or begin(number)
    expired = 0
    for timer, _ in poll.poll(1.0):
        try:
            expired += struct.unpack("Q", os.read(timer, 8))[0]
        except BlockingIOError:
            pass
    return expired


if __name__ == "__main__":
    counted.work(step, counted.option("workers", 2 * (os.cpu_count() or 1)))
