package publish

import (
	"context"
	"sync"
	"sync/atomic"
)

// each does a piece of work for 0 … n-1 on a few goroutines. When some of it
// fails it ends early, but not before all that comes before a failure is done: so
// the error is that of the lowest number, whatever the number of cores. The work
// is told which goroutine does it, for its buffers.
func each(ctx context.Context, workers, n int, work func(worker, i int) error) error {
	batch := min(max(n/(16*workers), 1), 64)
	var (
		next   atomic.Int64
		end    atomic.Int64 // the lowest number that failed
		group  sync.WaitGroup
		lock   sync.Mutex
		lowest error
	)
	end.Store(int64(n))
	fail := func(i int, err error) {
		lock.Lock()
		defer lock.Unlock()
		if int64(i) < end.Load() {
			end.Store(int64(i))
			lowest = err
		}
	}
	run := func(worker int) {
		for {
			start := int(next.Add(int64(batch))) - batch
			if int64(start) >= end.Load() {
				return
			}
			for i := start; i < start+batch && int64(i) < end.Load(); i++ {
				err := ctx.Err()
				if err == nil {
					err = work(worker, i)
				}
				if err != nil {
					fail(i, err)
				}
			}
		}
	}
	for worker := range min(workers, n) - 1 {
		group.Go(func() { run(worker + 1) })
	}
	run(0)
	group.Wait()
	return lowest
}
