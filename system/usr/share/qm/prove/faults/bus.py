"""Floods the partition's D-Bus with calls, many at a time, over many connections.

    bus.py [--connections N] [--workers N]
"""

import os
import select
import socket
import struct

import counted

PLACE = "/run/dbus/system_bus_socket"
CONNECTIONS = counted.option("connections", 20)


def string(text):
    data = text.encode("ascii")
    return struct.pack("<I", len(data)) + data + b"\0"


def padded(data, to):
    return data + b"\0" * (-len(data) % to)


def call(serial, member):
    """A method call of the bus itself: D-Bus Specification, "Message Format"."""
    fields = b""
    for code, kind, value in (
        (1, "o", "/org/freedesktop/DBus"),
        (2, "s", "org.freedesktop.DBus"),
        (3, "s", member),
        (6, "s", "org.freedesktop.DBus"),
    ):
        fields = padded(fields, 8)
        fields += bytes([code, 1]) + kind.encode() + b"\0" + string(value)
    return b"l\1\0\1" + struct.pack("<III", 0, serial, len(fields)) + padded(fields, 8)


def connected():
    one = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    one.connect(PLACE)
    who = str(os.getuid()).encode().hex().encode()
    one.sendall(b"\0AUTH EXTERNAL " + who + b"\r\n")
    one.recv(4096)
    one.sendall(b"BEGIN\r\n" + call(1, "Hello"))
    one.setblocking(False)
    return one


def step(_, told):
    bus = [connected() for _ in range(CONNECTIONS)]
    serial = 1
    while True:
        serial += 1
        for one in bus:
            try:
                one.send(call(serial, "ListNames"))
                told(1)
            except BlockingIOError:
                pass
        for one in select.select(bus, [], [], 0.01)[0]:
            try:
                one.recv(1 << 16)
            except BlockingIOError:
                pass


if __name__ == "__main__":
    counted.work(step, counted.option("workers", 2))
