package render

import (
	"math"
	"math/bits"
	"strconv"
	"sync"
)

// QR codes (GB/T 18284, ISO/IEC 18004): byte mode, error correction M. The
// library encodes one in 2 ms, which at 100,000 pages is more than three
// minutes; a code of up to 61 modules keeps each row in one machine word, and
// takes some 20 µs. The tests compare with the library, module by module.

// matrix is a square of modules, a bit each: rows[y]>>x&1 is dark.
type matrix struct {
	size     int
	rows     [64]uint64
	function [64]uint64 // modules that no mask touches
}

// maxVersion is the largest code that fits: 61 modules, 251 bytes.
const maxVersion = 11

// For error correction M, by version: check bytes a block, and blocks.
var (
	qrCheckBytes = [maxVersion + 1]int{0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30}
	qrBlocks     = [maxVersion + 1]int{0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5}
)

// qrCode is an address as a picture, or nothing when it is too long.
func qrCode(address string) HTML {
	m := encodeQR(address)
	if m == nil {
		return ""
	}
	return asHTML(m.svg())
}

// encodeQR makes the code with the mask that reads best.
func encodeQR(text string) *matrix {
	version := 1
	for len(text) > qrCapacity(version) {
		if version++; version > maxVersion {
			return nil
		}
	}
	base := frames()[version]
	base.place(qrBytes(text, version))
	var best matrix
	least := math.MaxInt
	for mask := range 8 {
		m := base.masked(mask)
		if p := m.penalty(); p < least {
			best, least = m, p
		}
	}
	return &best
}

// frames is what every code of a version has.
var frames = sync.OnceValue(func() *[maxVersion + 1]matrix {
	var all [maxVersion + 1]matrix
	for version := 1; version <= maxVersion; version++ {
		all[version] = *newMatrix(version)
	}
	return &all
})

// qrModules is how many modules of a version carry bytes.
func qrModules(version int) int {
	n := (16*version+128)*version + 64
	if version >= 2 {
		marks := version/7 + 2
		n -= (25*marks-10)*marks - 55
		if version >= 7 {
			n -= 36
		}
	}
	return n
}

func qrDataBytes(version int) int {
	return qrModules(version)/8 - qrCheckBytes[version]*qrBlocks[version]
}

// qrCapacity is how many bytes of text fit, beside the mode and the length.
func qrCapacity(version int) int {
	header := 4 + 8
	if version >= 10 {
		header = 4 + 16
	}
	return (qrDataBytes(version)*8 - header) / 8
}

// qrBytes is the text with its header, padding and check bytes, interleaved.
func qrBytes(text string, version int) []byte {
	data := make([]byte, 0, qrDataBytes(version))
	// The mode takes four bits, so every byte straddles two.
	carry := byte(0b0100)
	push := func(b byte) {
		data = append(data, carry<<4|b>>4)
		carry = b & 15
	}
	if version >= 10 {
		push(byte(len(text) >> 8))
	}
	push(byte(len(text)))
	for i := range len(text) {
		push(text[i])
	}
	data = append(data, carry<<4)
	for pad := byte(0xEC); len(data) < cap(data); pad ^= 0xEC ^ 0x11 {
		data = append(data, pad)
	}
	return interleave(data, qrBlocks[version], qrCheckBytes[version])
}

// interleave cuts the data into blocks, the longer ones last, and takes a
// byte of each in turn.
func interleave(data []byte, count, check int) []byte {
	short, longer := len(data)/count, len(data)%count
	g := generators()[check]
	blocks, checks := make([][]byte, count), make([][]byte, count)
	for i := range count {
		n := short
		if i >= count-longer {
			n++
		}
		blocks[i], data = data[:n], data[n:]
		checks[i] = g.check(blocks[i])
	}
	out := make([]byte, 0, len(data)+count*(short+1+check))
	for j := range short + 1 {
		for _, b := range blocks {
			if j < len(b) {
				out = append(out, b[j])
			}
		}
	}
	for j := range check {
		for _, c := range checks {
			out = append(out, c[j])
		}
	}
	return out
}

// gfMultiply multiplies in GF(2^8) modulo x^8+x^4+x^3+x^2+1.
func gfMultiply(x, y byte) byte {
	var z byte
	for i := 7; i >= 0; i-- {
		z = z<<1 ^ z>>7*0x1D
		z ^= y >> i & 1 * x
	}
	return z
}

// generator is a Reed–Solomon generator polynomial without its leading 1:
// times[f] is the polynomial multiplied by f.
type generator struct{ times [256][]byte }

// generators are those that codes of this size need, by number of check bytes.
var generators = sync.OnceValue(func() map[int]*generator {
	all := map[int]*generator{}
	for _, degree := range qrCheckBytes {
		if degree > 0 && all[degree] == nil {
			all[degree] = newGenerator(degree)
		}
	}
	return all
})

