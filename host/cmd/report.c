/* SPDX-License-Identifier: BSD-3-Clause */
#include "report.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "svg.h"

/* Colours of the tiers tell apart for all common kinds of colour vision, on white and on black. */
static const char style[] =
	":root{--back:#fff;--ink:#16202a;--soft:#5b6875;--grid:#d9dfe5;--card:#f5f7f9;--t0:#0072b2;--t1:#c04e00;"
	"--t2:#00805a;--t3:#a3478a;--quiet:#a9b6c2}\n"
	"@media(prefers-color-scheme:dark){:root{--back:#11161b;--ink:#e8edf1;--soft:#9fadb9;--grid:#313c46;"
	"--card:#1a2129;--t0:#56b4e9;--t1:#f0a050;--t2:#3fc79a;--t3:#e09ac8;--quiet:#53616e}}\n"
	"*{box-sizing:border-box}body{margin:0 auto;max-width:1080px;padding:16px;background:var(--back);"
	"color:var(--ink);font:16px/1.5 system-ui,sans-serif}\n"
	"h1{font-size:1.5em;margin:.2em 0}h2{font-size:1.2em;margin:1.6em 0 .4em}h3{font-size:1em;margin:0 0 .4em}\n"
	"p{max-width:46em}.note{color:var(--soft);font-size:.9em}code{overflow-wrap:anywhere;background:var(--card);"
	"padding:.1em .3em}\n"
	".grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));gap:16px}\n"
	"figure{margin:0;padding:12px;background:var(--card);border-radius:6px;min-width:0}"
	"svg{width:100%;height:auto;display:block}\n"
	".table{overflow-x:auto}table{border-collapse:collapse;font-size:.9em;font-variant-numeric:tabular-nums}"
	"th,td{padding:.25em .7em;text-align:right;border-bottom:1px solid var(--grid);white-space:nowrap}caption{text-align:left;padding:.6em 0}"
	"th:first-child,td:first-child{text-align:left}td.text{white-space:normal;text-align:left}\n"
	"svg text{font-size:13px;fill:var(--ink)}svg .small{font-size:12px;fill:var(--soft)}"
	"svg .grid{stroke:var(--grid)}svg .whisker{stroke:var(--ink);stroke-width:1.5}\n"
	"svg .curve{stroke-width:2.5}svg .soft{fill:var(--quiet)}svg .burst{fill:var(--ink)}svg .dot{stroke:var(--back);"
	"stroke-width:2}svg .bar{opacity:.55}\n"
	"svg .t0{fill:var(--t0)}svg .t1{fill:var(--t1)}svg .t2{fill:var(--t2)}svg .t3{fill:var(--t3)}"
	"svg .curve.t0{fill:none;stroke:var(--t0)}svg .curve.t1{fill:none;stroke:var(--t1)}"
	"svg .curve.t2{fill:none;stroke:var(--t2)}svg .curve.t3{fill:none;stroke:var(--t3)}\n"
	".bad{color:#b3261e;font-weight:600}@media(prefers-color-scheme:dark){.bad{color:#ff8a80}}\n";

/* Text of others, safe between tags and in attributes. */
static void put(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '&')
			fputs("&amp;", out);
		else if (*text == '<')
			fputs("&lt;", out);
		else if (*text == '>')
			fputs("&gt;", out);
		else if (*text == '"')
			fputs("&quot;", out);
		else
			fputc(*text, out);
	}
}

/* A row of two cells. */
static void fact(FILE *out, const char *name, const char *value)
{
	fputs("<tr><td>", out);
	put(out, name);
	fputs("</td><td class=\"text\">", out);
	put(out, *value ? value : "-");
	fputs("</td></tr>\n", out);
}

static void fact_number(FILE *out, const char *name, double value, const char *unit)
{
	char text[64];

	snprintf(text, sizeof(text), "%.15g %s", value, unit);
	fact(out, name, text);
}

static void begin_table(FILE *out, const char *title)
{
	fprintf(out, "<div class=\"table\"><table><caption class=\"note\">%s</caption>\n",
		title);
}

static void end_table(FILE *out)
{
	fputs("</table></div>\n", out);
}

/* ---- in plain words --------------------------------------------------------------------------- */

static double median_ns(const struct bench_tier *tier)
{
	return (double)tw_hist_percentile(tier->hist, 50.0) * tier->scale_ns;
}

