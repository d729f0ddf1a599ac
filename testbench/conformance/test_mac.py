# SPDX-License-Identifier: BSD-3-Clause
"""test_mac: mac.sv between XgmiiSource, XgmiiSink and AXI streams that others wrote."""
import itertools

import cocotb
from cocotb.triggers import ClockCycles, RisingEdge
from cocotbext.axi import AxiStreamBus, AxiStreamFrame, AxiStreamSink, AxiStreamSource
from cocotbext.eth import XgmiiFrame, XgmiiSink, XgmiiSource

from port import ERROR, FULL, IDLE, LONGEST, START, Codes, Gaps, Taken, frame_of, give, lengths, payload, start

GOOD, FCS, RUNT, OVERSIZE, CODE, CUT, PREAMBLE, EMPTY = range(8)
SENT, GIVEN_BAD, UNDERRUN, TOO_LONG, LINK = range(5)


class Bench:
    """Models at the ends of one direction or of both: each costs time in every cycle. Without
    `streams` those of XGMII alone."""

    def __init__(self, dut, receive=True, send=True, streams=True):
        self.dut = dut
        self.idle = {"cfg_tx_on": 1, "cfg_max": LONGEST}
        if receive:
            self.source = XgmiiSource(dut.xgmii_rxd, dut.xgmii_rxc, dut.clk, dut.rst)
            if streams:
                self.taken = AxiStreamSink(AxiStreamBus.from_prefix(dut, "m"), dut.clk, dut.rst)
            self.received = Codes(dut.stat_rx_valid, dut.stat_rx_code, dut.clk)
        else:
            self.idle |= {"xgmii_rxd": IDLE * 0x0101010101010101, "xgmii_rxc": 0xFF}
        if send:
            self.sink = XgmiiSink(dut.xgmii_txd, dut.xgmii_txc, dut.clk, dut.rst)
            if streams:
                self.given = AxiStreamSource(AxiStreamBus.from_prefix(dut, "s"), dut.clk, dut.rst)
            self.sent = Codes(dut.stat_tx_valid, dut.stat_tx_code, dut.clk)
        if not send or not streams:
            self.idle |= dict.fromkeys(("s_tdata", "s_tkeep", "s_tvalid", "s_tlast", "s_tuser"), 0)

    async def start(self):
        for name, value in self.idle.items():
            getattr(self.dut, name).value = value
        await start(self.dut)

    async def hole(self):
        """Leave out a cycle within the frame that is being given, before its third beat."""
        edge = RisingEdge(self.dut.clk)
        await edge
        while not (self.dut.s_tvalid.value and self.dut.s_tready.value):
            await edge
        self.given.pause = True
        await edge
        await edge
        self.given.pause = False

    async def receive(self, data, bad):
        """The next frame at the stream is this."""
        frame = await self.taken.recv(compact=False)
        keep = [i for i, kept in enumerate(frame.tkeep) if kept]
        assert bytes(frame.tdata[i] for i in keep) == bytes(data), f"a frame of {len(data)} bytes"
        assert bool(frame.tuser[keep[-1]]) == bad, f"a frame of {len(data)} bytes, bad {bad}"


async def receive_lengths(dut, offset):
    bench = Bench(dut, send=False, streams=False)
    taken = Taken(dut)
    await bench.start()
    bench.source.force_offset_start = offset
    sizes = lengths(LONGEST - 4)
    for size in sizes:
        data = payload(size)
        await bench.source.send(frame_of(data))
        assert await taken.frames.get() == (data, size < 60), f"a frame of {size} bytes"
    await ClockCycles(dut.clk, 10)
    assert taken.frames.empty()
    assert bench.received.seen[RUNT] == sum(size < 60 for size in sizes)
    assert bench.received.seen[GOOD] == sum(size >= 60 for size in sizes)


@cocotb.test(timeout_time=400 if FULL else 4, timeout_unit="ms")
async def receive_from_lane_0(dut):
    await receive_lengths(dut, False)


@cocotb.test(timeout_time=400 if FULL else 4, timeout_unit="ms")
async def receive_from_lane_4(dut):
    await receive_lengths(dut, True)


@cocotb.test(timeout_time=400 if FULL else 4, timeout_unit="ms")
async def receive_back_to_back(dut):
    """Gaps of 12 on average with a deficit idle count, then of 5, the least a receiver sees."""
    bench = Bench(dut)
    gaps = Gaps(dut.xgmii_rxd, dut.xgmii_rxc, dut.clk)
    await bench.start()
    for gap in (12, 5):
        bench.source.ifg = gap
        sizes = [60 + n % 40 for n in range(200)]
        for size in sizes:
            bench.source.send_nowait(frame_of(payload(size, gap)))
        for size in sizes:
            await bench.receive(payload(size, gap), False)
    assert min(gaps.seen) <= 5 and gaps.starts == {0, 4}, f"{min(gaps.seen)} {gaps.starts}"
    await ClockCycles(dut.clk, 10)
    assert bench.received.seen == [400] + [0] * 7


