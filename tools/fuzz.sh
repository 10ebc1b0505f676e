#!/bin/sh
# Fuzzes every parser for a while and prints a line of a table for each:
#
#	tools/fuzz.sh 10m ./internal/markup ./internal/site
#
# What a target found is kept in its package's testdata/fuzz, where it is a test
# from then on. The full logs are in dist/fuzz.
for=$1; shift
mkdir -p dist/fuzz
failed=0
echo "| target | time | executions | new inputs | result |"
echo "| --- | --: | --: | --: | --- |"
for package in $(${GO:-go} list "${@:-./...}"); do
	for target in $(${GO:-go} test -list '^Fuzz' "$package" | grep '^Fuzz'); do
		room=${package#gongkai/}; room=${room#internal/}
		log=dist/fuzz/$(echo "$room" | tr / -)-$target
		if ${GO:-go} test -run '^$' -fuzz "^$target\$" -fuzztime "$for" -parallel=1 "$package" >"$log" 2>&1; then
			result=clean
		else
			result="FAILED, see $log"; failed=1
		fi
		# fuzz: elapsed: 10m0s, execs: 123456 (200/sec), new interesting: 12 (total: 40)
		grep 'execs:' "$log" | tail -n 1 | sed -n 's/.*elapsed: \([^,]*\), execs: \([0-9]*\) .*new interesting: \([0-9]*\).*/\1 \2 \3/p' |
			{ read -r elapsed execs new; echo "| $room $target | $elapsed | $execs | $new | $result |"; }
	done
done
exit $failed
