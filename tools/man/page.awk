# SPDX-License-Identifier: BSD-3-Clause
# page: a man page out of a help text: usage, paragraphs, options, exit codes, examples.
#
#   usage: ...            SYNOPSIS, up to an empty line
#   text                  DESCRIPTION
#   heading:              a heading within OPTIONS
#     --option ARG  text  OPTIONS; deeper lines go on with the text
#     word: ...           right behind a heading: a file, which stays as it stands
#   exit codes:           EXIT STATUS
#   example: ...          EXAMPLES, as they stand
#
# Variables: page, what (the line of NAME), version, also (pages to see).

function roff(text) {
	gsub(/\\/, "\\e", text)
	gsub(/-/, "\\-", text)
	gsub(/`/, "\\(ga", text)
	gsub(/'/, "\\(aq", text)
	gsub(/\^/, "\\(ha", text)
	gsub(/~/, "\\(ti", text)
	if (text ~ /^\./)
		text = "\\&" text
	return text
}
function section(name) {
	if (in_section != name)
		print ".SH " name
	in_section = name
}
# The lines of an example keep their ends.
function verbatim(open) {
	if (open == is_verbatim)
		return
	print open ? ".nf" : ".fi"
	is_verbatim = open
}
function flush_heading() {
	if (heading == "")
		return
	section(options)
	print ".SS " roff(toupper(substr(heading, 1, 1)) substr(heading, 2))
	heading = ""
}
function term(line,    at) {
	sub(/^ +/, "", line)
	flush_heading()
	section(options)
	print ".TP"
	at = match(line, /   *[^ ]/)
	print ".B " roff(at ? substr(line, 1, at - 1) : line)
	if (at) {
		sub(/^ +/, "", line)
		text = substr(line, at)
		sub(/^ +/, "", text)
		print roff(text)
	}
	in_term = 1
}

BEGIN {
	options = page == "touchwire" ? "SUBCOMMANDS" : "OPTIONS"
	print ".\\\" Made from the help of the program; do not edit."
	printf ".TH %s 1 \"\" \"touchwire %s\" \"Touchwire\"\n", toupper(page), version
	section("NAME")
	print page " \\- " roff(what)
	state = "text"
}
/^usage: / {
	section("SYNOPSIS")
	verbatim(1)
	state = "usage"
	sub(/^usage: /, "")
	print roff($0)
	next
}
/^example: / || /^examples:/ {
	if (state != "example")
		verbatim(0)
	section("EXAMPLES")
	verbatim(1)
	state = "example"
	sub(/^examples?: ?/, "")
	if ($0 != "")
		print roff($0)
	next
}
/^exit codes:/ {
	verbatim(0)
	section("EXIT STATUS")
	state = "exit"
	in_term = 0
	sub(/^exit codes: */, "")
	if ($0 != "")
		print roff($0)
	next
}
/^$/ {
	if (state == "usage" || state == "exit") {
		verbatim(0)
		state = "text"
	} else if (state == "text") {
		paragraph = 1
	}
	if (state == "file") {
		verbatim(0)
		state = "text"
	}
	in_term = 0
	next
}
heading != "" && /^  [a-z_]+:( |$)/ {
	flush_heading()
	verbatim(1)
	state = "file"
}
state == "file" {
	sub(/^  /, "")
	print roff($0)
	next
}
state == "usage" || state == "example" {
	sub(/^       /, "")
	if (state == "example")
		sub(/^  /, "")
	print roff($0)
	next
}
state == "exit" {
	if ($0 ~ /^ +[0-9]+ /) {
		sub(/^ +/, "")
		print ".TP"
		print ".B " $1
		sub(/^[0-9]+ +/, "")
	}
	print roff($0)
	next
}
/^  ? ? ? ?[^ ]/ && !/^ +[a-z]+ [a-z]/ {
	term($0)
	paragraph = 0
	next
}
in_term {
	sub(/^ +/, "")
	print roff($0)
	next
}
/:$/ && !/^ / {
	heading = substr($0, 1, length($0) - 1)
	paragraph = 0
	next
}
{
	if (in_section != options)
		section("DESCRIPTION")
	if (paragraph)
		print ".PP"
	paragraph = 0
	sub(/^ +/, "")
	print roff($0)
}
END {
	verbatim(0)
	section("SEE ALSO")
	n = split(also, pages, " ")
	for (i = 1; i <= n; i++)
		print ".BR " roff(pages[i]) " (1)" (i < n ? "," : "")
}