@cocotb.test(timeout_time=400 if FULL else 4, timeout_unit="ms")
async def receive_damaged(dut):
    """A bit, an error character, idle or a start at places of a frame: it is handed on as bad."""
    bench = Bench(dut)
    await bench.start()
    want = [0] * 8
    for size, offset in itertools.product((60, 61, 64, 67), (False, True)):
        bench.source.force_offset_start = offset
        for at in itertools.chain(range(9, 24), range(size - 4, size + 12)):
            for kind, code in (("bit", FCS), (ERROR, CODE), (IDLE, CUT), (START, CUT)):
                frame = frame_of(payload(size, at))
                frame.normalize()
                if kind == "bit":
                    frame.data[at] ^= 1 << at % 8
                else:
                    frame.data[at], frame.ctrl[at] = kind, 1
                want[code] += 1
                # A start in lane 0 or 4 begins a frame of its own, without a preamble.
                if kind == START and (at + (4 if offset else 0)) % 4 == 0:
                    want[PREAMBLE] += 1
                await bench.source.send(frame)
                got = await bench.taken.recv()
                assert got.tuser[-1] if isinstance(got.tuser, list) else got.tuser, f"{kind} at {at} of {size}"
                # The next one does not suffer.
                await bench.source.send(frame_of(payload(60, at)))
                want[GOOD] += 1
                await bench.receive(payload(60, at), False)
    await ClockCycles(dut.clk, 10)
    assert bench.received.seen == want, f"{bench.received.seen}, not {want}"


@cocotb.test(timeout_time=400 if FULL else 4, timeout_unit="ms")
async def receive_oversize_and_empty(dut):
    bench = Bench(dut)
    await bench.start()
    dut.cfg_max.value = 128
    for size in range(120, 140):
        await bench.source.send(frame_of(payload(size)))
        whole = size + 4 <= 128
        await bench.receive(frame_of(payload(size)).data[8:][:size if whole else 124], not whole)
    await bench.source.send(XgmiiFrame.from_raw_payload(b""))
    broken = frame_of(payload(60))
    broken.data[3] = 0x54
    await bench.source.send(broken)
    await bench.source.send(frame_of(payload(60)))
    await bench.receive(payload(60), False)
    await ClockCycles(dut.clk, 10)
    assert bench.received.seen[PREAMBLE] == 1 and bench.received.seen[EMPTY] == 1
    assert bench.received.seen[OVERSIZE] == 15 and bench.taken.empty()


@cocotb.test(timeout_time=400 if FULL else 4, timeout_unit="ms")
async def send_lengths(dut):
    bench = Bench(dut, receive=False, streams=False)
    await bench.start()
    sizes = lengths(LONGEST - 4)
    for size in sizes:
        data = payload(size)
        await give(dut, data)
        check_sent(await bench.sink.recv(), data)
    await ClockCycles(dut.clk, 4)
    assert bench.sent.seen == [len(sizes)] + [0] * 7 and bench.sink.empty()


def check_sent(frame, data):
    assert frame.ctrl is None, "a control character in a frame"
    assert frame.check_fcs(), f"FCS of a frame of {len(data)} bytes"
    assert frame.get_preamble_len() == 8
    assert bytes(frame.get_payload()) == data.ljust(60, b"\0"), f"a frame of {len(data)} bytes"


@cocotb.test(timeout_time=400 if FULL else 4, timeout_unit="ms")
async def send_back_to_back(dut):
    """Frames that wait: gaps of 9 and more, 12 on average, with starts in both lanes."""
    bench = Bench(dut)
    gaps = Gaps(dut.xgmii_txd, dut.xgmii_txc, dut.clk)
    await bench.start()
    for step in range(1, 9):
        sizes = [60 + n * step % 41 for n in range(100)]
        for size in sizes:
            bench.given.send_nowait(payload(size, step))
        for size in sizes:
            check_sent(await bench.sink.recv(), payload(size, step))
        seen, gaps.seen = gaps.seen[-99:], []
        assert min(seen) >= 9 and max(seen) <= 15, f"gaps of {min(seen)} to {max(seen)}"
        assert abs(sum(seen) - 12 * len(seen)) <= 3, f"{sum(seen)} bytes in {len(seen)} gaps"
    assert gaps.starts == {0, 4}


@cocotb.test(timeout_time=400 if FULL else 4, timeout_unit="ms")
async def send_errors(dut):
    """A frame in error or with a hole never arrives as a good one, and the next one does."""
    bench = Bench(dut)
    await bench.start()
    for size in range(17, 100):
        await bench.given.send(AxiStreamFrame(payload(size), tuser=1))
        frame = await bench.sink.recv()
        assert frame.ctrl is not None and any(frame.ctrl), f"an error in {size} bytes was not told"
        await bench.given.send(payload(size))
        await bench.hole()
        frame = await bench.sink.recv()
        assert frame.ctrl is not None and any(frame.ctrl), f"a hole in {size} bytes was not told"
        await bench.given.send(payload(size))
        check_sent(await bench.sink.recv(), payload(size))
    await ClockCycles(dut.clk, 4)
    assert bench.sent.seen[:4] == [83, 83, 83, 0], bench.sent.seen


@cocotb.test(timeout_time=400 if FULL else 4, timeout_unit="ms")
async def faults(dut):
    """A local fault is answered by a remote one, and nothing given meanwhile is sent later."""
    bench = Bench(dut)
    await bench.start()
    await ClockCycles(dut.clk, 70)
    assert dut.status_link.value == 1 and dut.status_fault.value == 0
    for fault, answer in ((1, 2), (2, None)):
        bench.source.set_seq_os(fault)
        await ClockCycles(dut.clk, 20)
        assert dut.status_link.value == 0 and dut.status_fault.value == fault
        bench.sink.get_os()
        await bench.given.send(payload(64))
        await ClockCycles(dut.clk, 40)
        assert bench.sink.get_os()[0] == answer, f"fault {fault}"
        bench.source.set_seq_os(None)
        await ClockCycles(dut.clk, 100)
        assert dut.status_link.value == 1 and dut.status_fault.value == 0 and bench.sink.empty()
        await bench.given.send(payload(100))
        check_sent(await bench.sink.recv(), payload(100))
    assert bench.sent.seen[LINK] == 2
