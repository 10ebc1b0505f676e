package search

// chains is many lists that grow side by side, in blocks of one size: no list
// is copied when it grows, and little stands empty. A year of notices is tens of
// millions of elements in thousands of lists; slices of their own would take
// twice the memory.
type chains[T any] struct {
	size  int // of a block
	lists [][][]T
	free  []T
}

func newChains[T any](lists, size int) chains[T] {
	return chains[T]{size: size, lists: make([][][]T, lists)}
}

func (c *chains[T]) add(list int, elements ...T) {
	for len(elements) > 0 {
		blocks := c.lists[list]
		last := len(blocks) - 1
		if last < 0 || len(blocks[last]) == c.size {
			c.lists[list], last = append(blocks, c.block()), last+1
		}
		block := &c.lists[list][last]
		n := min(len(elements), c.size-len(*block))
		*block = append(*block, elements[:n]...)
		elements = elements[n:]
	}
}

func (c *chains[T]) block() []T {
	if len(c.free) < c.size {
		c.free = make([]T, 1024*c.size)
	}
	block := c.free[:0:c.size]
	c.free = c.free[c.size:]
	return block
}

// appendTo appends a list to a slice.
func (c *chains[T]) appendTo(out []T, list int) []T {
	for _, block := range c.lists[list] {
		out = append(out, block...)
	}
	return out
}

// length is the elements of a list.
func (c *chains[T]) length(list int) int {
	n := len(c.lists[list])
	if n == 0 {
		return 0
	}
	return (n-1)*c.size + len(c.lists[list][n-1])
}
