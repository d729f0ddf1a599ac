# SPDX-License-Identifier: BSD-3-Clause
"""test_device: frames on two wires, registers over AXI-Lite, touches and frames in an AXI memory.

All ends are models that others wrote. What the touches must be is worked out here from the
messages, order by order.
"""
import os
import random
import re
import struct

import cocotb
from cocotb.triggers import ClockCycles
from cocotbext.axi import AxiBus, AxiLiteBus, AxiLiteMaster, AxiRam
from cocotbext.eth import XgmiiSink, XgmiiSource

from port import FULL, frame_of, payload, start

SESSION = b"CONFORM001"
RING, TABLE, DATA, DONE, TX = 0x10000, 0x20000, 0x100000, 0x80000, 0xC0000
HALTED, CROSSED, LOCKED = 4, 8, 16
TOUCH = struct.Struct("<QQIHHIIIIQH6xQ")
DONE_RECORD = struct.Struct("<QIIBB38xQ")


def registers():
    """Addresses and masks by name, as the host has them."""
    path = os.path.join(os.environ["CONFORMANCE_ROOT"], "host/include/touchwire/regs.h")
    with open(path, encoding="utf-8") as file:
        return {name: int(value, 16)
                for name, value in re.findall(r"^#define TW_(\w+) (0x[0-9a-f]+)u", file.read(), re.M)}


REGS = registers()


def message(kind, locate, ns, *rest):
    return kind + struct.pack(">HH", locate, 0) + ns.to_bytes(6, "big") + b"".join(rest)


def number(value, size):
    return value.to_bytes(size, "big")


def checksum(header):
    total = sum(struct.unpack(f">{len(header) // 2}H", header))
    total = (total & 0xFFFF) + (total >> 16)
    return ~(total + (total >> 16)) & 0xFFFF


def packet(sequence, messages):
    """MoldUDP64 in UDP, IPv4 and Ethernet."""
    mold = SESSION + struct.pack(">QH", sequence, len(messages))
    mold += b"".join(struct.pack(">H", len(one)) + one for one in messages)
    udp = struct.pack(">HHHH", 5000, 26477, 8 + len(mold), 0) + mold
    header = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 1, 0x4000, 16, 17, 0,
                         bytes((10, 0, 0, 1)), bytes((233, 54, 12, 111)))
    header = header[:10] + struct.pack(">H", checksum(header)) + header[12:]
    data = bytes.fromhex("01005e360c6f0200000000010800") + header + udp
    return data.ljust(60, b"\0")


class Book:
    """Orders one by one; after every message the touch, if it is another than the last one."""

    def __init__(self):
        self.orders, self.symbols, self.trading, self.last = {}, {}, {}, {}
        self.touches = []

    def add(self, ns, locate, reference, side, price, shares):
        self.orders[reference] = [locate, side, price, shares]
        return message(b"A", locate, ns, number(reference, 8), side, number(shares, 4), b"TOUCH   ", number(price, 4))

    def reduce(self, ns, reference, shares, kind):
        order = self.orders[reference]
        order[3] -= shares
        if order[3] == 0:
            del self.orders[reference]
        return message(kind, order[0], ns, number(reference, 8), number(shares, 4),
                       number(7, 8) if kind == b"E" else b"")

    def delete(self, ns, reference):
        return message(b"D", self.orders.pop(reference)[0], ns, number(reference, 8))

    def replace(self, ns, reference, new, price, shares):
        locate, side, _, _ = self.orders.pop(reference)
        self.orders[new] = [locate, side, price, shares]
        return message(b"U", locate, ns, number(reference, 8), number(new, 8), number(shares, 4), number(price, 4))

    def directory(self, ns, locate, name):
        self.symbols[locate] = len(self.symbols)
        self.trading[locate] = False
        return message(b"R", locate, ns, name, bytes(20))

    def trade(self, ns, locate, name):
        self.trading[locate] = True
        return message(b"H", locate, ns, name, b"T", b" ", bytes(4))

    def side(self, locate, side, best):
        prices = [order[2] for order in self.orders.values() if order[0] == locate and order[1] == side]
        if not prices:
            return 0, 0
        price = best(prices)
        return price, sum(order[3] for order in self.orders.values() if order[:3] == [locate, side, price])

    def publish(self, locate, sequence, ns):
        if locate not in self.symbols:
            return
        bid, ask = self.side(locate, b"B", max), self.side(locate, b"S", min)
        flags = 0 if self.trading[locate] else HALTED
        if bid[1] and ask[1]:
            flags |= CROSSED if bid[0] > ask[0] else LOCKED if bid[0] == ask[0] else 0
        state = (*bid, *ask, flags)
        # Nothing is said of a symbol before it has a price.
        if self.last.get(locate, (0, 0, 0, 0)) != (state if locate in self.last else state[:4]):
            self.touches.append((self.symbols[locate], locate, *state, sequence, ns))
            self.last[locate] = state


