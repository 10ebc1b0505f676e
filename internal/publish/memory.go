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
// is none. Its second result says whether it names the manifest.
func (m *memory) load(manifest [sha256.Size]byte) (best *record, fits bool) {
	if m.slots[0] == "" {
		return nil, false
	}
	for i, slot := range m.slots {
		r := m.read(slot)
		if r == nil {
			continue
		}
		m.seq = max(m.seq, r.seq)
		fit := r.manifest == manifest
		if best == nil || fit && !fits || fit == fits && r.seq > best.seq {
			best, fits, m.used = r, fit, i
		}
	}
	return best, fits
}

// read takes whatever it can't read for no record at all.
func (m *memory) read(slot string) *record {
	f, err := m.disk.Open(slot)
	if err != nil {
		return nil
	}
	defer f.Close()
	var data bytes.Buffer
	if info, err := m.disk.Lstat(slot); err == nil && info.Mode().IsRegular() {
		data.Grow(int(min(info.Size(), maxManifest)) + bytes.MinRead)
	}
	if _, err := data.ReadFrom(io.LimitReader(f, maxManifest)); err != nil {
		return nil
	}
	return decodeRecord(data.Bytes())
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
