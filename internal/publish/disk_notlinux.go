//go:build !linux

package publish

import "os"

func (system) ReadDir(dir string) ([]dirEntry, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	names := make([]dirEntry, len(entries))
	for i, e := range entries {
		info, err := e.Info()
		if err != nil {
			return nil, err
		}
		names[i] = dirEntry{e.Name(), e.IsDir(), inode(info)}
	}
	return names, nil
}
