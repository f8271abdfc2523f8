"""Floods the host's end of the partition's network, or what the host keeps for its connections.

    network.py packets | connections | backlog | conntrack | ports [--workers N] [--most N]
"""

import errno
import os
import socket
import struct
import time

import counted

MOST = counted.option("most", 20000)
# RFC 5737: addresses for documentation, which no network delivers
NOWHERE = "192.0.2."
IP_TTL = 2


def gateway():
    """The host's address on the partition's bridge."""
    with open("/proc/net/route", encoding="ascii", errors="replace") as lines:
        for line in lines:
            fields = line.split()
            if len(fields) > 3 and fields[1] == "00000000" and int(fields[3], 16) & 2:
                return socket.inet_ntoa(struct.pack("<I", int(fields[2], 16)))
    raise OSError(errno.ENETUNREACH, "the partition has no way to the host's network")


def datagrams():
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sender.setblocking(False)
    # the first router behind the host drops it
    sender.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, IP_TTL)
    return sender


def packets(_, told):
    to = gateway()
    sender = datagrams()
    while True:
        for size in (16, 1400):
            for port in range(7, 107):
                try:
                    sender.sendto(bytes(size), (to, port))
                    told(1)
                except OSError:
                    # buffers are full, or the port has said that nobody listens
                    continue


def connections(_, told):
    """Connections that are refused, or made and dropped: each a packet, an answer and an end."""
    to = gateway()
    while True:
        for port in range(1, 1025):
            one = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            one.setblocking(False)
            one.connect_ex((to, port))
            one.close()
            told(1)


def open_ports(to):
    found = []
    for port in list(range(1, 1025)) + [5355, 8080, 8443, 9090]:
        one = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        one.settimeout(0.05)
        if one.connect_ex((to, port)) == 0:
            found.append((to, port))
        one.close()
    return found


def backlog(_, told):
    """Fills queues of connections that nobody accepts: of the host's listeners, and one's own beside them."""
    to = gateway()
    targets = open_ports(to)
    own = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    own.bind(("127.0.0.1", 0))
    own.listen(4)
    if not targets:
        counted.note("no service of the host listens where the partition reaches it")
    targets.append(own.getsockname())
    held = []
    while True:
        for target in targets:
            one = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            one.setblocking(False)
            one.connect_ex(target)
            held.append(one)
            told(1)
        while len(held) > min(MOST, 4000):
            held.pop(0).close()


def conntrack(number, told):
    """Entries of the host's table of connections: a new pair of addresses and ports each."""
    gateway()
    while True:
        for part in range(MOST // 1000):
            sender = datagrams()
            for port in range(1000):
                try:
                    sender.sendto(b"", (NOWHERE + str(1 + (part + number) % 254), 10000 + port))
                    told(1)
                except OSError:
                    continue
            sender.close()


def ports(number, told):
    """Source ports that the host hands out for one address outside: as many as there are."""
    gateway()
    while True:
        held = []
        try:
            for _ in range(min(MOST, 30000)):
                sender = datagrams()
                held.append(sender)
                try:
                    sender.sendto(b"", (NOWHERE + str(number + 1), 9))
                    told(1)
                except OSError:
                    continue
        except OSError:
            time.sleep(0.1)
        for sender in held:
            sender.close()


KINDS = {
    "packets": packets,
    "connections": connections,
    "backlog": backlog,
    "conntrack": conntrack,
    "ports": ports,
}


if __name__ == "__main__":
    import exhaust

    exhaust.raise_file_limit()
    counted.work(KINDS[counted.kind()], counted.option("workers", 2))
