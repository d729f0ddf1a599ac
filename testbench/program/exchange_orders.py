#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""exchange_orders.py SCENARIO FOLDER TOUCHWIRE: an ordinary client of the exchange's order port.

Writes a market of a few messages, starts `touchwire exchange` on it and speaks OUCH 5.0 over
SoupBinTCP with it through a real socket. It shares no code with the exchange. Prints a line when
all was as it should be, else what is wrong, with exit status 1.
"""
import csv
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import time

PATIENCE = 30
SECOND_PACKET = 4  # seconds after the first


def itch(kind, number, rest):
    return kind + struct.pack(">HH6s", 1, 0, (34200 * 10**9 + number).to_bytes(6, "big")) + rest


def add(number, side, shares, price):
    return itch(b"A", number, struct.pack(">QcI8sI", number, side, shares, b"AAPL    ", price))


def frame(number, messages):
    body = b"".join(struct.pack(">H", len(m)) + m for m in messages)
    mold = b"TOUCHWIRE1" + struct.pack(">QH", number, len(messages)) + body
    udp = struct.pack(">HHHH", 9000, 26477, 8 + len(mold), 0) + mold
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0,
                       bytes([10, 0, 0, 1]), bytes([233, 54, 12, 111]))
    total = sum(struct.unpack(">10H", head))
    total = (total & 0xFFFF) + (total >> 16)
    head = head[:10] + struct.pack(">H", ~(total + (total >> 16)) & 0xFFFF) + head[12:]
    return b"\x01\0\x5e\x36\x0c\x6f" + b"\x02\0\0\0\0\x01" + b"\x08\0" + head + udp


def write_market(path):
    """Bid 48 x 100, ask 50 x 60; later the ask is 49 x 30."""
    packets = [(0, 1, [itch(b"R", 1, struct.pack(">10sI9sIc", b"AAPL    QN", 100, b"NCZ PNN1N", 0, b"N")),
                       itch(b"H", 2, b"AAPL    T     "),
                       add(3, b"B", 100, 480000), add(4, b"S", 60, 500000)]),
               (SECOND_PACKET, 5, [add(5, b"S", 30, 490000)])]
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 65535, 1))
        for seconds, number, messages in packets:
            data = frame(number, messages)
            file.write(struct.pack("<IIII", seconds, 0, len(data), len(data)) + data)


class Client:
    """A connection to the order port."""

    def __init__(self, port, sequence, password=b"secret", pieces=False):
        self.stream = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.bytes = b""
        login = b"L" + b"trader" + password.ljust(10) + b" " * 10 + str(sequence).encode().rjust(20)
        login = struct.pack(">H", len(login)) + login
        for i in range(0, len(login), 1 if pieces else len(login)):
            self.stream.sendall(login[i:i + 1] if pieces else login)
        self.login = self.packet()
        self.sequence = int(self.login[11:31]) if self.login[:1] == b"A" else 0

    def packet(self):
        """The next packet that is no heartbeat; b"" at the end of the stream."""
        while True:
            if len(self.bytes) >= 2:
                (length,) = struct.unpack_from(">H", self.bytes)
                if len(self.bytes) >= 2 + length:
                    packet = self.bytes[2:2 + length]
                    self.bytes = self.bytes[2 + length:]
                    if packet != b"H":
                        return packet
                    continue
            more = self.stream.recv(4096)
            if not more:
                return b""
            self.bytes += more

    def silence(self, seconds):
        """Nothing but heartbeats for so long; how many."""
        heartbeats, until = 0, time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if not select.select([self.stream], [], [], left)[0]:
                continue
            packet = self.stream.recv(3)
            if packet != b"\0\1H":
                sys.exit(f"{packet} came")
            heartbeats += 1
        return heartbeats

    def send(self, *messages):
        self.stream.sendall(b"".join(struct.pack(">Hc", len(m) + 1, b"U") + m for m in messages))

    def answer(self):
        """The next answer as a word; its fields stay in self.fields."""
        packet = self.packet()
        if packet[:1] != b"S":
            sys.exit(f"no answer but {packet}")
        self.sequence += 1
        m = packet[1:]
        kind = m[:1].decode()
        if len(m) != {"S": 10, "A": 64, "U": 68, "C": 18, "E": 36, "J": 29, "Q": 13, "M": 18}[kind]:
            sys.exit(f"an answer of {len(m)} bytes: {m}")
        (when,) = struct.unpack_from(">Q", m, 1)
        if kind == "S":
            return "S" + m[9:10].decode()
        (token,) = struct.unpack_from(">I", m, 13 if kind == "U" else 9)
        self.fields = {"time_ns": when, "token": token, "kind": kind}
        if kind in "AU":
            at = 13 if kind == "A" else 17
            side, shares, symbol, price = struct.unpack_from(">cI8sQ", m, at)
            if symbol != b"AAPL    " or m[-2:] != b"\0\0" or m[-16:-2] != b"TW-by-hand    ":
                sys.exit(f"not what was ordered: {m}")
            self.fields.update(quantity=shares, price=price)
            return f"{kind}{token}:{side.decode()}{shares}@{price}"
        if kind == "C":
            (shares,) = struct.unpack_from(">I", m, 13)
            self.fields.update(quantity=shares)
            return f"C{token}:{shares}{m[17:18].decode()}"
        if kind == "E":
            shares, price, flag, match = struct.unpack_from(">IQcQ", m, 13)
            self.fields.update(quantity=shares, price=price, match=match)
            return f"E{token}:{shares}@{price}{flag.decode()}"
        if kind == "J":
            return f"J{token}:{struct.unpack_from('>H', m, 13)[0]}"
        return f"{kind}{token}"

    def expect(self, words):
        for word in words.split():
            got = self.answer()
            if got != word:
                sys.exit(f"{got} came, not {word}")


def enter(token, side, shares, price, tif=b"0", symbol=b"AAPL"):
    return struct.pack(">cIcI8sQccccc14sH", b"O", token, side, shares, symbol.ljust(8), price, tif,
                       b"Y", b"P", b"N", b"N", b"TW-by-hand    ", 0)


def replace(old, token, shares, price):
    return struct.pack(">cIIIQccc14sH", b"U", old, token, shares, price, b"0", b"Y", b"N",
                       b"TW-by-hand    ", 0)


def cancel(token, shares=0):
    return struct.pack(">cII", b"X", token, shares)


def trade(port, heard):
    client = Client(port, 1, pieces=True)
    if client.login[1:11] != b"TOUCHWIRE1" or client.sequence != 1:
        sys.exit(f"login: {client.login}")
    client.expect("SS")

    def expect(words):
        for word in words.split():
            client.expect(word)
            heard.append(client.fields)

    client.send(enter(1, b"B", 100, 500000, symbol=b"NONE"))
    expect("J1:23")
    client.send(enter(2, b"B", 20, 510000, tif=b"3"))
    expect("A2:B20@510000 E2:20@500000R")
    client.send(enter(3, b"B", 70, 500000, tif=b"3"))
    expect("A3:B70@500000 E3:40@500000R C3:30I")
    client.send(enter(4, b"B", 10, 470000), enter(4, b"B", 10, 470000), cancel(4), cancel(4))
    expect("A4:B10@470000 C4:10U")
    client.send(enter(5, b"B", 40, 480000), replace(5, 6, 50, 495000), enter(7, b"S", 25, 480000))
    expect("A5:B40@480000 U6:B50@495000 A7:S25@480000 E7:25@480000R")
    # The market comes to the order; in pieces of one byte meanwhile.
    for byte in struct.pack(">HcB", 2, b"U", ord("Q")):
        client.stream.sendall(bytes([byte]))
    client.expect("Q8")
    expect("E6:30@495000A")
    client.send(cancel(6, 35))
    expect("C6:15U")


def reset(port, _):
    client = Client(port, 1)
    client.expect("SS")
    client.send(enter(1, b"B", 10, 470000), enter(2, b"B", 10, 500000), enter(3, b"B", 10, 500000))
    try:
        while client.packet():
            pass
        sys.exit("closed, not reset")
    except ConnectionResetError:
        pass
    client = Client(port, client.sequence)
    client.send(enter(2, b"B", 10, 500000), enter(3, b"B", 10, 500000, tif=b"3"))
    client.expect("A1:B10@470000 A2:B10@500000 E2:10@500000R A3:B10@500000 E3:10@500000R")


def window(port, _):
    client = Client(port, 1)
    client.expect("SS")
    client.stream.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4608)
    client.send(enter(1, b"B", 10, 470000))
    client.expect("A1:B10@470000")
    begun = time.monotonic()
    # Nobody reads: the window closes after some kilobytes of cancels of nothing.
    client.stream.setblocking(False)
    piece, sent = (struct.pack(">Hc", 10, b"U") + cancel(9)) * 100, 0
    while time.monotonic() < begun + 0.8:
        try:
            at = sent % len(piece)
            sent += client.stream.send(piece[at:])
        except BlockingIOError:
            time.sleep(0.01)
    if sent > 100000:
        sys.exit(f"{sent} bytes went into a closed window")
    client.stream.settimeout(PATIENCE)
    client.stream.sendall(piece[sent % len(piece):])
    client.send(enter(2, b"B", 10, 470000))
    client.expect("A2:B10@470000")
    took = time.monotonic() - begun
    if took < 0.9:
        sys.exit(f"read again after {took} s")


def lose_ack(port, _):
    client = Client(port, 1)
    client.expect("SS")
    client.send(enter(1, b"B", 10, 470000), enter(2, b"B", 10, 470000), enter(3, b"B", 10, 470000))
    client.expect("A1:B10@470000")
    if client.silence(2.5) < 1:
        sys.exit("not even a heartbeat")
    client = Client(port, client.sequence)
    client.expect("A2:B10@470000 A3:B10@470000")


def delay(port, _):
    client = Client(port, 1)
    client.expect("SS")
    begun = time.monotonic()
    client.send(enter(1, b"B", 10, 500000))
    client.expect("A1:B10@500000 E1:10@500000R")
    took = time.monotonic() - begun
    if not 0.3 <= took < 5:
        sys.exit(f"answered after {took} s")


def reject(port, _):
    client = Client(port, 1)
    client.expect("SS")
    client.send(enter(1, b"B", 10, 500000, b"3"), enter(2, b"B", 10, 500000, b"3"))
    client.expect("A1:B10@500000 E1:10@500000R J2:24")


def users(port, _):
    if Client(port, 1, password=b"guess").login != b"JA":
        sys.exit("a stranger may log in")
    if Client(port, 9).login != b"JS":
        sys.exit("a number that is yet to come is had")
    first = Client(port, 1)
    second = Client(port, 2)
    if first.packet()[:1] != b"S" or first.packet() != b"":
        sys.exit("two at a time")
    second.send(enter(1, b"B", 10, 470000))
    second.expect("A1:B10@470000")


def end(port, _):
    client = Client(port, 1)
    client.expect("SS")
    client.send(enter(1, b"B", 10, 470000))
    client.expect("A1:B10@470000 C1:10E SE")
    if client.packet() != b"Z" or client.packet() != b"":
        sys.exit("no end of session")


SCENARIOS = {
    "trade": (trade, []),
    "reset": (reset, ["--ouch-reset", "2"]),
    "window": (window, ["--ouch-window", "1:1000"]),
    "lose-ack": (lose_ack, ["--ouch-lose-ack", "2"]),
    "delay": (delay, ["--ouch-delay-us", "300000"]),
    "reject": (reject, ["--ouch-reject", "2"]),
    "users": (users, []),
    "end": (end, ["--pace", "4x", "--linger", "1"]),
}


def check_record(path, heard):
    """What the exchange wrote down is what the client heard."""
    names = {"accepted": "A", "rejected": "J", "replaced": "U", "executed": "E", "canceled": "C"}
    position = 0
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    if len(rows) != len(heard):
        sys.exit(f"{len(rows)} lines for {len(heard)} answers")
    for row, fields in zip(rows, heard):
        if row["event"] == "executed":
            position += int(row["quantity"]) * (1 if row["side"] == "B" else -1)
        wanted = [names[row["event"]], int(row["time_ns"]), int(row["token"]), position]
        if wanted != [fields["kind"], fields["time_ns"], fields["token"], int(row["position"])]:
            sys.exit(f"{row} is not {fields}, position {position}")
        if fields["kind"] == "J":
            continue
        if int(row["quantity"]) != fields["quantity"] or row["symbol"] != "AAPL":
            sys.exit(f"{row} is not {fields}")
        if row["match"] != str(fields.get("match", "")):
            sys.exit(f"{row} is not {fields}")
        if "price" in fields and row["price"] != f"{fields['price'] / 10000:.4f}":
            sys.exit(f"{row} is not {fields}")


def main():
    name, folder, program = sys.argv[1:4]
    scenario, options = SCENARIOS[name]
    market = os.path.join(folder, "orders.pcap")
    record = os.path.join(folder, f"orders-{name}.csv")
    write_market(market)
    heard = []
    with subprocess.Popen([program, "exchange", "--feed-a", "127.0.0.1:9", "--linger", "60",
                           "--print-ports", "--ouch", "0", "--ouch-user", "trader",
                           "--ouch-password", "secret", "--ouch-record", record, *options, market],
                          stdout=subprocess.PIPE, text=True) as exchange:
        try:
            words = exchange.stdout.readline().split()
            ports = dict(word.split("=", 1) for word in words[1:])
            scenario(int(ports["ouch"].rsplit(":", 1)[1]), heard)
            # Flushed line by line: it is all there while the exchange still runs.
            if heard:
                check_record(record, heard)
        finally:
            if name == "end":
                status = exchange.wait(PATIENCE)
            else:
                exchange.send_signal(signal.SIGINT)
                status = exchange.wait(PATIENCE)
        if status != (0 if name == "end" else 130):
            sys.exit(f"exit status {status}")
        print(exchange.stdout.read(), end="")
    print(f"scenario {name}: as it should be")


main()
