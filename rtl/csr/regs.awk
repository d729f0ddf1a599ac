# SPDX-License-Identifier: BSD-3-Clause
# regs.awk: make one product of touchwire.regs, whose head explains the syntax.
#
#   awk -v out=svh|csr|h|md -f regs.awk -f regs_csr.awk touchwire.regs
#
# Any POSIX awk. Mistakes in the description are reported with file:line; then nothing is made.

function fail(text) { printf "%s:%d: %s\n", FILENAME, FNR, text > "/dev/stderr"; failed = 1 }

# Numbers: mawk has neither strtonum() nor a %x beyond 2^31.
function number(s,    i, v) {
  if (s ~ /^[0-9]+$/) return s + 0
  if (s !~ /^0x[0-9a-fA-F]+$/) { fail("not a number: " s); return 0 }
  v = 0
  for (i = 3; i <= length(s); i++)
    v = v * 16 + index("0123456789abcdef", tolower(substr(s, i, 1))) - 1
  return v
}
function hex(v, digits,    s) {
  s = ""
  while (digits-- > 0) { s = substr("0123456789abcdef", v % 16 + 1, 1) s; v = int(v / 16) }
  return s
}
function bits_for(n,    b) { b = 1; while (2 ^ b < n) b++; return b }
function lower(i) { return tolower(i) }
function mask(hi, lo) { return 2 ^ (hi + 1) - 2 ^ lo }

# Cause codes are one letter for ITCH types: `h` and `H` must stay two names in any case.
function cause_name(s) { return s ~ /^[a-z]$/ ? "LOWER_" toupper(s) : s }

function define(name) {
  if (name !~ /^[A-Z][A-Z0-9_]*$/) fail("name must be upper case: " name)
  if (name in defined) fail("name " name " is already used in line " defined[name])
  defined[name] = FNR
}
function occupy(from, bytes, name,    a) {
  for (a = from; a < from + bytes; a += 4) {
    if (a in used) fail(name " overlaps " used[a] " at 0x" hex(a, 4))
    used[a] = name
  }
  if (from + bytes > 65536) fail(name " lies beyond the 64 KiB of the map")
}
function add_entry(kind, name, offset, bytes, access) {
  n++; Kind[n] = kind; Name[n] = name; Block[n] = block; Addr[n] = base + offset
  Access[n] = access; What[n] = what; Fields[n] = 0; Causes[n] = 0; Sources[n] = 0
  if (block == "") fail(kind " outside a block")
  define(block "_" name)
  if (Addr[n] % (kind == "reg" ? 4 : 8)) fail(name " is not aligned")
  if (kind != "bank") occupy(Addr[n], bytes, name)
}
function add_cause(name, text,    c) {
  c = Causes[n]++
  Cause[n, c] = name; CauseWhat[n, c] = text
  define(Name[n] "_" name)
  occupy(Addr[n] + 8 * c, 8, Name[n] "." name)
}

BEGIN { for (i = 32; i < 127; i++) Ord[sprintf("%c", i)] = i }

