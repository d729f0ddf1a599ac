# SPDX-License-Identifier: BSD-3-Clause
"""simulate.py PART FOLDER: build what PART judges with Icarus (all lengths: Verilator), run test_PART.py on it.

Prints a result line per test; what the simulator said stays in FOLDER.
"""
import contextlib
import glob
import os
import sys
import warnings
import xml.etree.ElementTree as xml

warnings.simplefilter("ignore")  # the runner calls itself experimental
from cocotb.runner import get_runner  # noqa: E402

sys.path.append("tools/synth")
import flow  # noqa: E402


def mac_sources(_top, _parameters, _folder):
    return glob.glob("rtl/net/mac*.sv") + ["rtl/net/crc32.sv"]


def netlist(top, parameters, folder):
    """The block as Yosys has read it, before it is made of gates."""
    flow.prepare(f"{folder}/source")
    script = [*flow.read_design(f"{folder}/source", top, parameters), "opt_expr", "opt_clean", "memory_collect",
              f"write_verilog -noattr {folder}/netlist.v"]
    flow.write(f"{folder}/netlist.ys", "\n".join(script) + "\n")
    flow.run(["yosys", "-q", "-s", f"{folder}/netlist.ys"], f"{folder}/yosys.log")
    return [f"{folder}/netlist.v"]


# Tables as small as they may be: Icarus has to clear them. The device is given to Icarus as Yosys
# read it: in the source, where one always_comb looks at a vector that another writes in two
# steps, and the other way round, Icarus 11 goes round for ever in one instant.
TOPS = {
    "mac": ("mac", {}, mac_sources),
    "device": ("touchwire_10g", {"SYMBOLS": 4, "ORDERS": 1024, "LOCATES": 256}, netlist),
}


def simulate(part, folder):
    """The path of the results."""
    top, parameters, sources = TOPS[part]
    here = os.path.dirname(os.path.abspath(__file__))
    # All lengths are 15 million cycles: a third of the time, and no undefined values, with Verilator.
    simulator = "verilator" if part == "mac" and os.environ.get("FULL", "") not in ("", "0") else "icarus"
    arguments = ["-g2012"] if simulator == "icarus" else ["-Wno-fatal"]
    runner = get_runner(simulator)
    runner.build(verilog_sources=[os.path.abspath(path) for path in sources(top, parameters, folder)],
                 includes=[os.path.abspath(path) for path in ("rtl/include", "rtl/csr")], build_args=arguments,
                 hdl_toplevel=top, always=True, build_dir=folder, timescale=("1ns", "1ps"), log_file=f"{folder}/build.log")
    # Block RAM holds zeros at power-on; net/frame_verdict counts on it.
    environment = {"PYTHONPATH": here, "PYTHONDONTWRITEBYTECODE": "1", "COCOTB_LOG_LEVEL": "WARNING",
                   "COCOTB_RESOLVE_X": "ZEROS", "CONFORMANCE_ROOT": os.getcwd()}
    return runner.test(test_module=f"test_{part}", hdl_toplevel=top, build_dir=folder, test_dir=folder,
                       extra_env=environment, timescale=("1ns", "1ps"), log_file=f"{folder}/test.log")


def main():
    part, folder = sys.argv[1:3]
    os.makedirs(folder, exist_ok=True)
    try:
        with open(f"{folder}/runner.log", "w", encoding="utf-8") as said, contextlib.redirect_stdout(said):
            results = simulate(part, folder)
    except (SystemExit, RuntimeError, flow.Failure) as failure:
        print(f"FAIL conformance-{part}: {failure}; see {folder}")
        return 1
    failed = 0
    for case in xml.parse(results).iter("testcase"):
        bad = case.find("failure") is not None or case.find("error") is not None
        failed += bad
        seconds = float(case.get("time", "0"))
        print(f"{'FAIL' if bad else 'ok'} conformance-{part} {case.get('name')} {seconds:.0f} s", flush=True)
    if failed:
        print(f"  what was said is in {folder}/test.log")
    return failed > 0


sys.exit(main())
