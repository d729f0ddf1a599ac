# SPDX-License-Identifier: BSD-3-Clause
# report: the page of a bench is whole, needs nothing else, and is drawn by a browser.

expect generate 0 "$TW" generate --seed 5 --messages 3k --symbols 8 -o "$work/a.pcap"
expect bench 0 "$TW" bench --pace line --report "$work/report" "$work/a.pcap"
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
	skip browser "no Chromium, the page was not drawn: tools/install-packages.sh --all"
	return 0
fi
mkdir "$work/browser" "$BUILD/test" 2>/dev/null
# What it leaves in its folders is none of ours; a container's /dev/shm is too small for it.
browse() {
	env XDG_RUNTIME_DIR="$work/browser" HOME="$work/browser" timeout 60 "$browser" --headless=new --no-sandbox \
		--disable-gpu --disable-dev-shm-usage --user-data-dir="$work/browser/data" "$@"
}
export -f browse
export browser work

# A copy of the page, in which look.js says what is wrong with it.
looked=$work/looked.html
{
	sed 's,</body>.*,,' "$page"
	printf '<script>\n%s\n</script></body></html>\n' "$(cat "$HERE/look.js")"
} >"$looked"

# look NAME WIDTH HEIGHT COLOUR OPTION...: draw it, keep the picture, and find nothing wrong with it.
look() {
	local name=$1 size=$2,$3 colour=$4 picture=$BUILD/test/report-$1.png
	shift 4
	rm -f "$picture"
	expect "drawn-$name" 0 bash -c 'browse "$@"' browse --hide-scrollbars --window-size="$size" "$@" \
		--screenshot="$picture" "file://$page"
	# An empty page is a picture of some kilobytes.
	if [ "$(stat -c %s "$picture" 2>/dev/null || echo 0)" -gt 60000 ]; then
		ok "picture-$name $picture"
	else
		fail "picture-$name" "$picture is missing or empty"
	fi
	expect "look-$name" 0 bash -c 'browse "$@"' browse --hide-scrollbars --window-size="$size" "$@" \
		--enable-logging=stderr --dump-dom "file://$looked#${size%,*}"
	check "no-console-$name" bash -c '! grep -q CONSOLE "$0"' "$err"
	sed -n '/<pre id="look">/,/^end of look/{s/.*<pre id="look">//;/^end of look/d;p}' "$out" >"$work/look"
	check "whole-$name" grep -q "^[1-9][0-9]* texts, [1-9][0-9]* pictures, ${size%,*} wide, on $colour\$" "$work/look"
	if [ "$(wc -l <"$work/look")" -eq 1 ]; then
		ok "readable-$name $(cat "$work/look")"
	else
		fail "readable-$name" "$(sed 1d "$work/look" | head -n 5)"
	fi
}
dark=--blink-settings=preferredColorScheme=0
look desk 1200 3200 'rgb(255, 255, 255)'
look desk-dark 1200 3200 'rgb(17, 22, 27)' $dark
look phone 420 4200 'rgb(255, 255, 255)'
look phone-dark 420 4200 'rgb(17, 22, 27)' $dark
