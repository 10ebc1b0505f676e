package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// The collector runs whenever the heap has doubled. While it is small that is
// all the time: a build of 10,000 notices passes through a gigabyte, thirty
// megabytes at a time. So the heap may first grow to a size that any machine
// has, and doubles from there.

// roomyHeap is that size, in bytes.
const roomyHeap = 96 << 20

// paceCollector sets the collector's pace, after every collection anew.
func paceCollector() {
	type mark struct{ _ *mark } // what nobody holds is finalized by each collection
	var pace func(*mark)
	pace = func(m *mark) {
		debug.SetGCPercent(percentFor(liveHeap()))
		runtime.SetFinalizer(m, pace)
	}
	pace(new(mark))
}

func liveHeap() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// percentFor is how much the heap may grow, in percent of what is alive.
func percentFor(live uint64) int {
	const least, first = 100, 4 << 20 // the runtime takes a heap for 4 MiB at least
	live = max(live, first)
	if live > roomyHeap/2 {
		return least
	}
	return int((roomyHeap - live) * 100 / live)
}
