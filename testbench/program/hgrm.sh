# SPDX-License-Identifier: BSD-3-Clause
# hgrm: the files of distributions as public readers take them, and against the figures of the same run.
#
# HdrHistogram's plotFiles.html takes, of each line that does not begin with #, four words between
# blanks, and plots the first over the fourth; what is no number it leaves out. It has one column of
# abscissae for all files, that of the longest so far: line N must mean the same percentile in each.
# hdr-plot takes only lines that begin with a blank, however wide the value.

expect generate 0 "$TW" generate --seed 5 --messages 4k --symbols 8 -o "$work/a.pcap"
expect bench 0 "$TW" bench --tiers fpga,soft,dpdk --json "$work/bench.json" --hgrm "$work/hgrm" "$work/a.pcap"
expect few 0 "$TW" generate --seed 5 --messages 40 --symbols 2 -o "$work/few.pcap"
expect few-bench 0 "$TW" bench --tiers fpga --pace line --json "$work/few.json" --hgrm "$work/few" "$work/few.pcap"
if ! command -v python3 >/dev/null; then
	skip read "python3 is not installed"
	return 0
fi
# Latencies of tens of milliseconds and more.
expect slow-bench 0 "$TW" bench --tiers fpga,python --pace line --json "$work/slow.json" --hgrm "$work/slow" "$work/a.pcap"

# judge NAME JSON FOLDER
judge() {
	python3 - "$2" "$3" <<-'END' >"$out" 2>&1
		import json, math, os, re, sys

		def number(word):
		    match = re.match(r"[-+]?(\d+\.?\d*|\.\d+)", word)
		    return float(match.group()) if match else math.nan

		def plotted(text):
		    rows = []
		    for line in text.split("\n"):
		        words = re.split(" +", line.strip())
		        if line.strip()[:1] != "#" and len(words) == 4:
		            y, x = number(words[0]), number(words[3])
		            if not math.isnan(x) and not math.isnan(y):
		                assert re.match(r"\s+([0-9.]+)\s+([0-9.]+)\s+([0-9.]+)\s+([0-9.]+)", line), line
		                rows.append((x, y, number(words[1]), int(words[2])))
		    return rows

		# Five lines for each halving of what is above, as HdrHistogram does it.
		def tick(n):
		    level = 0.0
		    for _ in range(n):
		        level += 1 / (5 * 2 ** (math.floor(math.log2(1 / (1 - level))) + 1))
		    return level

		footer = re.compile(r"#\[Mean +=\s+([0-9.]+), StdDeviation +=\s+([0-9.]+)\]\n"
		                    r"#\[Max +=\s+([0-9.]+), Total count +=\s+([0-9]+)\]\n"
		                    r"#\[Buckets +=\s+([0-9]+), SubBuckets +=\s+([0-9]+)\]\n\Z")

		def judge(path, ns, figures):
		    text = open(path).read()
		    assert text.split("\n")[0].split() == ["Value", "Percentile", "TotalCount", "1/(1-Percentile)"], path
		    mean, deviation, most, total = (float(word) for word in footer.search(text).groups()[:4])
		    rows = plotted(text)
		    count = figures["count"]
		    assert total == count > 0, (path, total, count)
		    # No percentile that so few samples cannot tell, and the last line, which is not plotted, is the most.
		    assert rows and all(x <= count + 1e-6 * count + 0.01 for x, *_ in rows), path
		    last = text.split("\n#")[0].split("\n")[-1].split()
		    assert [float(word) for word in last] == [most, 1.0, count], (path, last)
		    low, high, before = 0.0, 0.0, 0
		    for n, (x, y, percentile, below) in enumerate(rows + [(math.inf, most, 1.0, count)]):
		        if n < len(rows):
		            assert abs(percentile - tick(n)) < 1e-9 and abs(x - 1 / (1 - tick(n))) < 0.006, (path, n, x)
		        assert below >= percentile * count - 1e-6 and below >= before, (path, n, below)
		        if n:
		            assert y >= rows[n - 1][1], (path, n)
		        low += (below - before) * (rows[n - 1][1] if n else figures["min"] * ns)
		        high += (below - before) * y
		        before = below
		    # 11 bits of a value are kept.
		    assert low * 0.999 <= mean * count <= high * 1.001, (path, low / count, mean, high / count)
		    assert 0 <= deviation <= most
		    assert abs(most - figures["max"] * ns) < 0.001, (path, most)
		    for name, level in ("median", 0.5), ("p90", 0.9), ("p99", 0.99), ("p99.9", 0.999):
		        if figures[name] is None:
		            assert all(p <= level for _, _, p, _ in rows), (path, name)
		            continue
		        # The first line from there on, and the one before it.
		        at = [n for n, row in enumerate(rows) if row[2] >= level - 1e-9]
		        value = figures[name] * ns
		        assert (rows[at[0] - 1][1] if at[0] else 0) <= value + 0.001, (path, name)
		        assert not at or value <= rows[at[0]][1] + 0.001, (path, name)
		    return len(rows)

		bench, folder = json.load(open(sys.argv[1])), sys.argv[2]
		cycle = next(tier["unit_ns"] for tier in bench["tiers"] if tier["tier"] == "fpga")
		lines, files = 0, set(os.listdir(folder))
		for tier in bench["tiers"]:
		    name = f"{tier['pace']}-{tier['tier']}.hgrm"
		    files.remove(name)
		    lines += judge(f"{folder}/{name}", tier["unit_ns"], tier)
		for stage in bench["stages"]:
		    if stage["type"] == "all":
		        name, = (name for name in files if re.fullmatch(rf"{stage['pace']}-stage-\d-{stage['stage']}\.hgrm", name))
		        files.remove(name)
		        lines += judge(f"{folder}/{name}", cycle, stage)
		assert not files, files
		print(f"{lines} lines plotted")
	END
	if [ $? -eq 0 ]; then
		ok "$1 $(cat "$out")"
	else
		fail "$1" "$(tail -n 1 "$out")"
	fi
}
judge read "$work/bench.json" "$work/hgrm"
judge read-few "$work/few.json" "$work/few"
judge read-slow "$work/slow.json" "$work/slow"
