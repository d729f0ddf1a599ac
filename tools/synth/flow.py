# SPDX-License-Identifier: BSD-3-Clause
"""What synth and check share: the sources as every Yosys can read them, and running tools."""
import glob
import os
import re
import subprocess
import sys

STRUCT = re.compile(r"typedef struct packed \{.*?\} (\w+);[^\n]*\n", re.S)
INCLUDE = re.compile(r'^`include "(\w+\.svh)"\n', re.M)


class Failure(Exception):
    """What the user is told, with the remedy."""


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def ordered(headers):
    """The names of the headers, each after those that it includes."""
    names = []

    def visit(name):
        for needed in INCLUDE.findall(headers[name]):
            visit(needed)
        if name not in names:
            names.append(name)

    for name in sorted(headers):
        visit(name)
    return names


def prepare(folder):
    """Copy rtl/ into FOLDER, one flat folder, with the records of the headers in a package.

    Yosys 0.46 to 0.54 fails on any member of a struct declared outside of modules and packages
    (YosysHQ/yosys issue 4653), and none knows `import` of all versions: so the types are named
    in full, records::event_t, and the constants stay in the headers.
    """
    os.makedirs(folder, exist_ok=True)
    for old in glob.glob(f"{folder}/*.sv*"):
        os.remove(old)
    headers = {os.path.basename(path): read(path) for path in glob.glob("rtl/*/*.svh")}
    types = []
    package = "package records;\n"
    for name in ordered(headers):
        types += STRUCT.findall(headers[name])
        package += re.sub(r"^`.*\n", "", headers[name], flags=re.M)
        write(f"{folder}/{name}", STRUCT.sub("", headers[name]))
    write(f"{folder}/records.sv", package + "endpackage\n")
    pattern = re.compile(r"\b(" + "|".join(types) + r")\b")
    for path in glob.glob("rtl/*.sv") + glob.glob("rtl/*/*.sv"):
        write(f"{folder}/{os.path.basename(path)}", pattern.sub(r"records::\1", read(path)))


def read_design(source, top, parameters):
    """The Yosys commands that read block TOP and its parts from SOURCE, which prepare() made.

    The parameters become the defaults in the copy: hierarchy -chparam loses its way in some
    versions of Yosys when parts are found late.
    """
    path = f"{source}/{top}.sv"
    if not os.path.exists(path):
        raise Failure(f"no block {top}: a block's name is that of its file in rtl/, without .sv")
    text = read(path)
    for name, value in parameters.items():
        text, found = re.subn(rf"(\bparameter int\s+{name}\s*=\s*)[^,/\n]+", rf"\g<1>{value}", text)
        if found != 1:
            raise Failure(f"{top} has no parameter {name}")
    write(path, text)
    return [
        f"verilog_defaults -add -sv -I{source}",
        f"read_verilog {source}/records.sv {path}",
        f"hierarchy -check -top {top} -libdir {source}",
        "verilog_defaults -clear",
        "proc",
    ]


def run(command, log, heard=None):
    """Run COMMAND with all it says in LOG, and each line told to HEARD, which may end it by returning True.

    True when it was ended so. A failure shows the errors of the log.
    """
    with open(log, "w", encoding="utf-8") as said, \
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8") as process:
        for line in process.stdout:
            said.write(line)
            if heard and heard(line):
                process.kill()
                return True
    if process.returncode:
        lines = read(log).splitlines()
        errors = [line for line in lines if "ERROR" in line] or lines[-5:]
        raise Failure(f"{command[0]} failed, all it said is in {log}\n  " + "\n  ".join(errors[-5:]))
    return False


def main(work):
    """Run WORK; a Failure is a sentence, not a trace."""
    try:
        sys.exit(work())
    except Failure as failure:
        sys.exit(f"{os.path.basename(sys.argv[0])}: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)