func newGenerator(degree int) *generator {
	g := &generator{}
	divisor := make([]byte, degree)
	divisor[degree-1] = 1
	root := byte(1)
	for range degree {
		for j := range divisor {
			divisor[j] = gfMultiply(divisor[j], root)
			if j+1 < degree {
				divisor[j] ^= divisor[j+1]
			}
		}
		root = gfMultiply(root, 2)
	}
	for f := range g.times {
		for _, d := range divisor {
			g.times[f] = append(g.times[f], gfMultiply(d, byte(f)))
		}
	}
	return g
}

// check is the check bytes of a block.
func (g *generator) check(data []byte) []byte {
	out := make([]byte, len(g.times[0]))
	for _, b := range data {
		times := g.times[b^out[0]]
		for j := range len(out) - 1 {
			out[j] = out[j+1] ^ times[j]
		}
		out[len(out)-1] = times[len(out)-1]
	}
	return out
}

// newMatrix draws what every code of a version has: finders, timing,
// alignment and version.
func newMatrix(version int) *matrix {
	m := &matrix{size: 4*version + 17}
	for i := range m.size {
		m.draw(6, i, i%2 == 0)
		m.draw(i, 6, i%2 == 0)
	}
	for _, corner := range [][2]int{{3, 3}, {m.size - 4, 3}, {3, m.size - 4}} {
		m.square(corner[0], corner[1], 4)
	}
	marks := alignment(version)
	last := len(marks) - 1
	for i, x := range marks {
		for j, y := range marks {
			if i == 0 && (j == 0 || j == last) || i == last && j == 0 {
				continue // a finder is there
			}
			m.square(x, y, 2)
		}
	}
	m.format(0) // reserves its modules
	if version >= 7 {
		code := version << 12
		for r, i := version, 0; i < 12; i++ {
			r = r<<1 ^ r>>11*0x1F25
			code = version<<12 | r&0xFFF
		}
		for i := range 18 {
			a, b := m.size-11+i%3, i/3
			m.draw(a, b, code>>i&1 == 1)
			m.draw(b, a, code>>i&1 == 1)
		}
	}
	return m
}

func (m *matrix) draw(x, y int, dark bool) {
	m.function[y] |= 1 << x
	m.rows[y] &^= 1 << x
	if dark {
		m.rows[y] |= 1 << x
	}
}

// square draws a finder (radius 4, the outermost ring light) or an alignment
// mark (radius 2) around a centre.
func (m *matrix) square(cx, cy, radius int) {
	for dy := -radius; dy <= radius; dy++ {
		for dx := -radius; dx <= radius; dx++ {
			x, y := cx+dx, cy+dy
			if x < 0 || y < 0 || x >= m.size || y >= m.size {
				continue
			}
			ring := max(dx, -dx, dy, -dy)
			m.draw(x, y, ring != 4 && ring != 2 || radius == 2 && ring == 2)
			if radius == 2 && ring == 1 {
				m.draw(x, y, false)
			}
		}
	}
}

// alignment is the coordinates of the alignment marks.
func alignment(version int) []int {
	if version == 1 {
		return nil
	}
	count := version/7 + 2
	step := (version*4 + count*2 + 1) / (count*2 - 2) * 2
	marks := make([]int, count)
	for i, at := count-1, version*4+10; i > 0; i, at = i-1, at-step {
		marks[i] = at
	}
	marks[0] = 6
	return marks
}

// format draws the mask's number, for error correction M, in both places.
func (m *matrix) format(mask int) {
	r := mask // M is 00
	for range 10 {
		r = r<<1 ^ r>>9*0x537
	}
	code := (mask<<10 | r&0x3FF) ^ 0x5412
	bit := func(i int) bool { return code>>i&1 == 1 }
	for i := range 6 {
		m.draw(8, i, bit(i))
		m.draw(14-i-9, 8, bit(i+9))
	}
	m.draw(8, 7, bit(6))
	m.draw(8, 8, bit(7))
	m.draw(7, 8, bit(8))
	for i := range 8 {
		m.draw(m.size-1-i, 8, bit(i))
	}
	for i := 8; i < 15; i++ {
		m.draw(8, m.size-15+i, bit(i))
	}
	m.draw(8, m.size-8, true)
}

// place lays the bytes out in the zigzag of two columns, from the right.
func (m *matrix) place(data []byte) {
	i := 0
	for right := m.size - 1; right >= 1; right -= 2 {
		if right == 6 {
			right = 5
		}
		for vertical := range m.size {
			y := vertical
			if (right+1)&2 == 0 {
				y = m.size - 1 - vertical
			}
			for x := right; x > right-2; x-- {
				if m.function[y]>>x&1 == 0 && i < len(data)*8 {
					m.rows[y] |= uint64(data[i/8]>>(7-i%8)&1) << x
					i++
				}
			}
		}
	}
}