/^[ \t]*(#|$)/ { next }
{
  line = $0; what = ""
  if (match(line, /"[^"]*"[ \t]*$/)) {
    what = substr(line, RSTART + 1); sub(/"[ \t]*$/, "", what)
    line = substr(line, 1, RSTART - 1)
  }
  words = split(line, w)
  # The hash is of names, places and kinds, not of the words about them.
  for (i = 1; i <= words; i++) {
    text = w[i] " "
    for (j = 1; j <= length(text); j++) {
      ch = substr(text, j, 1)
      if (!(ch in Ord)) fail("only plain ASCII is allowed")
      Hash = (Hash * 65599 + Ord[ch]) % 4294967296
    }
  }
  if (w[1] !~ /^(block|reg|field|bank|sources|cause|like|sum)$/) {
    fail("unknown word: " w[1]); next
  }
  want = w[1] == "sources" ? (words < 2 ? 2 : words) : w[1] == "reg" ? 5 : w[1] ~ /^(cause|like)$/ ? 2 : 3
  if (words != want) { fail("'" w[1] "' takes " want - 1 " words and a text"); next }
  if (what == "" && w[1] != "like" && w[1] != "sources") fail("text in quotes is missing")
  if (what ~ /[|\\]/) fail("text must not contain | or \\")
}
w[1] == "block" { block = w[2]; base = number(w[3]); define(block "_"); nb++; Blocks[nb] = block
                  BlockWhat[nb] = what; BlockBase[nb] = base; next }
w[1] == "reg" {
  add_entry("reg", w[2], number(w[3]), 4, w[4])
  if (w[4] !~ /^(ro|rw|wp|id)$/) fail("access must be ro, rw, wp or id")
  if (w[4] == "id" && w[5] ~ /^[A-Z]/) Reset[n] = w[5]
  else {
    Reset[n] = number(w[5])
    if (Reset[n] >= 4294967296) fail("value beyond 32 bits")
    if (Reset[n] && w[4] ~ /^(ro|wp)$/) fail("a " w[4] " register has no value of its own")
  }
  if (n > 1 && Kind[n-1] == "reg" && Access[n-1] == "ro" && w[4] == "ro" && \
      Addr[n] == Addr[n-1] + 4 && Name[n] ~ /_HI$/ && \
      substr(Name[n], 1, length(Name[n]) - 2) "LO" == Name[n-1]) { Low[n-1] = 1; High[n] = 1 }
  next
}
w[1] == "field" {
  if (!n || Kind[n] != "reg") { fail("field outside a register"); next }
  if (Access[n] == "id") fail("an id register has no fields")
  if (split(w[3], hl, ":") != 2) { fail("bits are HI:LO"); next }
  hi = number(hl[1]); lo = number(hl[2])
  if (hi > 31 || hi < lo) { fail("bits are HI:LO with 31 >= HI >= LO"); next }
  for (i = lo; i <= hi; i++) {
    if ((n, i) in bit) fail(w[2] " overlaps field " bit[n, i])
    bit[n, i] = w[2]
  }
  define(block "_" Name[n] "_" w[2])
  f = Fields[n]++
  Field[n, f] = w[2]; Hi[n, f] = hi; Lo[n, f] = lo; FieldWhat[n, f] = what
  next
}
w[1] == "bank" { add_entry("bank", w[2], number(w[3]), 0, "ro"); next }
w[1] == "sources" {
  if (!n || Kind[n] != "bank") { fail("sources outside a bank"); next }
  for (i = 2; i <= words; i++) {
    if (w[i] !~ /^[A-Z][A-Z0-9_]*$/) fail("name must be upper case: " w[i])
    Source[n, Sources[n]++] = "_" tolower(w[i])
  }
  next
}
w[1] == "cause" {
  if (!n || Kind[n] != "bank") fail("cause outside a bank"); else add_cause(cause_name(w[2]), what)
  next
}
w[1] == "like" {
  other = 0
  for (i = 1; i < n; i++) if (Kind[i] == "bank" && Name[i] == w[2]) other = i
  if (!other || Kind[n] != "bank") { fail("like needs an earlier bank"); next }
  for (c = 0; c < Causes[other]; c++) add_cause(Cause[other, c], CauseWhat[other, c])
  next
}
w[1] == "sum" { add_entry("sum", w[2], number(w[3]), 8, "ro") }

# Row of the table in regs.h.
function table_row(name, addr, width, access, text) {
  printf "\t{ \"%s\", 0x%s, %d, \"%s\",\n\t  \"%s\" },\n", name, hex(addr, 4), width, access, text
}

function make_header(    i, f, c, p) {
  print "/* SPDX-License-Identifier: BSD-3-Clause */"
  print "/*"
  print " * regs: the registers of the device. Made from rtl/csr/touchwire.regs by `make regs`; do not"
  print " * edit. Define TW_REGS_TABLE before the include to get the table tw_regs[] as well."
  print " */"
  print "#ifndef TOUCHWIRE_REGS_H\n#define TOUCHWIRE_REGS_H\n"
  print "#define TW_MAP_HASH 0x" hex(Hash, 8) "u /* what IDENT.MAP_HASH must read */"
  for (i = 1; i <= n; i++) {
    if (Block[i] != Block[i-1]) print ""
    p = "TW_" Block[i] "_" Name[i]
    printf "#define %s 0x%su\n", p, hex(Addr[i], 4)
    if (Access[i] == "id" && Reset[i] ~ /^[0-9]+$/)
      printf "#define %s_VALUE 0x%su\n", p, hex(Reset[i], 8)
    for (f = 0; f < Fields[i]; f++) {
      printf "#define %s_%s_MASK 0x%su\n", p, Field[i, f], hex(mask(Hi[i, f], Lo[i, f]), 8)
      printf "#define %s_%s_SHIFT %d\n", p, Field[i, f], Lo[i, f]
    }
  }
  print "\n/* Counters of a bank: counter n lies at TW_COUNT_<BANK> + 8 * n, low word first. */"
  for (i = 1; i <= n; i++) if (Kind[i] == "bank") {
    printf "enum tw_cause_%s {\n", lower(Name[i])
    for (c = 0; c < Causes[i]; c++) printf "\tTW_%s_%s,\n", Name[i], Cause[i, c]
    printf "\tTW_%s_CAUSES\n};\n", Name[i]
  }
  print "\n#ifdef TW_REGS_TABLE"
  print "static const struct tw_reg {\n\tconst char *name; /* block.register, or bank.cause */"
  print "\tunsigned int offset;\n\tunsigned int width;\t/* bits: 32, or 64 for a counter */"
  print "\tconst char *access;\t/* ro, rw, wp, id */\n\tconst char *description;\n} tw_regs[] = {"
  for (i = 1; i <= n; i++) {
    if (Kind[i] == "reg") table_row(lower(Block[i]) "." lower(Name[i]), Addr[i], 32, Access[i], What[i])
    if (Kind[i] == "sum") table_row("count." lower(Name[i]), Addr[i], 64, "ro", What[i])
    for (c = 0; c < Causes[i]; c++)
      table_row(lower(Name[i]) "." lower(Cause[i, c]), Addr[i] + 8 * c, 64, "ro", CauseWhat[i, c])
  }
  print "};\n#endif\n\n#endif"
}

function make_svh(    i, f, c, p, b) {
  print "// SPDX-License-Identifier: BSD-3-Clause"
  print "// tw_regs: addresses of the registers and codes of the counters' causes."
  print "// Made from touchwire.regs by `make regs`; do not edit."
  print "\n`ifndef TW_REGS_SVH\n`define TW_REGS_SVH\n\n/* verilator lint_off UNUSEDPARAM */"
  print "localparam logic [31:0] TW_MAP_HASH = 32'h" hex(Hash, 8) ";"
  for (i = 1; i <= n; i++) {
    if (Block[i] != Block[i-1]) print ""
    p = "TW_" Block[i] "_" Name[i]
    print "localparam logic [15:0] " p " = 16'h" hex(Addr[i], 4) ";"
    if (Access[i] == "id" && Reset[i] ~ /^[0-9]+$/)
      print "localparam logic [31:0] " p "_VALUE = 32'h" hex(Reset[i], 8) ";"
  }
  for (i = 1; i <= n; i++) if (Kind[i] == "bank") {
    b = bits_for(Causes[i])
    print "\nlocalparam int TW_" Name[i] "_CODE_W = " b ";"
    for (c = 0; c < Causes[i]; c++)
      printf "localparam logic [%d:0] TW_%s_%s = %d'd%d;\n", b - 1, Name[i], Cause[i, c], b, c
  }
  print "/* verilator lint_on UNUSEDPARAM */\n\n`endif"
}

function make_md(    i, f, c, b) {
  print "# Registers\n\nMade from [touchwire.regs](touchwire.regs) by `make regs`; do not edit."
  print "Hash of the map: `0x" hex(Hash, 8) "`. Words are 32 bits, little endian. `ro` comes from the"
  print "hardware, `rw` is the host's, writing `wp` acts once and it reads 0, `id` never changes. Other"
  print "addresses, writes to `ro` and `id`, and writes of part of a word answer SLVERR and do nothing."
  print "A 64-bit counter is read low word first; that read latches its high word."
  for (b = 1; b <= nb; b++) {
    print "\n## " Blocks[b] ", 0x" hex(BlockBase[b], 4) "\n\n" BlockWhat[b] ".\n"
    print "| address | name | bits | access | reset | what |\n|---|---|---|---|---|---|"
    for (i = 1; i <= n; i++) if (Block[i] == Blocks[b]) {
      if (Kind[i] == "reg") {
        printf "| 0x%s | **%s** | 31:0 | %s | %s | %s |\n", hex(Addr[i], 4), Name[i], Access[i],
          Access[i] ~ /^(ro|wp)$/ ? "" : Reset[i] ~ /^[A-Z]/ ? Reset[i] : "0x" hex(Reset[i], 8), What[i]
        for (f = 0; f < Fields[i]; f++)
          printf "| | %s | %d:%d | | | %s |\n", Field[i, f], Hi[i, f], Lo[i, f], FieldWhat[i, f]
      } else
        printf "| 0x%s | **%s** | 63:0 | ro | 0 | %s |\n", hex(Addr[i], 4), Name[i], What[i]
      for (c = 0; c < Causes[i]; c++)
        printf "| 0x%s | %s.%s | 63:0 | ro | 0 | %s |\n", hex(Addr[i] + 8 * c, 4), Name[i],
          Cause[i, c], CauseWhat[i, c]
    }
  }
}

END {
  if (failed) exit 1
  if (out == "h") make_header()
  else if (out == "svh") make_svh()
  else if (out == "md") make_md()
  else if (out == "csr") make_csr()
  else { print "regs.awk: out must be svh, csr, h or md" > "/dev/stderr"; exit 2 }
}
