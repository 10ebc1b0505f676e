package privacy

import (
	"bytes"
	"encoding/binary"
)

// LocatedPhoto tells whether a JPEG says where it was taken (EXIF GPS): a
// photograph of a home then gives its address away.
func LocatedPhoto(jpeg []byte) (Finding, bool) {
	if !hasLocation(exif(jpeg)) {
		return Finding{}, false
	}
	return Finding{Kind: PhotoLocation, Confidence: Medium, Masked: "GPS", Hash: hashOf(PhotoLocation, string(exif(jpeg)))}, true
}

// exif is the TIFF block in a JPEG's APP1 segment, or nil.
func exif(jpeg []byte) []byte {
	if !bytes.HasPrefix(jpeg, []byte{0xFF, 0xD8}) {
		return nil
	}
	for at := 2; at+4 <= len(jpeg) && jpeg[at] == 0xFF && jpeg[at+1] != 0xDA; {
		end := at + 2 + int(binary.BigEndian.Uint16(jpeg[at+2:]))
		if end > len(jpeg) || end < at+4 {
			return nil
		}
		if block, ok := bytes.CutPrefix(jpeg[at+4:end], []byte("Exif\x00\x00")); ok && jpeg[at+1] == 0xE1 {
			return block
		}
		at = end
	}
	return nil
}

const (
	tagGPS       = 0x8825 // in the first directory: where that of the place is
	tagLatitude  = 2
	tagLongitude = 4
)

// hasLocation tells whether a TIFF block has a directory of the place with a
// latitude or a longitude that is not all zero.
func hasLocation(tiff []byte) bool {
	var order binary.ByteOrder = binary.LittleEndian
	switch {
	case len(tiff) < 8:
		return false
	case bytes.HasPrefix(tiff, []byte("MM")):
		order = binary.BigEndian
	case !bytes.HasPrefix(tiff, []byte("II")):
		return false
	}
	located := false
	directory(tiff, order, int(order.Uint32(tiff[4:])), func(tag int, value []byte) {
		if tag != tagGPS {
			return
		}
		directory(tiff, order, int(order.Uint32(value)), func(tag int, value []byte) {
			if tag != tagLatitude && tag != tagLongitude {
				return
			}
			from := int(order.Uint32(value))
			if from >= 0 && from+24 <= len(tiff) && order.Uint32(tiff[from:])|order.Uint32(tiff[from+8:]) != 0 {
				located = true
			}
		})
	})
	return located
}

// directory calls with each entry of a TIFF directory: its tag and the four
// bytes of its value, or of where the value is.
func directory(tiff []byte, order binary.ByteOrder, at int, entry func(tag int, value []byte)) {
	if at < 0 || at+2 > len(tiff) {
		return
	}
	for i := range int(order.Uint16(tiff[at:])) {
		from := at + 2 + 12*i
		if from+12 > len(tiff) {
			return
		}
		entry(int(order.Uint16(tiff[from:])), tiff[from+8:from+12])
	}
}
