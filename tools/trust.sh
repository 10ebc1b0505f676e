#!/bin/sh
# Tries what make test can't: kills, power cuts, full disks, visitors, hostile
# inputs, ten thousand edits, no network. Prints one table; ends with 1 when a
# line of it is wrong, and with 2 when something that it needs is missing.
# QUICK=1 tries a sample of it.
missing=
[ "$(id -u)" = 0 ] || missing="$missing root"
for program in strace mkfs.ext4 unshare prlimit setpriv mount; do
	command -v "$program" >/dev/null 2>&1 || missing="$missing $program"
done
if [ "$(id -u)" = 0 ] && ! unshare -n true 2>/dev/null; then missing="$missing network-namespaces"; fi
dir=$(mktemp -d)
if [ "$(id -u)" = 0 ]; then
	if mount -t tmpfs tmpfs "$dir" 2>/dev/null; then umount "$dir"; else missing="$missing mounts"; fi
fi
rmdir "$dir"
if [ -n "$missing" ]; then
	echo "make trust needs what isn't here:$missing"
	echo "(strace and e2fsprogs are packages; root, mounts and network namespaces are given by a machine or a privileged container)"
	exit 2
fi

edits=10000 checks=3000 short=
if [ -n "$QUICK" ]; then edits=200 checks=200 short=-short; fi
logs=dist/trust; mkdir -p $logs
failed=0

# part NAME PACKAGE FLAG...: a run of tests, its log, and whether it passed.
part() {
	name=$1; package=$2; shift 2
	echo "$name …" >&2
	if ! ${GO:-go} test -tags trust -count=1 -v -timeout 4h "$package" "$@" >"$logs/$name.log" 2>&1; then
		failed=1; echo "FAILED: $name, see $logs/$name.log" >&2
	fi
}
part faults ./internal/publish -run 'NoFault|WouldBeSeen|AnyHistory' -rapid.checks=$checks
part machine ./internal/publish -run Trust $short
part commands ./cmd/gongkai -run 'Trust' $short
part hostile ./cmd/gongkai -run 'Hostile|LinksAndDevices|ServeUnderAttack'
part identical ./cmd/gongkai -run 'ByteIdentical'
part growth ./internal/markup -run TrustGrowth
part edits ./cmd/gongkai -run IncrementalIsClean -edits $edits -edit-seed "${SEED:-1}"

# Lines that tests write for this table, and sums of those that they don't.
{
	cat $logs/*.log | sed -n 's/.*TRUST|//p'
	awk '/[0-9]+ points$/ { points += $(NF-1) } /points left a torn site/ { torn++ }
		END { printf "T1|every call of a publication from inside, in 4 ways|%d|%d\n", points, torn }' $logs/faults.log
	awk '/--- (PASS|FAIL).*\/(.*)/ { n++ } /--- FAIL.*\// { bad++ }
		END { printf "T3|hostile inputs through the commands|%d|%d\n", n, bad }' $logs/hostile.log
	awk '/--- (PASS|FAIL).*\// { n++ } /--- FAIL.*\// { bad++ }
		END { printf "T5|whole sites over path, TZ, LANG, umask, cores|%d|%d\n", n, bad }' $logs/identical.log
	awk '/builds, .* without errors/ { n = $2 } /^--- FAIL/ { bad++ }
		END { printf "T5|random edits, each equal to a clean build|%d|%d\n", n, bad }' $logs/edits.log
} | sort -t '|' -k1,1 -s | awk -F '|' '
	BEGIN { print "| goal | what was tried | tried | wrong |"; print "| --- | --- | --: | --: |" }
	{ printf "| %s | %s | %d | %d |\n", $1, $2, $3, $4; if ($4 > 0 || $3 == 0) bad = 1 }
	END { exit bad }' || failed=1
exit $failed
