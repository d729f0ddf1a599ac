# SPDX-License-Identifier: BSD-3-Clause
# report: the page of a bench is whole, needs nothing else, and is drawn by a browser.

expect generate 0 "$TW" generate --seed 5 --messages 3k --symbols 8 -o "$work/a.pcap"
expect bench 0 "$TW" bench --pace line --tiers fpga,soft,dpdk --report "$work/report" "$work/a.pcap"
page=$work/report/index.html

# Every tag is closed where it must be, and nothing is fetched or run.
check whole python3 - "$page" <<'END'
import html.parser, sys

class Page(html.parser.HTMLParser):
    open_tags, seen = [], set()
    def handle_starttag(self, tag, attributes):
        self.seen.add(tag)
        assert tag not in ("script", "link", "iframe", "img"), tag
        assert not any(name in ("src", "href") or name.startswith("on") for name, _ in attributes), attributes
        if tag != "meta":
            self.open_tags.append(tag)
    def handle_startendtag(self, tag, attributes):
        self.seen.add(tag)
    def handle_endtag(self, tag):
        assert self.open_tags.pop() == tag, (tag, self.getpos())

text = open(sys.argv[1], encoding="utf-8").read()
assert "http" not in text and "url(" not in text and "@import" not in text
page = Page()
page.feed(text)
page.close()
assert not page.open_tags and {"svg", "title", "desc", "table", "polyline", "rect"} <= page.seen
assert text.count("<svg") >= 6
END
says dark "prefers-color-scheme:dark" "$page"
says phone "width=device-width" "$page"
check sums-equal bash -c '! grep -q DIFFERS "$0"' "$page"
says sums "Sums that must be equal" "$page"

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
if [ -z "$browser" ]; then
	skip browser "no Chromium (apt install chromium): the page was not drawn"
else
	mkdir "$work/browser"
	# What it leaves in its folders is none of ours.
	browse() {
		env XDG_RUNTIME_DIR="$work/browser" HOME="$work/browser" "$browser" --headless=new --no-sandbox --disable-gpu \
			--user-data-dir="$work/browser/data" "$@"
	}
	export -f browse
	export browser work
	for size in 1200,1600 420,1600; do
		picture=$BUILD/test/report-${size%,*}.png
		mkdir -p "$BUILD/test"
		rm -f "$picture"
		expect "drawn-${size%,*}" 0 bash -c 'browse "$@"' browse --hide-scrollbars --window-size="$size" \
			--screenshot="$picture" "file://$page"
		# An empty page is a picture of some kilobytes.
		check "picture-${size%,*}" test "$(stat -c %s "$picture" 2>/dev/null || echo 0)" -gt 30000
	done
	expect dom 0 bash -c 'browse "$@"' browse --enable-logging=stderr --dump-dom "file://$page"
	says dom-whole "</main>" "$out"
	check no-console bash -c '! grep -q "CONSOLE" "$0"' "$err"
fi
