# SPDX-License-Identifier: BSD-3-Clause
# Help and wrong use of every subcommand.

expect no-subcommand 2 "$TW"
expect help 0 "$TW" help
says help-codes "exit codes:" "$out"
for word in --help -h; do
	expect "dash$word" 0 "$TW" $word
	says "dash$word-codes" "exit codes:" "$out"
done
expect dash-version 0 "$TW" --version
expect wrong-subcommand 2 "$TW" nonsense
says wrong-subcommand-name "'nonsense'" "$err"
expect version 0 "$TW" version
says version-dpdk "DPDK" "$out"

for name in replay verify bench convert generate exchange run trade kill journal registers version; do
	expect "$name-help" 0 "$TW" $name --help
	says "$name-example" "example: touchwire" "$out"
	cp "$out" "$work/help"
	expect "help-$name" 0 "$TW" help $name
	check "help-$name-same" cmp -s "$out" "$work/help"
	expect "$name-wrong-option" 2 "$TW" $name --nonsense
done
for name in replay verify bench convert generate exchange run trade kill journal; do
	expect "$name-nothing" 2 "$TW" $name
done

expect number-letters 2 "$TW" generate --messages 12x -o "$work/x.pcap"
says number-letters-says "--messages: '12x' is no whole number from 1" "$err"
expect number-zero 2 "$TW" generate --messages 0 -o "$work/x.pcap"
expect number-huge 2 "$TW" generate --messages 99999999999999999999 -o "$work/x.pcap"
expect number-overflow 2 "$TW" generate --messages 99999999999G -o "$work/x.pcap"
expect number-negative 2 "$TW" generate --seed -1 -o "$work/x.pcap"
expect profile-wrong 2 "$TW" generate --profile nice -o "$work/x.pcap"
says profile-list "replaces" "$err"
expect same-output 2 "$TW" generate -o "$work/x.pcap" -b "$work/x.pcap"
expect session-long 2 "$TW" generate --session ABCDEFGHIJK -o "$work/x.pcap"
expect silence-letters 2 "$TW" replay --silence-ns 1x "$work/a.pcap"
says silence-letters-says "--silence-ns: '1x' is no whole number from 0" "$err"
expect stale-huge 2 "$TW" verify --stale-ns 5G "$work/a.pcap"
says stale-huge-says "--stale-ns: '5G' is no whole number from 0 to 4294967295" "$err"
expect run-times-fpga 2 "$TW" run --silence-ns 5 -- --no-huge
says run-times-fpga-says "are for --engine soft" "$err"
expect date-wrong 2 "$TW" convert --date 2020-13-01 x.itch -o "$work/x.pcap"
check no-file-made test ! -e "$work/x.pcap"

expect ok-generate 0 "$TW" generate --messages 1k -o "$work/a.pcap"
expect engine-wrong 2 "$TW" replay --engine gpu "$work/a.pcap"
expect group-wrong 2 "$TW" replay --engine soft --group 1.2.3:x "$work/a.pcap"
expect symbol-long 2 "$TW" replay --engine soft --symbols AAPL,TOOLONGNAME "$work/a.pcap"
expect symbol-empty 2 "$TW" replay --engine soft --symbols AAPL,,MSFT "$work/a.pcap"
expect latency-soft 2 "$TW" replay --engine soft --latency "$work/l" "$work/a.pcap"
expect three-captures 2 "$TW" replay --engine soft "$work/a.pcap" "$work/a.pcap" "$work/a.pcap"
expect run-no-separator 2 "$TW" run --engine soft
expect run-options-behind 2 "$TW" run extra -- --no-huge
expect output-unwritable 4 "$TW" generate -o "$work/none/x.pcap"
expect quotes-unwritable 4 "$TW" replay --engine soft --quotes "$work/none/q" "$work/a.pcap"
says quotes-unwritable-says "$work/none/q" "$err"
if [ -w /dev/full ]; then
	expect quotes-full 4 "$TW" replay --engine soft --quotes /dev/full "$work/a.pcap"
	expect stdout-full 4 bash -c '"$TW" replay --engine soft "$0" >/dev/full' "$work/a.pcap"
fi
