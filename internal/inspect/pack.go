package inspect

import "encoding/binary"

// Pack is what was noted of a page as bytes, for the next run. Only of a page
// on which there is nothing to say: no personal data is ever kept, and what is
// said of a page is always said of the page as it is.
func Pack(noted any) (packed []byte, ok bool) {
	e, ok := noted.(*examination)
	if !ok || len(e.personal) > 0 || len(e.problems) > 0 {
		return nil, false
	}
	packed = binary.LittleEndian.AppendUint64(packed, uint64(e.sketch.length))
	packed = binary.LittleEndian.AppendUint64(packed, e.sketch.whole)
	if e.sketch.least != nil {
		for _, n := range e.sketch.least {
			packed = binary.LittleEndian.AppendUint32(packed, n)
		}
	}
	return packed, true
}

// Unpack is what Pack packed.
func Unpack(packed string) (noted any, ok bool) {
	const head, whole = 16, 16 + 4*boxes
	if len(packed) != head && len(packed) != whole {
		return nil, false
	}
	b := []byte(packed)
	e := &examination{sketch: sketch{
		length: int(binary.LittleEndian.Uint64(b)),
		whole:  binary.LittleEndian.Uint64(b[8:]),
	}}
	if len(b) == whole {
		e.sketch.least = new([boxes]uint32)
		for i := range e.sketch.least {
			e.sketch.least[i] = binary.LittleEndian.Uint32(b[head+4*i:])
		}
	}
	return e, true
}
