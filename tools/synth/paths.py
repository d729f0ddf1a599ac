# SPDX-License-Identifier: BSD-3-Clause
"""The slowest path of a netlist that is not placed: real gates, wires guessed from their fan-out.

Good to find what is long and to compare two versions of a block, minutes before nextpnr could
tell. Delays in ns: gates as nextpnr has them for an ECP5-5G of speed grade 8, rounded; wires
fitted to one routed block (udp_filter); the block RAM's is an assumption, not yet compared.
"""
import json
import sys

OUTPUTS = {"TRELLIS_FF": ("Q",), "LUT4": ("Z",), "PFUMX": ("Z",), "L6MUX21": ("Z",), "CCU2C": ("S0", "S1", "COUT")}
REGISTER = 0.31     # clock to output of a register
BLOCK_RAM = 4.0     # clock to output of a block RAM, whose own output register is not used
LUT = 0.2
MUX = 0.15          # of the two wide multiplexers beside the LUTs
CARRY = 0.3         # into or out of a carry chain
CARRY_STEP = 0.06
SETUP = 0.05
WIRE = 0.5
WIRE_LOAD = 0.006   # per sink more
WIRE_MOST = 1.5
CLOCKS = ("CLK", "CLKA", "CLKB", "CLKR", "CLKW", "WCK")


def is_ram(kind):
    return "16KD" in kind


def is_output(kind, port):
    return port in OUTPUTS[kind] if kind in OUTPUTS else port.startswith("DO")


def timed(kind):
    return kind in OUTPUTS or is_ram(kind) or kind == "TRELLIS_DPR16X4"


def gate(kind, port, out):
    """Delay from input PORT to OUT, or None where the way ends at a clock."""
    if kind == "TRELLIS_FF" or is_ram(kind) or (kind == "TRELLIS_DPR16X4" and not port.startswith("RAD")):
        return None
    if kind in ("PFUMX", "L6MUX21"):
        return MUX
    if kind == "CCU2C":
        if port.endswith("1") and out == "S0":
            return None
        return CARRY_STEP if port == "CIN" and out == "COUT" else CARRY
    return LUT


class Netlist:
    def __init__(self, path):
        sys.setrecursionlimit(100000)
        with open(path, encoding="utf-8") as file:
            cells = json.load(file)["modules"]["synth_top"]["cells"]
        self.cells = {name: cell for name, cell in cells.items() if timed(cell["type"])}
        self.driver, self.sinks, self.arrivals = {}, {}, {}
        for name, port, bit in self.pins():
            if is_output(self.cells[name]["type"], port):
                self.driver[bit] = name, port
            else:
                self.sinks[bit] = self.sinks.get(bit, 0) + 1

    def pins(self):
        """Every pin with a wire: cell, port, wire."""
        for name, cell in self.cells.items():
            for port, bits in cell["connections"].items():
                for bit in bits:
                    if not isinstance(bit, str):
                        yield name, port, bit

    def wire(self, bit, kind, port):
        if (kind, port) in (("PFUMX", "ALUT"), ("PFUMX", "BLUT"), ("L6MUX21", "D0"), ("L6MUX21", "D1")) or port == "CIN":
            return 0.0
        return min(WIRE_MOST, WIRE + WIRE_LOAD * self.sinks[bit])

    def arrival(self, bit):
        """When wire BIT is stable, the wire before it, and the delay of its gate."""
        if bit in self.arrivals or bit not in self.driver:
            return self.arrivals.get(bit, (0.0, None, 0.0))
        name, out = self.driver[bit]
        cell = self.cells[name]
        start = REGISTER if cell["type"] == "TRELLIS_FF" else BLOCK_RAM if is_ram(cell["type"]) else 0.0
        best = (start, None, start)
        self.arrivals[bit] = best
        for port, bits in cell["connections"].items():
            delay = None if is_output(cell["type"], port) else gate(cell["type"], port, out)
            for source in bits:
                if delay is not None and not isinstance(source, str):
                    when = self.arrival(source)[0] + self.wire(source, cell["type"], port) + delay
                    best = max(best, (when, source, delay), key=lambda entry: entry[0])
        self.arrivals[bit] = best
        return best

    def slowest(self):
        """The slowest path, its parts as in a report of nextpnr."""
        worst = (0.0, None, None, None)
        for name, port, bit in self.pins():
            kind = self.cells[name]["type"]
            ends = gate(kind, port, "") is None and not is_output(kind, port) and port not in CLOCKS
            if ends and kind != "CCU2C":
                when = self.arrival(bit)[0] + self.wire(bit, kind, port) + SETUP
                worst = max(worst, (when, name, port, bit), key=lambda entry: entry[0])
        _, sink, port, bit = worst
        parts = [self.part("setup", SETUP, sink, sink)]
        while bit in self.driver:
            name, before = self.driver[bit][0], self.arrival(bit)
            parts.append(self.part("routing", self.wire(bit, self.cells[sink]["type"], port), name, sink))
            parts.append(self.part("logic" if before[1] else "clk-to-q", before[2], name, name))
            sink, bit = name, before[1]
            port = next((pin for pin, bits in self.cells[name]["connections"].items() if bit in bits), "")
        return parts[::-1]

    @staticmethod
    def part(kind, delay, source, sink):
        return {"type": kind, "delay": delay, "from": {"cell": source}, "to": {"cell": sink}}
