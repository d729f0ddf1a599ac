#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""A feed handler as a first version is written: an asyncio UDP socket, struct, books of dicts.

`touchwire bench` runs it beside the device and the C engine, on the same packets, to show what that costs. It takes
MoldUDP64 datagrams with ITCH 5.0 messages, keeps every order, and writes each change of a symbol's best bid and offer as
`touchwire replay --quotes` does. One line of the feed; a missing number makes every symbol stale.

Each datagram is answered with the number of the next message, 8 bytes, big endian: a sender that must not overrun the
socket waits for it. The end of the session, an empty datagram, or five seconds of silence ends the run.

example:
  tools/python_tier.py --port 26400 --quotes touches.csv --times times.bin
"""
import argparse
import asyncio
import struct
import sys
import time

MOLD = struct.Struct(">10sQH")
HEAD = struct.Struct(">cHH6s")
ADD = struct.Struct(">QcI8sI")
EXECUTE = struct.Struct(">QI")
DELETE = struct.Struct(">Q")
REPLACE = struct.Struct(">QQII")
DONE = struct.Struct("<QQ")  # number of a message, monotonic ns when it was dealt with

# Lengths of ITCH 5.0; a shorter message makes its symbol inexact.
LENGTHS = {b"S": 12, b"R": 39, b"H": 25, b"Y": 20, b"L": 26, b"V": 35, b"W": 12, b"K": 28, b"J": 35, b"h": 21, b"A": 36,
           b"F": 40, b"E": 31, b"C": 36, b"X": 23, b"D": 19, b"U": 35, b"P": 44, b"Q": 40, b"B": 19, b"I": 50, b"N": 20,
           b"O": 48}
PRICE_MAX = 2_000_000_000
SIZE_MAX = 2**32 - 1
STALE, INEXACT, HALTED, CROSSED, LOCKED, ENDED = "stale", "inexact", "halted", "crossed", "locked", "ended"


def text(price):
    return f"{price // 10000}.{price % 10000:04d}"


class Symbol:
    def __init__(self, name):
        self.name = name
        self.sides = ({}, {})  # price -> shares, bids and asks
        self.state, self.halted, self.inexact = b"", False, False
        self.last = None  # what was published

    def quote(self, stale, ended):
        bids, asks = self.sides
        bid, ask = max(bids, default=0), min(asks, default=0)
        flags = [name for name, is_set in (
            (STALE, stale), (INEXACT, self.inexact), (HALTED, self.state != b"T" or self.halted),
            (CROSSED, bid and ask and bid > ask), (LOCKED, bid and bid == ask),
            (ENDED, ended)) if is_set]
        return (bid, min(bids.get(bid, 0), SIZE_MAX), ask, min(asks.get(ask, 0), SIZE_MAX), "|".join(flags))


class Handler:
    """Messages in, rows of touches out."""

    def __init__(self, out):
        self.out = out
        self.names, self.locates = {}, {}
        self.orders = {}  # reference -> [symbol, side, price, shares]
        self.stale = self.ended = False
        self.ns = 0  # time of the last message

    def publish(self, symbol, number, ns):
        quote = symbol.quote(self.stale, self.ended)
        bid, bids, ask, asks, flags = quote
        if quote == symbol.last or (symbol.last is None and not bids and not asks):
            return
        symbol.last = quote
        self.out.write(f"{number},{ns},{symbol.name},{text(bid) if bids else ''},{bids},{text(ask) if asks else ''},{asks},"
                       f"{flags}\n")

    def end(self, number, ns):
        self.ended = True
        self.gap(number, ns)

    def gap(self, number, ns):
        self.stale = True
        for symbol in self.names.values():
            self.publish(symbol, number, ns)

    def message(self, number, data):
        kind, locate, _, ns = HEAD.unpack_from(data)
        ns = self.ns = int.from_bytes(ns, "big")
        if kind not in LENGTHS:
            return
        whole = len(data) >= LENGTHS[kind]
        if kind == b"R" and whole:
            name = data[11:19].decode("latin-1").rstrip()
            if locate:
                self.locates[locate] = self.names.setdefault(name, Symbol(name))
            return
        symbol = self.locates.get(locate)
        if symbol is None:
            return
        if not whole:
            symbol.inexact = True
        elif kind == b"H":
            symbol.state = data[19:20]
        elif kind == b"h":
            if data[19:20] == b"Q":
                symbol.halted = data[20:21] == b"H"
        elif kind in b"AFECXDU":
            self.change(symbol, kind, data)
        else:
            return
        self.publish(symbol, number, ns)

    def change(self, symbol, kind, data):
        if kind in b"AF":
            reference, side, shares, _, price = ADD.unpack_from(data, 11)
            self.add(symbol, reference, b"BS".find(side), price, shares)
            return
        reference, = DELETE.unpack_from(data, 11)
        order = self.orders.get(reference)
        if order is None:
            symbol.inexact |= not self.stale
        elif order[0] is not symbol:
            symbol.inexact = True
        elif kind == b"D":
            self.reduce(reference, order, order[3])
        elif kind == b"U":
            _, new, shares, price = REPLACE.unpack_from(data, 11)
            if 0 < price <= PRICE_MAX and shares:
                self.reduce(reference, order, order[3])
                self.add(symbol, new, order[1], price, shares)
            else:
                symbol.inexact = True
        else:
            _, shares = EXECUTE.unpack_from(data, 11)
            symbol.inexact |= shares > order[3]
            self.reduce(reference, order, min(shares, order[3]))

    def add(self, symbol, reference, side, price, shares):
        if side < 0 or not 0 < price <= PRICE_MAX or not shares or reference in self.orders:
            symbol.inexact = True
            return
        self.orders[reference] = [symbol, side, price, shares]
        levels = symbol.sides[side]
        levels[price] = levels.get(price, 0) + shares

    def reduce(self, reference, order, shares):
        symbol, side, price, _ = order
        levels = symbol.sides[side]
        levels[price] -= shares
        if levels[price] == 0:
            del levels[price]
        order[3] -= shares
        if order[3] == 0:
            del self.orders[reference]


class Feed(asyncio.DatagramProtocol):
    def __init__(self, handler, ended):
        self.handler, self.ended = handler, ended
        self.expected = None
        self.heard = time.monotonic()
        self.times = []

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        self.heard = time.monotonic()
        if not data:
            self.ended.set()
        if len(data) < MOLD.size:
            return
        _, number, count = MOLD.unpack_from(data)
        if self.expected is None:
            self.expected = 1
        end = count == 0xFFFF
        if end:
            self.ended.set()
            count = 0
        if number > self.expected:
            self.handler.gap(self.expected, self.handler.ns)
            self.expected = number
        at = MOLD.size
        for here in range(number, number + count):
            size, = struct.unpack_from(">H", data, at)
            message = data[at + 2:at + 2 + size]
            at += 2 + size
            if here < self.expected or len(message) < size:
                continue
            self.expected = here + 1
            if size >= HEAD.size:
                self.handler.message(here, message)
            self.times.append((here, time.monotonic_ns()))
        if end:
            self.handler.end(self.expected, self.handler.ns)
        self.transport.sendto(self.expected.to_bytes(8, "big"), address)


async def run(given):
    with open(given.quotes, "w", encoding="utf-8") as out:
        out.write("feed_seq,exchange_ns,symbol,bid_price,bid_size,ask_price,ask_size,flags\n")
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        transport, feed = await loop.create_datagram_endpoint(lambda: Feed(Handler(out), ended),
                                                              local_addr=("127.0.0.1", given.port))
        print(f"port {transport.get_extra_info('sockname')[1]}", flush=True)
        while not ended.is_set() and time.monotonic() < feed.heard + given.silence:
            try:
                await asyncio.wait_for(ended.wait(), 0.1)
            except asyncio.TimeoutError:
                pass
        transport.close()
    if given.times:
        with open(given.times, "wb") as out:
            out.write(b"".join(DONE.pack(*done) for done in feed.times))
    print(f"messages {len(feed.times)}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0, help="UDP port on 127.0.0.1; 0, the default: any, said on standard output")
    parser.add_argument("--quotes", metavar="FILE", required=True, help="for the touches, CSV")
    parser.add_argument("--times", metavar="FILE", help="for the time each message was dealt with: pairs of 64-bit numbers, "
                                                        "message and monotonic ns, little endian")
    parser.add_argument("--silence", metavar="SECONDS", type=float, default=5, help="without a packet that end the run (5)")
    asyncio.run(run(parser.parse_args()))
    return 0


sys.exit(main())
