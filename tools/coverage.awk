# Reads a coverage profile in which each package was counted by several tests,
# and holds the statements covered to the goals: 90 % of all, 95 % of the rooms
# where a fault would be published.
BEGIN { strict["report"] = strict["source"] = strict["publish"] = strict["privacy"] = 1 }
/^mode:/ { next }
{
	statements[$1] = $2
	if ($3 > 0) covered[$1] = 1
}
END {
	for (block in statements) {
		path = block; sub(/:.*/, "", path)
		room = path; sub(/^gongkai\//, "", room); sub(/^internal\//, "", room); sub(/\/[^\/]*$/, "", room)
		if (room ~ /^bench/) continue # it measures, and is run by hand
		all[room] += statements[block]; total += statements[block]
		if (block in covered) { hit[room] += statements[block]; hits += statements[block] }
	}
	if (!total) { print "the profile is empty"; exit 1 }
	for (room in all) {
		share = 100 * hit[room] / all[room]
		printf "%5.1f %%  %s\n", share, room | "sort -k3"
		if (room in strict && share < 95) { failed = failed sprintf("%s has %.1f %%, not 95 %%\n", room, share) }
	}
	close("sort -k3")
	share = 100 * hits / total
	printf "%5.1f %%  of all statements\n", share
	if (share < 90) failed = failed sprintf("%.1f %% of all statements, not 90 %%\n", share)
	if (failed) { printf "%s", failed; exit 1 }
}