static void say_pace(FILE *out, const struct bench_pace *pace)
{
	const struct bench_tier *first = pace->tier_count ? pace->tiers[0] : NULL;
	char median[32], most[32];
	double ratio, scale;

	if (!first || !tw_hist_count(first->hist))
		return;
	fprintf(out,
		"<p>At the pace <b>%s</b>, %s showed a changed best price %s after it was told of it (median), ",
		pace->title, first->title,
		svg_time_text(median_ns(first), median, sizeof(median)));
	fprintf(out, "%s at most.",
		svg_time_text((double)tw_hist_max(first->hist) * first->scale_ns, most,
			      sizeof(most)));
	for (size_t i = 1; i < pace->tier_count; i++) {
		const struct bench_tier *tier = pace->tiers[i];

		if (!tw_hist_count(tier->hist) || median_ns(first) <= 0.0)
			continue;
		ratio = median_ns(tier) / median_ns(first);
		scale = ratio < 1e4 ? 1.0 : ratio < 1e6 ? 1e3 : 1e6;
		fprintf(out, " %s took %s, %.*f%s times as long.", tier->title,
			svg_time_text(median_ns(tier), median, sizeof(median)),
			ratio / scale < 10.0 ? 1 : 0, ratio / scale,
			ratio < 1e4   ? ""
			: ratio < 1e6 ? " thousand"
				      : " million");
	}
	fputs("</p>\n", out);
}

static void summary(FILE *out, const struct bench *bench)
{
	fputs("<h1>Touchwire bench</h1>\n<p class=\"note\">", out);
	put(out, bench->date);
	fputs("</p>\n<p><code>", out);
	put(out, bench->command);
	fputs("</code></p>\n", out);
	for (size_t i = 0; i < bench->pace_count; i++)
		say_pace(out, &bench->paces[i]);
	fputs("<p class=\"note\">All tiers saw the same packets and wrote the same touches, row by row. The device is the "
	      "Verilated design: its figures are exact cycles at 156.25 MHz, not a measurement of silicon; the PHY, the PCIe "
	      "bus and the network are not in them. Software is timed on this machine as it was while the bench ran.</p>\n",
	      out);
}

/* ---- tables -------------------------------------------------------------------------------------- */

static void row_tier(FILE *out, const char *title, const char *more,
		     const struct tw_hist *hist, double scale)
{
	int some = tw_hist_count(hist) > 0;
	char text[64];

	fputs("<tr><td>", out);
	put(out, title);
	fprintf(out, "%s</td><td>%llu</td>", more,
		(unsigned long long)tw_hist_count(hist));
	if (some)
		fprintf(out, "<td>%.1f</td>", (double)tw_hist_min(hist) * scale);
	else
		fputs("<td>-</td>", out);
	for (unsigned int n = 0; n < BENCH_PERCENTILES; n++)
		fprintf(out, "<td>%s</td>",
			bench_percentile(hist, bench_percentiles[n], scale, text,
					 sizeof(text)));
	if (some)
		fprintf(out, "<td>%.1f</td><td>%.1f</td></tr>\n",
			(double)tw_hist_max(hist) * scale, tw_hist_mean(hist) * scale);
	else
		fputs("<td>-</td><td>-</td></tr>\n", out);
}

static void table_tiers(FILE *out, const struct bench_pace *pace)
{
	begin_table(out,
		    "Latency in ns, last byte of a message to the changed touch. A dash: "
		    "too few samples to say. No wait: without the time behind earlier "
		    "packets.");
	fputs("<tr><th>tier</th><th>samples</th><th>least</th>", out);
	for (unsigned int i = 0; i < BENCH_PERCENTILES; i++)
		fprintf(out, "<th>%g %%</th>", bench_percentiles[i]);
	fputs("<th>most</th><th>mean</th></tr>\n", out);
	for (size_t i = 0; i < pace->tier_count; i++) {
		const struct bench_tier *tier = pace->tiers[i];

		row_tier(out, tier->title, "", tier->hist, tier->scale_ns);
		if (tier->alone)
			row_tier(out, tier->title, ", no wait", tier->alone,
				 tier->scale_ns);
	}
	end_table(out);
}

