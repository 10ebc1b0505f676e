package publish

import (
	"context"
	"sync"
	"sync/atomic"
)

// each does a piece of work for 0 … n-1 on a few goroutines, and stops early
// when one fails or ctx ends. Of several failures it returns the one of the
// lowest number. The work is told which goroutine does it, for its buffers.
func each(ctx context.Context, workers, n int, work func(worker, i int) error) error {
	batch := min(max(n/(16*workers), 1), 64)
	var (
		next    atomic.Int64
		stopped atomic.Bool
		group   sync.WaitGroup
		lock    sync.Mutex
		lowest  = n
		failure error
	)
	fail := func(i int, err error) {
		stopped.Store(true)
		lock.Lock()
		defer lock.Unlock()
		if i < lowest {
			lowest, failure = i, err
		}
	}
	for worker := range min(workers, n) {
		group.Go(func() {
			for !stopped.Load() {
				start := int(next.Add(int64(batch))) - batch
				if start >= n {
					return
				}
				for i := start; i < min(start+batch, n); i++ {
					err := ctx.Err()
					if err == nil {
						err = work(worker, i)
					}
					if err != nil {
						fail(i, err)
						return
					}
				}
			}
		})
	}
	group.Wait()
	return failure
}
