package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"path/filepath"
	"strconv"
)

// memory is the two slots in which a target's record is kept.
type memory struct {
	disk  disk
	slots [2]string // the files; "" when no record is kept
	seq   uint64    // of the newest record
	used  int       // the slot to leave alone
}

// slotsFor names the slots of a target; two targets of one site each have their
// own.
func slotsFor(d disk, state, target string) memory {
	m := memory{disk: d}
	if state == "" {
		return m
	}
	id := sha256.Sum256([]byte(target))
	for i := range m.slots {
		m.slots[i] = filepath.Join(state, "publish", hex.EncodeToString(id[:8])+"."+strconv.Itoa(i))
	}
	return m
}

// load finds the record that names a manifest, else the newest; nil when there
// is none. Its second result says whether it names the manifest. Of the two only
// the heads are read, and then the whole of one.
func (m *memory) load(manifest [sha256.Size]byte) (*record, bool) {
	if m.slots[0] == "" {
		return nil, false
	}
	var heads [2]record
	for i, slot := range m.slots {
		heads[i] = decodeHead(m.read(slot, recordHead))
		m.seq = max(m.seq, heads[i].seq)
	}
	first := 0
	fits, other := heads[0].manifest == manifest, heads[1].manifest == manifest
	if other && !fits || other == fits && heads[1].seq > heads[0].seq {
		first = 1
	}
	for _, i := range [2]int{first, 1 - first} {
		if r := decodeRecord(m.read(m.slots[i], maxManifest)); r != nil {
			m.used = i
			return r, r.manifest == manifest
		}
	}
	return nil, false
}

// read takes whatever it can't read for no record at all.
func (m *memory) read(slot string, limit int64) []byte {
	f, err := m.disk.Open(slot)
	if err != nil {
		return nil
	}
	defer f.Close()
	var data bytes.Buffer
	if info, err := m.disk.Lstat(slot); err == nil && info.Mode().IsRegular() {
		data.Grow(int(min(info.Size(), limit)) + bytes.MinRead)
	}
	if _, err := data.ReadFrom(io.LimitReader(f, limit)); err != nil {
		return nil
	}
	return data.Bytes()
}

// save fills the slot that is not in use. It is in use once the site that it
// speaks of is there; until then a later save fills it again.
func (m *memory) save(r *record) error {
	if m.slots[0] == "" {
		return nil
	}
	m.seq++
	r.seq = m.seq
	slot := m.slots[1-m.used]
	if err := mkdirAll(m.disk, filepath.Dir(slot)); err != nil {
		return err
	}
	if err := removeFile(m.disk, slot); err != nil {
		return err
	}
	_, err := writeFile(m.disk, slot, r.encode())
	return err
}

// use says that the site of the last save is there.
func (m *memory) use() { m.used = 1 - m.used }
