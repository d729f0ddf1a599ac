# SPDX-License-Identifier: BSD-3-Clause
# bench: every tier on the same captures, its files, and an earlier run as the baseline.

expect generate 0 "$TW" generate --seed 11 --messages 3k --symbols 20 -o "$work/a.pcap" -b "$work/b.pcap"
json=$work/bench.json
export TMPDIR=$work/tmp
mkdir "$TMPDIR"

# ---- what it is asked ---------------------------------------------------------------------------
expect help 0 "$TW" bench --help
says help-example "example: touchwire bench" "$out"
expect no-capture 2 "$TW" bench
expect pace-wrong 2 "$TW" bench --pace fast "$work/a.pcap"
says pace-wrong-says "none of recorded, 8x, line and all" "$err"
expect tier-wrong 2 "$TW" bench --tiers fpga,java "$work/a.pcap"
says tier-wrong-says "'java' is none of" "$err"
for clock in fast 0 100x nan; do
	expect "clock-$clock" 2 "$TW" bench --clock $clock "$work/a.pcap"
done
says clock-says "no number of MHz" "$err"
expect regress-alone 2 "$TW" bench --max-regress 1 "$work/a.pcap"
expect baseline-no-device 2 "$TW" bench --tiers soft --baseline "$work/x.json" "$work/a.pcap"
expect baseline-overwritten 2 "$TW" bench --json "$work/x.json" --baseline "$work/x.json" "$work/a.pcap"
expect no-file 3 "$TW" bench "$work/nothing.pcap"
expect no-probe 4 "$TW" bench --tiers fpga --probe "$work/nothing.so" "$work/a.pcap"
says no-probe-says "make probe" "$err"
expect no-python 4 "$TW" bench --tiers python --pace line --python "$work/nothing.py" "$work/a.pcap"
says no-python-says "the Python tier" "$err"
expect no-json 4 "$TW" bench --tiers soft --pace line --json "$work/no/x.json" "$work/a.pcap"
says no-json-says "cannot be written" "$err"

# ---- all tiers, all paces -----------------------------------------------------------------------
expect all 0 "$TW" bench --json "$json" --hgrm "$work/hgrm" --report "$work/report" "$work/a.pcap" "$work/b.pcap"
check all-quiet test ! -s "$err"
check all-plain bash -c '! grep -q $'"'"'\033\|\r'"'"' "$0"' "$out"
check all-same test "$(grep -c 'the same from fpga, soft, dpdk, python' "$out")" -eq 3
for tier in fpga soft dpdk python; do
	check "notes-$tier" test "$(grep -c "^  $tier  " "$out")" -ge 4
done
for stage in mac filter decode sequence orders levels touch dma; do
	check "stage-$stage" test "$(grep -c "^  $stage  .* [0-9]" "$out")" -eq 3
done
# No stage is there before the one in front of it, and the touch is there in few cycles.
check stages-ascend awk '/^---- / { last = 0 }
	/^  (mac|filter|decode|sequence|orders|levels|touch|dma)  / { if ($3 < last || $4 < $3 || $6 < $5) exit 1; last = $3; n++ }
	/^  touch  / && $6 > 40 { exit 1 } END { exit n != 24 }' "$out"
check json python3 - "$json" <<'END'
import json, sys
bench = json.load(open(sys.argv[1]))
assert bench["touchwire_bench"] == 1 and len(bench["files"]) == 2 and len(bench["tiers"]) == 12
assert len({tier["touches_sha256"] for tier in bench["tiers"]}) == 1
assert all(tier["messages"] == 3000 for tier in bench["tiers"])
taken = [s for s in bench["stages"] if s["type"] == "all" and s["stage"] == "sequence"]
assert [s["count"] for s in taken] == [3000] * 3
for stage in {s["stage"] for s in bench["stages"]}:
    mine = [s for s in bench["stages"] if s["stage"] == stage and s["pace"] == "line"]
    assert mine[0]["type"] == "all" and mine[0]["count"] == sum(s["count"] for s in mine[1:])
END
check rows-of-replay bash -c '"$TW" replay --engine soft --quotes "$1/q.csv" "$1/a.pcap" "$1/b.pcap" >"$1/replay" 2>&1 &&
	grep -q "\"touches_sha256\": \"$(sha256sum <"$1/q.csv" | cut -d" " -f1)\"" "$0"' "$json" "$work"
check hgrm test "$(find "$work/hgrm" -name '*.hgrm' -size +0 | wc -l)" -eq 36
says hgrm-format "#[Mean" "$work/hgrm/line-fpga.hgrm"
check report grep -q '</html>' "$work/report/index.html"