static void row_cycles(FILE *out, const char *name, const char *what,
		       const struct tw_hist *hist, double also_mhz)
{
	char text[64];

	if (!hist || !tw_hist_count(hist))
		return;
	fprintf(out,
		"<tr><td>%s</td><td class=\"text\">%s</td><td>%llu</td><td>%llu</td><td>%s</td><td>%s</td><td>%llu</td>"
		"<td>%.1f</td>",
		name, what, (unsigned long long)tw_hist_count(hist),
		(unsigned long long)tw_hist_min(hist),
		bench_percentile(hist, 50.0, 1.0, text, 32),
		bench_percentile(hist, 99.0, 1.0, text + 32, 32),
		(unsigned long long)tw_hist_max(hist),
		(double)tw_hist_max(hist) * BENCH_CYCLE_NS);
	if (also_mhz > 0)
		fprintf(out, "<td>%.1f</td>", (double)tw_hist_max(hist) * 1e3 / also_mhz);
	fputs("</tr>\n", out);
}

/* The heads of what row_cycles() writes. */
static void head_cycles(FILE *out, const char *first, const char *count, double also_mhz)
{
	fprintf(out,
		"<tr><th>%s</th><th></th><th>%s</th><th>least</th><th>median</th><th>99 %%</th><th>most</th>"
		"<th>most, ns</th>",
		first, count);
	if (also_mhz > 0)
		fprintf(out, "<th>most, ns at %g MHz</th>", also_mhz);
	fputs("</tr>\n", out);
}

static void table_stages(FILE *out, const struct bench_pace *pace, double also_mhz)
{
	begin_table(
		out,
		"Stages of the device, in cycles since the message's last byte at the XGMII");
	head_cycles(out, "stage", "messages", also_mhz);
	for (unsigned int i = 0; i < BENCH_STAGES; i++)
		row_cycles(out, pace->stages[i].name, pace->stages[i].what,
			   pace->stages[i].cycles, also_mhz);
	row_cycles(out, "first to order", pace->first_to_order.what,
		   pace->first_to_order.cycles, also_mhz);
	end_table(out);
}

static void table_types(FILE *out, const struct bench_tier *tier, double also_mhz)
{
	begin_table(out, "The device by type of message, in cycles, last byte to touch");
	head_cycles(out, "message", "touches", also_mhz);
	for (unsigned int i = 0; i < TW_ITCH_TYPE_COUNT; i++)
		row_cycles(out, bench_type_name(i), "", tier->types[i], also_mhz);
	end_table(out);
}

static void figure(FILE *out, const char *title, const char *of)
{
	fprintf(out, "<figure><h3>%s%s", title, of ? ": " : "");
	put(out, of ? of : "");
	fputs("</h3>\n", out);
}

static void section_pace(FILE *out, const struct bench_pace *pace, double also_mhz)
{
	char text[32];

	fprintf(out, "<h2>Pace: %s (%s)</h2>\n<div class=\"grid\">\n", pace->title,
		svg_time_text((double)pace->duration_ns, text, sizeof(text)));
	figure(out, "Tiers", NULL);
	svg_tiers(out, pace);
	fputs("</figure>\n", out);
	figure(out, "Percentiles", NULL);
	svg_percentiles(out, pace);
	fputs("</figure>\n", out);
	for (size_t i = 0; i < pace->tier_count; i++) {
		if (pace->tiers[i]->kind == BENCH_FPGA && pace->stages[0].cycles) {
			figure(out, "Stages of the device", NULL);
			svg_stages(out, pace);
			fputs("</figure>\n", out);
		}
		figure(out, "Over time", pace->tiers[i]->title);
		svg_series(out, pace->tiers[i]);
		fputs("</figure>\n", out);
	}
	fputs("</div>\n", out);
	table_tiers(out, pace);
	if (pace->tier_count && pace->tiers[0]->kind == BENCH_FPGA) {
		table_stages(out, pace, also_mhz);
		table_types(out, pace->tiers[0], also_mhz);
	}
	for (size_t i = 0; i < pace->tier_count; i++) {
		fputs("<p class=\"note\"><b>", out);
		put(out, pace->tiers[i]->title);
		fputs("</b>: ", out);
		put(out, pace->tiers[i]->unit_note);
		fprintf(out, " %llu messages, %llu touches, %llu to warm up; ",
			(unsigned long long)pace->tiers[i]->messages,
			(unsigned long long)pace->tiers[i]->touches,
			(unsigned long long)pace->tiers[i]->warmup);
		if (pace->tiers[i]->cpu >= 0)
			fprintf(out, "pinned to CPU %d.</p>\n", pace->tiers[i]->cpu);
		else
			fputs("not pinned.</p>\n", out);
	}
}

/* ---- what was measured, and with what ------------------------------------------------------------- */

