# SPDX-License-Identifier: BSD-3-Clause
"""port: the models around a MAC, and what the judges of both parts share."""
import logging
import os
import random

import cocotb
from cocotb.clock import Clock
from cocotb.queue import Queue
from cocotb.triggers import ClockCycles, RisingEdge
from cocotbext.eth import XgmiiFrame

# Why a test failed is said at this level.
logging.getLogger("cocotb.regression").setLevel(logging.INFO)

FULL = os.environ.get("FULL", "") not in ("", "0")
LONGEST = 9018
IDLE, START, END, ERROR = 0x07, 0xFB, 0xFD, 0xFE


def lengths(most):
    """Lengths to try: all of them, or all short ones and some of the others."""
    if FULL:
        return list(range(1, most + 1))
    return sorted({*range(1, 84), *(n for power in range(7, 13) for n in (2**power - 1, 2**power, 2**power + 1)),
                   1513, 1514, 1515, most - 1, most} & set(range(1, most + 1)))


def payload(size, seed=0):
    return random.Random(size * 7919 + seed).randbytes(size)


async def start(dut, *inputs):
    """Clock, reset, and zero at the inputs that no model drives."""
    for name in inputs:
        getattr(dut, name).value = 0
    dut.rst.value = 1
    cocotb.start_soon(Clock(dut.clk, 6.4, units="ns").start())
    await ClockCycles(dut.clk, 4)
    dut.rst.value = 0
    await ClockCycles(dut.clk, 4)


class Taken:
    """Frames off an AXI stream: cocotbext-axi reads the pins once per byte, this once per beat."""

    def __init__(self, dut):
        self.frames = Queue()
        cocotb.start_soon(self._watch(dut))

    async def _watch(self, dut):
        edge = RisingEdge(dut.clk)
        data = bytearray()
        while True:
            await edge
            if dut.m_tvalid.value != 1:
                continue
            keep = dut.m_tkeep.value.integer
            data += dut.m_tdata.value.integer.to_bytes(8, "little")[:keep.bit_length()]
            if dut.m_tlast.value == 1:
                self.frames.put_nowait((bytes(data), bool(dut.m_tuser.value)))
                data = bytearray()


async def give(dut, data):
    """A frame onto an AXI stream, a beat whenever the last one was taken."""
    edge = RisingEdge(dut.clk)
    dut.s_tuser.value = 0
    dut.s_tvalid.value = 1
    for at in range(0, len(data), 8):
        beat = data[at:at + 8]
        dut.s_tdata.value = int.from_bytes(beat, "little")
        dut.s_tkeep.value = (1 << len(beat)) - 1
        dut.s_tlast.value = at + 8 >= len(data)
        await edge
        while dut.s_tready.value != 1:
            await edge
    dut.s_tvalid.value = 0


class Gaps:
    """The characters between frames on an XGMII, terminate included, read off the lanes."""

    def __init__(self, data, control, clock):
        self.seen = []
        self.starts = set()
        self._gap = None
        cocotb.start_soon(self._watch(data, control, clock))

    async def _watch(self, data, control, clock):
        edge = RisingEdge(clock)
        while True:
            await edge
            # Undefined before the reset.
            if not control.value.is_resolvable or control.value == 0:
                continue
            codes = control.value.integer
            word = data.value.integer
            for lane in range(8):
                byte = word >> (8 * lane) & 0xFF if codes >> lane & 1 else None
                if byte == END:
                    self._gap = 0
                if byte == START:
                    self.starts.add(lane)
                    if self._gap is not None:
                        self.seen.append(self._gap)
                    self._gap = None
                if self._gap is not None:
                    self._gap += 1


class Codes:
    """How often a stat pulse told each code."""

    def __init__(self, valid, code, clock):
        self.seen = [0] * 8
        cocotb.start_soon(self._watch(valid, code, clock))

    async def _watch(self, valid, code, clock):
        edge = RisingEdge(clock)
        while True:
            # Between pulses no cycle has to be looked at.
            await RisingEdge(valid)
            await edge
            while valid.value == 1:
                self.seen[code.value.integer] += 1
                await edge


def frame_of(data):
    """A frame as given, FCS behind it, not padded."""
    return XgmiiFrame.from_payload(data, min_len=0)
