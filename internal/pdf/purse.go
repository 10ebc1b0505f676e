package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"encoding/hex"
	"errors"
	"io"
)

// Caps on what is read.
const (
	maxFile = 32 << 20 // bytes of a file
	maxText = 8 << 20  // bytes of text in it

	mostPages    = 5000
	mostUnpacked = 160 << 20  // bytes of all streams, packed and unpacked
	mostWork     = 40_000_000 // steps
	mostMeaning  = 512        // bytes that one code stands for, by the format's own limit
	nesting      = 48         // of arrays, dictionaries, forms, page nodes
)

// errTooMuch ends the reading of a file whose purse is empty.
var errTooMuch = errors.New("pdf: too much work")

// purse is what the reading of a file may still cost. What grows with the file
// only once need not pay; whatever a file can ask for again and again must, by
// its length: a short file says a long thing a thousand times.
type purse struct {
	work     int // steps: objects, letters, elements of lists, bytes by the fours
	unpacked int // bytes of streams
}

// spend pays for n steps; reading ends when there is nothing left.
func (p *purse) spend(n int) {
	if p.work -= n; p.work < 0 {
		panic(errTooMuch)
	}
}

// spendBytes pays for n bytes of a stream.
func (p *purse) spendBytes(n int) {
	if p.unpacked -= n; p.unpacked < 0 {
		panic(errTooMuch)
	}
}

// unpack is the bytes of a stream; false when it is packed in a way that is
// not known.
func (f *file) unpack(s *stream) ([]byte, bool) {
	data := s.raw
	f.spendBytes(len(data))
	filters := f.array(s.dict["Filter"])
	if filters == nil && f.get(s.dict["Filter"]) != nil {
		filters = []any{s.dict["Filter"]}
	}
	if len(filters) > 4 {
		return nil, false
	}
	for i, filter := range filters {
		parameters := f.dict(s.dict["DecodeParms"])
		if list := f.array(s.dict["DecodeParms"]); i < len(list) {
			parameters = f.dict(list[i])
		}
		if f.number(parameters["Predictor"], 1) > 1 {
			return nil, false
		}
		var from io.Reader
		switch f.name(filter) {
		case "FlateDecode", "Fl":
			z, err := zlib.NewReader(bytes.NewReader(data))
			if err != nil {
				return nil, false
			}
			from = z
		case "ASCII85Decode", "A85":
			text, _, _ := bytes.Cut(bytes.TrimPrefix(bytes.TrimSpace(data), []byte("<~")), []byte("~"))
			from = ascii85.NewDecoder(bytes.NewReader(text))
		case "ASCIIHexDecode", "AHx":
			text, _, _ := bytes.Cut(data, []byte(">"))
			from = hex.NewDecoder(bytes.NewReader(bytes.Join(bytes.Fields(text), nil)))
		default:
			return nil, false
		}
		// What a damaged stream gives before its fault is text all the same.
		plain, _ := io.ReadAll(io.LimitReader(from, int64(f.unpacked+1)))
		f.spendBytes(len(plain))
		data = plain
	}
	return data, true
}
