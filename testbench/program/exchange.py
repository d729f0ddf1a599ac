#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""exchange.py CAPTURE COMMAND...: an ordinary listener of a simulated exchange.

Starts `touchwire exchange` by COMMAND with two feeds and --print-ports added, listens to both
over UDP, asks the re-request server for what neither brought, reads a GLIMPSE snapshot in the
middle of the day, and compares all of it with the messages of CAPTURE. It shares no code with
the exchange. Prints one line of figures, or what is wrong, with exit status 1.
"""
import select
import socket
import struct
import subprocess
import sys
import time


def mold(packet):
    """(sequence, count, messages) of a MoldUDP64 packet."""
    sequence, count = struct.unpack_from(">QH", packet, 10)
    messages, at = [], 20
    for _ in range(0 if count == 0xFFFF else count):
        (length,) = struct.unpack_from(">H", packet, at)
        messages.append(packet[at + 2:at + 2 + length])
        at += 2 + length
    if at != len(packet):
        sys.exit(f"packet {sequence}: {len(packet) - at} bytes too many")
    return sequence, count, messages


def of_capture(path):
    """Messages of a nanosecond pcap without VLAN tags, by number."""
    found = {}
    with open(path, "rb") as file:
        file.read(24)
        while header := file.read(16):
            length = struct.unpack_from("<I", header, 8)[0]
            frame = file.read(length)
            total = struct.unpack_from(">H", frame, 38)[0]
            sequence, _, messages = mold(frame[42:34 + total])
            for n, message in enumerate(messages):
                found[sequence + n] = message
    return found


def live_orders(messages):
    """Reference -> (locate, side, shares, price) after these messages."""
    live = {}

    def reduce(reference, shares):
        locate, side, left, price = live.pop(reference)
        if left > shares:
            live[reference] = (locate, side, left - shares, price)

    for m in messages:
        kind, locate = m[:1], struct.unpack_from(">H", m, 1)[0]
        reference = struct.unpack_from(">Q", m, 11)[0] if len(m) >= 19 else 0
        if kind in (b"A", b"F"):
            shares, price = struct.unpack_from(">I8xI", m, 20)
            live[reference] = (locate, m[19:20], shares, price)
        elif kind in (b"E", b"C", b"X"):
            reduce(reference, struct.unpack_from(">I", m, 19)[0])
        elif kind == b"D":
            live.pop(reference)
        elif kind == b"U":
            locate, side, _, _ = live.pop(reference)
            new, shares, price = struct.unpack_from(">QII", m, 19)
            live[new] = (locate, side, shares, price)
    return live


def address(text):
    host, port = text.rsplit(":", 1)
    return host, int(port)


def glimpse(where):
    """(sequence, messages) of a snapshot."""
    with socket.create_connection(address(where), timeout=20) as stream:
        login = b"L" + b"user  " + b"password  " + b" " * 10 + b"1".rjust(20)
        stream.sendall(struct.pack(">H", len(login)) + login)
        file = stream.makefile("rb")
        messages = []
        while True:
            (length,) = struct.unpack(">H", file.read(2))
            packet = file.read(length)
            if packet[:1] == b"J":
                sys.exit(f"login rejected: {packet[1:]}")
            if packet[:1] != b"S":
                continue
            if packet[1:2] == b"G":
                stream.sendall(b"\0\1O")
                return int(packet[2:]), messages
            messages.append(packet[1:])


def request(server, session, number, count):
    """Messages from @number on, or none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.settimeout(0.1)
        for _ in range(50):
            asker.sendto(session + struct.pack(">QH", number, count), address(server))
            try:
                sequence, _, messages = mold(asker.recv(65536))
            except socket.timeout:
                continue
            if sequence != number or not messages:
                sys.exit(f"asked for {number}, got {sequence}")
            return messages
    return []


def listen(feeds, ports, found):
    """Hear both lines to the end of the session; the last number, and a snapshot on the way."""
    ended, snapshot, until = [0, 0], None, time.monotonic() + 60
    while min(ended) == 0:
        if time.monotonic() > until:
            sys.exit(f"no end of session, {len(found)} messages")
        for feed in select.select(feeds, [], [], 1)[0]:
            sequence, count, messages = mold(feed.recv(65536))
            if count == 0xFFFF:
                ended[feeds.index(feed)] = sequence
            for n, message in enumerate(messages):
                if found.setdefault(sequence + n, message) != message:
                    sys.exit(f"message {sequence + n} has two contents")
            if snapshot is None and sequence > 5000:
                snapshot = glimpse(ports["glimpse"])
    return ended[0], snapshot


def main():
    wanted = of_capture(sys.argv[1])
    feeds = []
    command = sys.argv[2:]
    for name in ("--feed-a", "--feed-b"):
        feed = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        feed.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 24)
        feed.bind(("127.0.0.1", 0))
        feeds.append(feed)
        command += [name, f"127.0.0.1:{feed.getsockname()[1]}"]
    with subprocess.Popen(command + ["--print-ports"], stdout=subprocess.PIPE,
                          text=True) as exchange:
        try:
            words = exchange.stdout.readline().split()
            if words[:1] != ["ports"]:
                sys.exit(f"no ports: {words}")
            ports = dict(word.split("=", 1) for word in words[1:])
            session = ports["session"].encode().ljust(10)
            found = {}
            end, snapshot = listen(feeds, ports, found)
            heard = len(found)
            number = 1
            while number < end:
                if number in found:
                    number += 1
                    continue
                messages = request(ports["rerequest"], session, number, 20)
                if not messages:
                    sys.exit(f"message {number} is not to be had")
                for message in messages:
                    found[number] = message
                    number += 1
        finally:
            exchange.terminate()
    if found != wanted:
        sys.exit(f"{len(found)} messages, {len(wanted)} wanted, or they differ")
    if snapshot is None:
        sys.exit("the session was too short for a snapshot")
    sequence, messages = snapshot
    before = live_orders(wanted[n] for n in range(1, sequence))
    if live_orders(messages) != before:
        sys.exit(f"the snapshot before {sequence} is not the book of that moment")
    if [m for m in messages if m[:1] not in b"RHhA"]:
        sys.exit("the snapshot has other messages than R, H, h and A")
    print(f"messages={len(found)} requested={len(found) - heard} "
          f"orders={len(before)} snapshot={'mid' if 5000 < sequence < end else sequence}")


main()