# The samples of 3,000 messages carry no 99.99th percentile.
check percentile-refused awk '/^  fpga .* - / { n++; if ($7 != "-" || $4 == "-") exit 1 } END { exit n != 3 }' "$out"
check percentile-null grep -q '"tier": "fpga".*"p99.9": [0-9n].*"p99.99": null' "$json"

# ---- an earlier run -----------------------------------------------------------------------------
line=(--tiers fpga --pace line "$work/a.pcap" "$work/b.pcap")
expect baseline 0 "$TW" bench --baseline "$json" "${line[@]}"
says baseline-says "the touches are the same" "$err"
lower() {
	awk -v what="$1" '/"pace": "line", "stage": "touch", "type": "D"/ && match($0, "\"" what "\": [0-9]+") {
		n = split(substr($0, RSTART, RLENGTH), part, " ")
		$0 = substr($0, 1, RSTART - 1) "\"" what "\": " part[n] - 1 substr($0, RSTART + RLENGTH) } { print }' "$json" >"$work/old.json"
}
for what in median max; do
	lower "$what"
	check "lower-$what" bash -c '! cmp -s "$0" "$1"' "$json" "$work/old.json"
	expect "regress-$what" 1 "$TW" bench --baseline "$work/old.json" "${line[@]}"
	says "regress-$what-says" "line rate: $what of touch, messages D" "$err"
	check "regress-$what-alone" test "$(grep -c ' cycles, ' "$err")" -eq 1
	expect "regress-$what-allowed" 0 "$TW" bench --baseline "$work/old.json" --max-regress 1 "${line[@]}"
done
sed 's/"touches_sha256": "\(.\)/"touches_sha256": "\1\1/' "$json" >"$work/old.json"
expect digest 1 "$TW" bench --baseline "$work/old.json" "${line[@]}"
says digest-says "the touches differ from those of fpga" "$err"
expect other-capture 3 "$TW" bench --baseline "$json" --tiers fpga --pace line "$work/a.pcap"
says other-capture-says "of other captures" "$err"
expect other-captures 3 "$TW" bench --baseline "$json" --tiers fpga --pace line "$work/b.pcap" "$work/a.pcap"
echo '{}' >"$work/old.json"
expect not-ours 3 "$TW" bench --baseline "$work/old.json" "${line[@]}"
expect no-baseline 3 "$TW" bench --baseline "$work/none.json" "${line[@]}"

# ---- another clock --------------------------------------------------------------------------------
# 100 MHz: 10 ns a cycle, besides 6.4.
expect clock 0 "$TW" bench --tiers fpga --pace line --trade wait --clock 100 --json "$work/clock.json" --report "$work/clock" "$work/a.pcap"
says clock-said "at 156.25 MHz and at 100 MHz" "$out"
check clock-scaled awk '/^  (mac|touch|order|touch D)  / { n++; c = $2 == "D" ? 4 : 3
		for (i = c; i < c + 4; i++) if ($(i + 8) != ($i == "-" ? "-" : $i * 10)) exit 1 }
	END { exit n != 4 }' "$out"
check clock-json grep -q '"also_mhz": 100,' "$work/clock.json"
says clock-report "most, ns at 100 MHz" "$work/clock/index.html"
check no-clock-json grep -q '"also_mhz": null,' "$json"
# What it ran on is in the file, for tables to say.
check facts python3 - "$json" <<'END'
import json, sys
bench = json.load(open(sys.argv[1]))
assert bench["compiler"].startswith(("gcc ", "clang ")) and bench["system"] and bench["cpu"] and bench["load"] >= 0, bench
assert bench["traded"] is False
END

# ---- the tables of a page -------------------------------------------------------------------------
mkdir "$work/page"
printf '%s\n' before '<!-- tiers -->' '<!-- /tiers -->' after >"$work/page/README.md"
printf '%s\n' '<!-- synth -->' '<!-- /synth -->' >>"$work/page/README.md"
# Too few samples for one percentile.
sed '/"pace": "8x", "tier": "dpdk"/s/"p99": [0-9]*/"p99": null/' "$json" >"$work/page/tiers.json"
echo '[{"name": "block, routed, Fmax", "value": 50, "unit": "MHz", "command": "make synth"}]' >"$work/page/synth.json"
expect figures 0 tools/figures "$work/page/README.md" "$work/page/tiers.json" "$work/page/synth.json"
check figures-tiers test "$(grep -cE '^\| (as recorded|8 times as fast|line rate) \|( [^|]+ \|){7}$' "$work/page/README.md")" -eq 18
says figures-dash '| 8 times as fast | C engine on DPDK |' <(grep -E '^\|( [^|]+ \|){5} - \|( [^|]+ \|){2}$' "$work/page/README.md")
check figures-stages python3 - "$json" "$work/page/README.md" <<'END'
import json, sys
bench, page = json.load(open(sys.argv[1])), open(sys.argv[2]).read()
for stage in bench["stages"]:
    if stage["type"] == "all" and stage["pace"] == "line":
        cells = next(line for line in page.splitlines() if line.startswith(f"| {stage['stage']} |")).split("|")[5:7]
        want = [stage[point] for point in ("min", "median", "p99", "p99.9", "max")]
        assert cells[0].split() == ["-" if value is None else str(value) for value in want], cells
        assert cells[1].split() == ["-" if value is None else f"{value * 6.4:.1f}" for value in want], cells