// masked is the code under one of the eight masks.
func (m *matrix) masked(mask int) matrix {
	out := *m
	patterns := &masks()[mask]
	for y := range m.size {
		out.rows[y] ^= patterns[y%12] &^ m.function[y] & (1<<m.size - 1)
	}
	out.format(mask)
	return out
}

// masks are the rows of the eight patterns, which repeat after twelve.
var masks = sync.OnceValue(func() *[8][12]uint64 {
	var rows [8][12]uint64
	patterns := [8]func(x, y int) bool{
		func(x, y int) bool { return (x+y)%2 == 0 },
		func(_, y int) bool { return y%2 == 0 },
		func(x, _ int) bool { return x%3 == 0 },
		func(x, y int) bool { return (x+y)%3 == 0 },
		func(x, y int) bool { return (x/3+y/2)%2 == 0 },
		func(x, y int) bool { return x*y%2+x*y%3 == 0 },
		func(x, y int) bool { return (x*y%2+x*y%3)%2 == 0 },
		func(x, y int) bool { return ((x+y)%2+x*y%3)%2 == 0 },
	}
	for mask, on := range patterns {
		for y := range 12 {
			for x := range 64 {
				if on(x, y) {
					rows[mask][y] |= 1 << x
				}
			}
		}
	}
	return &rows
})

// penalty is what the standard charges for patterns that confuse a reader.
func (m *matrix) penalty() int {
	n := m.size
	columns := m.transposed()
	total, dark := 0, 0
	for i := range n {
		total += linePenalty(m.rows[i], n) + linePenalty(columns[i], n)
		dark += bits.OnesCount64(m.rows[i])
		if i+1 < n {
			same := ^(m.rows[i] ^ m.rows[i+1])
			total += 3 * bits.OnesCount64(alike(m.rows[i], n)&alike(m.rows[i+1], n)&same)
		}
	}
	off := dark*20 - n*n*10
	return total + max(off, -off)/(n*n)*10
}

// transposed is the columns. Blocks are exchanged across the diagonal, of 32
// by 32 modules first, of one by one last.
func (m *matrix) transposed() [64]uint64 {
	columns := m.rows
	for size, low := 32, uint64(1<<32-1); size > 0; size, low = size/2, low^low<<(size/2) {
		for y := 0; y < 64; y = (y + size + 1) &^ size {
			t := (columns[y]>>size ^ columns[y+size]) & low
			columns[y] ^= t << size
			columns[y+size] ^= t
		}
	}
	return columns
}

// alike marks the modules of a line that are as dark as the next.
func alike(line uint64, n int) uint64 { return ^(line ^ line>>1) & (1<<(n-1) - 1) }

// linePenalty charges runs of five or more, 3 and 1 for each module beyond,
// and 40 for what looks like a finder with a light margin.
func linePenalty(line uint64, n int) int {
	e := alike(line, n)
	runs := e & (e >> 1) & (e >> 2) & (e >> 3) // starts of five alike
	total := bits.OnesCount64(runs) + 2*bits.OnesCount64(runs&^(runs<<1))
	light := ^line
	finder := line & (light >> 1) & (line >> 2) & (line >> 3) & (line >> 4) & (light >> 5) & (line >> 6)
	margin := light & (light >> 1) & (light >> 2) & (light >> 3)
	within := uint64(1)<<(n-10) - 1 // where eleven modules fit
	return total + 40*(bits.OnesCount64(finder&(margin>>7)&within)+bits.OnesCount64(margin&(finder>>4)&within))
}

// svg draws the dark modules as strokes, with the quiet zone of four modules.
func (m *matrix) svg() []byte {
	size := strconv.Itoa(m.size + 8)
	out := append(make([]byte, 0, 4096), `<svg viewBox="0 0 `...)
	out = append(append(append(out, size...), ' '), size...)
	out = append(out, `" role="img" aria-label="二维码" shape-rendering="crispEdges"><path stroke="#000" d="`...)
	for y := range m.size {
		pen := -4 // where the last stroke ended, from the left edge of the code
		out = append(out, 'M')
		out = strconv.AppendInt(append(out, '0', ' '), int64(y+4), 10)
		out = append(out, ".5"...)
		for x := 0; x < m.size; {
			if m.rows[y]>>x&1 == 0 {
				x++
				continue
			}
			length := bits.TrailingZeros64(^(m.rows[y] >> x))
			out = strconv.AppendInt(append(out, 'm'), int64(x-pen), 10)
			out = strconv.AppendInt(append(out, " 0h"...), int64(length), 10)
			x += length
			pen = x
		}
	}
	return append(out, `"/></svg>`...)
}