static void section_facts(FILE *out, const struct bench *bench)
{
	fputs("<h2>Capture</h2>\n", out);
	begin_table(out, "What was replayed");
	for (size_t i = 0; i < bench->file_count; i++) {
		fact(out, "file", bench->files[i].path);
		fact_number(out, "size", (double)bench->files[i].bytes, "bytes");
		fact(out, "SHA-256", bench->files[i].digest);
	}
	fact_number(out, "duration as recorded", (double)bench->duration_ns * 1e-9, "s");
	fact_number(out, "on the wire", (double)bench->wire_bytes, "bytes in frames");
	end_table(out);
	fputs("<h2>Machine and clocks</h2>\n", out);
	begin_table(out, "What it ran on");
	fact(out, "touchwire", bench->version);
	fact(out, "device build", bench->build);
	fact(out, "DPDK", bench->dpdk);
	fact(out, "Python", bench->python);
	fact(out, "compiler", bench->compiler);
	fact(out, "machine", bench->machine);
	fact(out, "system", bench->system);
	fact(out, "processor", bench->cpu_model);
	fact_number(out, "processors online", (double)bench->cpus, "");
	fact_number(out, "load of the minute before", bench->load, "");
	fact_number(out, "device clock", BENCH_CLOCK_MHZ, "MHz: a cycle is 6.4 ns");
	if (bench->also_mhz > 0.0)
		fact_number(out, "also shown at", bench->also_mhz, "MHz");
	if (bench->tsc_mhz > 0.0)
		fact_number(out, "time stamp counter", bench->tsc_mhz, "MHz");
	end_table(out);
}

static void section_counters(FILE *out, const struct bench_tier *tier)
{
	struct bench_sum sums[BENCH_SUMS];
	size_t count = bench_sums(tier, sums);

	if (!tier->tally.count)
		return;
	fputs("<h2>Counters: ", out);
	put(out, tier->title);
	fputs("</h2>\n", out);
	begin_table(out, "Sums that must be equal");
	for (size_t i = 0; i < count; i++)
		fprintf(out,
			"<tr><td>%s</td><td>%llu</td><td>%s</td><td>%llu</td><td class=\"%s\">%s</td></tr>\n",
			sums[i].left, (unsigned long long)sums[i].left_value,
			sums[i].right, (unsigned long long)sums[i].right_value,
			sums[i].left_value == sums[i].right_value ? "" : "bad",
			sums[i].left_value == sums[i].right_value ? "equal" : "DIFFERS");
	end_table(out);
	begin_table(out, "Counters that are not 0");
	for (size_t i = 0; i < tier->tally.count; i++) {
		const struct tally_item *item = &tier->tally.items[i];

		if (item->value)
			fprintf(out,
				"<tr><td>%s</td><td>%llu</td><td class=\"text\">%s</td></tr>\n",
				item->name, (unsigned long long)item->value,
				item->what ? item->what : "");
	}
	end_table(out);
}

static void page(FILE *out, const struct bench *bench)
{
	fprintf(out,
		"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
		"<meta name=\"color-scheme\" content=\"light dark\">\n<title>Touchwire bench</title>\n"
		"<style>\n%s</style></head>\n<body><main>\n",
		style);
	summary(out, bench);
	for (size_t i = 0; i < bench->pace_count; i++)
		section_pace(out, &bench->paces[i], bench->also_mhz);
	section_facts(out, bench);
	if (bench->pace_count)
		for (size_t i = 0; i < bench->paces[0].tier_count; i++)
			section_counters(out, bench->paces[0].tiers[i]);
	fputs("</main></body></html>\n", out);
}

int report_write(const char *folder, const struct bench *bench, struct tw_error *error)
{
	char path[4096];
	FILE *out;
	int status = 0;

	if (mkdir(folder, 0777) != 0 && errno != EEXIST)
		return tw_fail(error, -errno, "%s: cannot be made: %s", folder,
			       strerror(errno));
	if (snprintf(path, sizeof(path), "%s/index.html", folder) >= (int)sizeof(path))
		return tw_fail(error, -ENAMETOOLONG, "%s: the name is too long", folder);
	out = fopen(path, "w");
	if (!out)
		return tw_fail(error, -errno, "%s: cannot be written: %s", path,
			       strerror(errno));
	page(out, bench);
	if (ferror(out))
		status = -EIO;
	if (fclose(out) != 0)
		status = -errno;
	return status ? tw_fail(error, status, "%s: cannot be written: %s", path,
				strerror(-status))
		      : 0;
}