END
says figures-clock 'reaches 50 MHz' "$work/page/README.md"
says figures-cycle 'a cycle is 20.0 ns' "$work/page/README.md"

# ---- tiers that differ, lines that lose, symbols that are chosen ----------------------------------
sed 's/levels\[price\] = levels.get(price, 0) + shares/levels[price] = levels.get(price, 0) + shares + (number % 500 == 7)/
	s/def add(self, symbol, reference, side, price, shares)/def add(self, symbol, reference, side, price, shares, number=7)/' \
	tools/python_tier.py >"$work/wrong.py"
expect differ 1 "$TW" bench --tiers soft,python --pace line --python "$work/wrong.py" "$work/a.pcap"
says differ-says "the touches of soft and python differ at row" "$err"
check differ-row grep -q '^  python [0-9]*,[0-9]*,' "$err"
sed 's/            self.times.append/            if here == 2000: sys.exit(3)\n            self.times.append/' tools/python_tier.py >"$work/dies.py"
expect dies 4 "$TW" bench --tiers python --pace line --python "$work/dies.py" "$work/a.pcap"
says dies-says "stopped before the end" "$err"

expect lossy 0 "$TW" generate --seed 12 --messages 3k --symbols 10 --loss-a 20k --loss-b 20k -o "$work/la.pcap" -b "$work/lb.pcap"
expect lossy-bench 0 "$TW" bench --pace recorded "$work/la.pcap" "$work/lb.pcap"
says lossy-same "the same from fpga, soft, dpdk, python" "$out"
expect lossy-one 0 "$TW" bench --pace line "$work/la.pcap"
says lossy-one-same "the same from fpga, soft, dpdk, python" "$out"
expect chosen 0 "$TW" bench --pace line --symbols MSFT,AAPL "$work/la.pcap"
says chosen-same "the same from fpga, soft, dpdk, python" "$out"
expect many 0 "$TW" generate --seed 13 --messages 3k --symbols 90 -o "$work/many.pcap"
expect many-bench 0 "$TW" bench --pace line "$work/many.pcap"
says many-same "the same from fpga, soft, dpdk, python" "$out"
says many-warns "64" "$err"
says many-instead "or use --tiers soft,dpdk,python" "$err"
# Without the device more than 64 symbols are tracked.
expect many-soft 0 "$TW" bench --pace line --tiers soft,dpdk,python "$work/many.pcap"
says many-soft-same "the same from soft, dpdk, python" "$out"
check many-soft-quiet test ! -s "$err"
check many-soft-all bash -c '"$TW" replay --engine soft --quotes "$1/q.csv" "$1/many.pcap" >"$1/replay" 2>&1 &&
	grep -q "^touches   .* sha256 $(sha256sum <"$1/q.csv" | cut -c1-16)" "$0"' "$out" "$work"

many=$DATA/omi-itch50-moldudp64/Multiple.Packets.pcap
if [ -r "$many" ]; then
	expect excerpt 0 "$TW" bench --pace line "$many"
	says excerpt-no-python "no Python tier" "$err"
	check excerpt-samples awk '/^  (fpga|soft|dpdk) / && $2 == 2 { n++ } END { exit n != 3 }' "$out"
else
	skip excerpt "$many is not there"
fi

# ---- orders -----------------------------------------------------------------------------------------
expect trade-wrong 2 "$TW" bench --trade now "$work/a.pcap"
says trade-wrong-says "neither wait nor cut" "$err"
for how in wait cut; do
	expect "trade-$how" 0 "$TW" bench --tiers fpga,soft --trade $how "$work/a.pcap" "$work/b.pcap"
	check "trade-$how-orders" awk '/^  touch  / { touch = $3 } /^  order  / { n++; if ($2 < 20 || $3 <= touch) exit 1 } END { exit n != 3 }' "$out"
	check "trade-$how-first" test "$(grep -c '^  first byte to order  ' "$out")" -eq 3
	cp "$out" "$work/$how"
done
# An order that waits does so for the end of a frame, up to a microsecond.
check trade-cut-most awk '/^  order  / && $6 > 40 { exit 1 }' "$work/cut"
check trade-wait-most awk '/^  order  / && $6 > 40 { n++ } END { exit n != 3 }' "$work/wait"

check no-folders test -z "$(ls -A "$TMPDIR")"