def market(book, count):
    """Messages of a short day: two symbols, orders that come, change and go near the touch."""
    rng = random.Random(7)
    names = {1: b"TOUCH   ", 2: b"WIRE    "}
    ns = 34200000000000
    for locate, name in names.items():
        yield ns, locate, book.directory(ns, locate, name)
    for locate, name in names.items():
        yield ns, locate, book.trade(ns, locate, name)
    for reference in range(1000, 1000 + count):
        ns += 1000
        old = rng.choice(list(book.orders)) if len(book.orders) > 8 else None
        locate = book.orders[old][0] if old else rng.choice((1, 2))
        price, shares = 1000000 + 100 * rng.randrange(12), 100 * rng.randrange(1, 9)
        what = rng.choice("ADEXU") if old else "A"
        if what == "A":
            locate = rng.choice((1, 2))
            yield ns, locate, book.add(ns, locate, reference, rng.choice((b"B", b"S")), price, shares)
        elif what == "D":
            yield ns, locate, book.delete(ns, old)
        elif what == "U":
            yield ns, locate, book.replace(ns, old, reference, price, shares)
        else:
            part = rng.randrange(1, book.orders[old][3] // 100 + 1) * 100
            yield ns, locate, book.reduce(ns, old, part, b"E" if what == "E" else b"X")


class Bench:
    def __init__(self, dut):
        self.dut = dut
        self.wires = {}
        self.answers = {}
        for name in ("a", "b", "o"):
            self.wires[name] = XgmiiSource(getattr(dut, f"xgmii_{name}_rxd"), getattr(dut, f"xgmii_{name}_rxc"),
                                           dut.clk, dut.rst)
            self.answers[name] = XgmiiSink(getattr(dut, f"xgmii_{name}_txd"), getattr(dut, f"xgmii_{name}_txc"),
                                           dut.clk, dut.rst)
        self.host = AxiLiteMaster(AxiLiteBus.from_prefix(dut, "s_axil"), dut.clk, dut.rst)
        self.memory = AxiRam(AxiBus.from_prefix(dut, "m_axi"), dut.clk, dut.rst, size=2**21)

    async def write(self, name, value):
        await self.host.write_dword(REGS[name], value)

    async def read(self, name):
        return await self.host.read_dword(REGS[name])

    async def count(self, name, cause):
        """A counter, low word first."""
        address = REGS[f"COUNT_{name}"] + 8 * cause
        low = await self.host.read_dword(address)
        return low | await self.host.read_dword(address + 4) << 32

    async def setup(self):
        await start(self.dut, "ptp_load", "ptp_time")
        assert await self.read("IDENT_MAGIC") == REGS["IDENT_MAGIC_VALUE"]
        while await self.read("CONTROL_STATUS") & REGS["CONTROL_STATUS_CLEARING_MASK"]:
            await ClockCycles(self.dut.clk, 50)
        for name, value in (("RING_LO", RING), ("RING_LOG2", 10), ("TABLE_LO", TABLE), ("TABLE_ON", 1),
                            ("DATA_LO", DATA), ("DONE_LO", DONE), ("SLOTS_LOG2", 9), ("SLOT_LOG2", 11)):
            await self.write(f"DMA_{name}", value)
        await self.write("TRADE_TX_LO", TX)
        await self.write("TRADE_TX_LOG2", 2)
        await self.write("CONTROL_HOLD_NS", 2000)
        await self.write("CONTROL_CONTROL", sum(REGS[f"CONTROL_CONTROL_{bit}_MASK"]
                                                for bit in ("FEED_A", "FEED_B", "DMA", "ALL")))

    def touches(self):
        """The records of the ring, oldest first, without times of arrival."""
        got = []
        while True:
            fields = TOUCH.unpack(self.memory.read(RING + 64 * len(got), 64))
            exchange, _, _, symbol, locate, bid, bids, ask, asks, sequence, flags, count = fields
            if count != len(got) + 1:
                return got
            got.append((symbol, locate, bid, bids, ask, asks, flags, sequence, exchange))

    def frames(self):
        got = []
        while True:
            _, length, stored, port, bad, count = DONE_RECORD.unpack(self.memory.read(DONE + 64 * len(got), 64))
            if count != len(got) + 1:
                return got
            got.append((port, bad, bytes(self.memory.read(DATA + (len(got) << 11), stored)), length))


async def wire_to_memory(dut, bench):
    book = Book()
    sequence, sent = 1, []
    held = []
    for ns, locate, one in market(book, 40 if not FULL else 400):
        book.publish(locate, sequence, ns)
        held.append(one)
        sequence += 1
        if len(held) == 1 + len(sent) % 3:
            sent.append(packet(sequence - len(held), held))
            held = []
    if held:
        sent.append(packet(sequence - len(held), held))
    for n, data in enumerate(sent):
        for name in ("a", "b"):
            frame = frame_of(data)
            # A loses some whole frames; B has them.
            if name == "a" and n % 7 == 3:
                frame.data[2] = 0x00
            bench.wires[name].force_offset_start = bool(n & 1)
            await bench.wires[name].send(frame)
        await bench.wires["b"].wait()
    await ClockCycles(dut.clk, 300)
    lost = sum(n % 7 == 3 for n in range(len(sent)))
    assert bench.touches() == book.touches, f"{bench.touches()}\nnot\n{book.touches}"
    assert len(book.touches) > 10
    # The table holds the last of each symbol.
    for symbol in (0, 1):
        last = [touch for touch in book.touches if touch[0] == symbol][-1]
        record = TOUCH.unpack(bench.memory.read(TABLE + 64 * symbol, 64))
        assert record[5:9] == last[2:6] and record[9] == last[7]
    # Every frame is in memory as it was on the wire.
    frames = bench.frames()
    assert [data for port, bad, data, _ in frames if port == 1 and not bad] == sent
    assert len([0 for port, *_ in frames if port == 0]) == len(sent) - lost
    # GOOD is 0 and PREAMBLE 6 of a MAC's causes.
    assert await bench.count("MAC_A", 0) == len(sent) - lost and await bench.count("MAC_A", 6) == lost
    assert await bench.count("MAC_B", 0) == len(sent) and await bench.count("MAC_B", 6) == 0
    assert await bench.count("FRAME_B", 0) == len(sent)
    assert not await bench.read("CONTROL_STATUS") & REGS["CONTROL_STATUS_STALE_MASK"]
    assert bench.answers["a"].empty() and bench.answers["b"].empty()


async def order_port(dut, bench):
    sizes = (60, 61, 100, 300)
    for size in sizes:
        await bench.wires["o"].send(frame_of(payload(size)))
    await bench.wires["o"].wait()
    await ClockCycles(dut.clk, 100)
    assert bench.frames() == [(2, 0, payload(size), size) for size in sizes]
    assert await bench.count("MAC_O", 0) == len(sizes)
    # ARP is what a host may always send there; in the second turn around the ring, too.
    for n, size in enumerate((42, 60, 42, 57, 60, 43)):
        data = payload(size)[:12] + b"\x08\x06" + payload(size)[14:]
        bench.memory.write(TX + 512 * (n % 4), struct.pack("<I", size))
        bench.memory.write(TX + 512 * (n % 4) + 64, data)
        await bench.write("TRADE_TX_HEAD", n + 1)
        frame = await bench.answers["o"].recv()
        assert frame.check_fcs() and frame.ctrl is None and bytes(frame.get_payload()) == data.ljust(60, b"\0")
    assert await bench.count("MAC_T", 0) == 6 and await bench.count("HOST_TX", 0) == 6
    assert await bench.read("TRADE_TX_TAIL") == 6


@cocotb.test(timeout_time=4000, timeout_unit="us")
async def device(dut):
    """Once after one reset: Icarus needs most of its time to clear the tables."""
    bench = Bench(dut)
    await bench.setup()
    await order_port(dut, bench)
    await wire_to_memory(dut, bench)
