#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# regs_test.sh: regs.awk must refuse each of these descriptions, with the line that is wrong.
# Usage: regs_test.sh [awk]

awk=${1:-awk}
here=$(dirname "$0")
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
cases=0
failed=0

# refuse LINE TEXT DESCRIPTION: the message must name the line and contain the text.
refuse() {
	cases=$((cases + 1))
	printf '%s\n' "$3" >"$dir/case.regs"
	if "$awk" -v out=svh -f "$here/regs.awk" -f "$here/regs_csr.awk" "$dir/case.regs" \
		>"$dir/out" 2>"$dir/err" || [ -s "$dir/out" ] ||
		! grep -q "case.regs:$1: .*$2" "$dir/err"; then
		echo "regs_test: wanted line $1 '$2' for:"
		echo "$3"
		cat "$dir/err"
		failed=$((failed + 1))
	fi
}

b='block B 0x100 "b"'
r='reg R 0x0 rw 0 "r"'
refuse 3 'R2 overlaps R' "$b
$r
reg R2 0x0 rw 0 \"x\""
refuse 2 'not aligned' "$b
reg R 0x2 rw 0 \"x\""
refuse 3 'already used' "$b
$r
reg R 0x4 rw 0 \"x\""
refuse 4 'overlaps field F' "$b
$r
field F 3:1 \"f\"
field G 1:0 \"g\""
refuse 3 'HI:LO' "$b
$r
field F 32:0 \"f\""
refuse 2 'access' "$b
reg R 0x0 rx 0 \"x\""
refuse 2 'not a number' "$b
reg R 0xzz rw 0 \"x\""
refuse 2 'takes' "$b
reg R 0x0 rw \"x\""
refuse 2 'text in quotes' "$b
reg R 0x0 rw 0"
refuse 1 'outside a block' 'reg R 0x0 rw 0 "x"'
refuse 2 'unknown word' "$b
register R 0x0 rw 0 \"x\""
refuse 5 'overlaps K.C1' "$b
$r
bank K 0x10 \"k\"
cause C1 \"1\"
sum S 0x10 \"s\""
refuse 3 'already used' "$b
bank K 0x0 \"k\"
reg K 0x20 rw 0 \"x\""
refuse 3 'earlier bank' "$b
bank K 0x0 \"k\"
like M"
refuse 3 'outside a bank' "$b
$r
cause C \"c\""
refuse 2 'no value of its own' "$b
reg R 0x0 ro 1 \"x\""
refuse 2 'upper case' "$b
reg r 0x0 rw 0 \"x\""
refuse 2 'beyond the 64' "block B 0x8000 \"b\"
reg R 0x8000 rw 0 \"x\""

# Two letters that differ only by case stay two names.
printf '%s\n' "$b" 'bank K 0x0 "k"' 'cause H "up"' 'cause h "low"' >"$dir/ok.regs"
for out in svh h md csr; do
	cases=$((cases + 1))
	if ! "$awk" -v out=$out -f "$here/regs.awk" -f "$here/regs_csr.awk" "$dir/ok.regs" \
		>"$dir/$out" 2>&1 || [ ! -s "$dir/$out" ]; then
		echo "regs_test: good description refused for $out"
		failed=$((failed + 1))
	fi
done
grep -q 'TW_K_H = ' "$dir/svh" && grep -q 'TW_K_LOWER_H = ' "$dir/svh" || failed=$((failed + 1))

[ $failed -eq 0 ] && echo "ok regs-errors $cases descriptions" || {
	echo "FAIL regs-errors $failed of $cases"
	exit 1
}
