package carry

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gongkai/internal/diag"
	"gongkai/internal/publish"
)

// Built is a built site, opened: each of its files was the one that its manifest
// names when it was opened, and is compared again when it is sent.
type Built struct {
	Dir     string // as the operator named it
	Foreign int    // files that the manifest doesn't name; they stay where they are
	root    *os.Root
	files   []publish.File
	// Of a stick, or of a folder that was filled from one:
	build     *Build
	signature []byte // of SHA256SUMS; nil when there is none
}

// Open opens a built folder, or a stick, and reads every byte of it. With a key
// it must be a stick that the key's owner signed.
func Open(ctx context.Context, dir string, key *Public) (*Built, error) {
	check, err := Check(ctx, dir, key)
	if err != nil {
		return nil, err
	}
	torn := slices.DeleteFunc(slices.Clone(check.Problems), func(p publish.Problem) bool {
		return p.Flaw == publish.Foreign && !check.Stick
	})
	if len(torn) > 0 {
		return nil, notAsBuilt(dir, torn, check.Stick)
	}
	site := dir
	if check.Stick {
		site = filepath.Join(dir, siteDir)
	}
	root, err := os.OpenRoot(site)
	if err != nil {
		return nil, failed("open", dir, err, "「"+dir+"」打不开", dir+" can't be opened")
	}
	return &Built{
		Dir: dir, Foreign: len(check.Problems), root: root, files: check.files,
		build: check.Build, signature: check.signature,
	}, nil
}

// notAsBuilt names the first few files that keep a folder from being sent.
func notAsBuilt(dir string, torn []publish.Problem, stick bool) error {
	var zh, en []string
	for _, p := range torn[:min(len(torn), 3)] {
		words := p.Flaw.Words()
		zh, en = append(zh, "「"+p.Path+"」"+words.ZH), append(en, p.Path+" "+words.EN)
	}
	z, e := strings.Join(zh, "、"), strings.Join(en, ", ")
	if len(torn) > 3 {
		z, e = z+"等", e+" …"
	}
	n := len(torn)
	if stick {
		return refused(dir,
			fmt.Sprintf("「%s」有 %d 处与清单不符：%s；什么也没有写，请重新制作这个 U 盘", dir, n, z),
			fmt.Sprintf("%d files of %s are not as its list says: %s; nothing was written, make the stick again", n, dir, e))
	}
	return refused(dir,
		fmt.Sprintf("「%s」有 %d 个文件与清单不符：%s；没有发布，请运行 gongkai build 重新生成", dir, n, z),
		fmt.Sprintf("%d files of %s are not as its manifest says: %s; nothing was published, run gongkai build again", n, dir, e))
}

// Close closes the folder.
func (b *Built) Close() { b.root.Close() }

// object is a file as it is sent.
type object struct {
	name     string // at the target
	content  io.ReadSeeker
	size     int64             // as it is sent
	sum      [sha256.Size]byte // as it is sent
	md5      [md5.Size]byte    // as it is sent; the checksum of stores
	kind     string            // Content-Type
	cache    string            // Cache-Control
	encoding string            // Content-Encoding: "gzip" or ""
}

const inMemory = 4 << 20 // a longer file is read from the disk, twice

// object opens a file of the site to be sent, and compares it with the manifest.
func (b *Built) object(f publish.File, compress bool) (*object, io.Closer, error) {
	file, err := b.root.Open(filepath.FromSlash(f.Path))
	if err != nil {
		return nil, nil, b.unread(f.Path, err)
	}
	o, err := b.read(f, file, compress)
	if err != nil {
		file.Close()
		return nil, nil, err
	}
	return o, file, nil
}

func (b *Built) unread(path string, err error) error {
	name := filepath.Join(b.Dir, filepath.FromSlash(path))
	return failed("read", name, err, "「"+name+"」读不出来，请运行 gongkai build 重新生成", name+" can't be read; run gongkai build again")
}

func (b *Built) read(f publish.File, file *os.File, compress bool) (*object, error) {
	o := &object{name: f.Path, size: f.Size, sum: f.Sum, kind: contentType(f.Path), cache: cacheControl(f.Path)}
	hash, checksum := sha256.New(), md5.New()
	if f.Size > inMemory {
		n, err := io.Copy(io.MultiWriter(hash, checksum), file)
		if err != nil {
			return nil, b.unread(f.Path, err)
		}
		if n != f.Size || !bytes.Equal(hash.Sum(nil), f.Sum[:]) {
			return nil, b.moved(f.Path)
		}
		checksum.Sum(o.md5[:0])
		_, err = file.Seek(0, io.SeekStart)
		o.content = file
		return o, err
	}
	data := make([]byte, f.Size+1)
	n, err := io.ReadFull(file, data)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, b.unread(f.Path, err)
	}
	data = data[:n]
	if sha256.Sum256(data) != f.Sum {
		return nil, b.moved(f.Path)
	}
	o.fill(data)
	if compress {
		o.compress(data)
	}
	return o, nil
}

// fill gives an object its bytes.
func (o *object) fill(data []byte) {
	o.content, o.size, o.sum, o.md5 = bytes.NewReader(data), int64(len(data)), sha256.Sum256(data), md5.Sum(data)
	o.kind = charset(o.kind, data)
}

func (b *Built) moved(path string) error {
	return refused(path,
		"「"+path+"」在发布过程中被改动，已停止；目标上原来的页面仍可打开，请运行 gongkai build 后重新发布",
		path+" was changed while it was being published; stopped, and the target still works. Build again, then publish again")
}

// fs is the site as publish takes it.
func (b *Built) fs() builtFS { return builtFS{b, map[string][]byte{}} }

// builtFS is the files of the manifest and nothing else that lies beside them,
// with a few files over them.
type builtFS struct {
	*Built
	over map[string][]byte
}

// Paths is every file, so that nobody needs to walk.
func (b builtFS) Paths() []string {
	paths := make([]string, 0, len(b.files)+len(b.over))
	for _, f := range b.files {
		paths = append(paths, f.Path)
	}
	for p := range b.over {
		paths = append(paths, p)
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// key is a file's hash, by which a later run knows it without opening it.
func (b builtFS) key(p string) [32]byte {
	if data, ok := b.over[p]; ok {
		return sha256.Sum256(data)
	}
	if f := find(b.files, p); f != nil {
		return f.Sum
	}
	return [32]byte{}
}

func (b builtFS) Open(p string) (fs.File, error) {
	if data, ok := b.over[p]; ok {
		return &memoryFile{bytes.NewReader(data), int64(len(data)), p}, nil
	}
	f := find(b.files, p)
	if f == nil {
		return nil, &fs.PathError{Op: "open", Path: p, Err: fs.ErrNotExist}
	}
	o, closer, err := b.object(*f, false)
	if err != nil {
		return nil, err
	}
	if file, whole := o.content.(*os.File); whole {
		return file, nil
	}
	closer.Close()
	return &memoryFile{o.content.(*bytes.Reader), o.size, p}, nil
}

// find is the file of a path in a list that is in order.
func find(files []publish.File, path string) *publish.File {
	i, found := slices.BinarySearchFunc(files, path, func(f publish.File, p string) int { return strings.Compare(f.Path, p) })
	if !found {
		return nil
	}
	return &files[i]
}

func shortSum(sum [sha256.Size]byte) string { return hex.EncodeToString(sum[:8]) }

// note makes an event of a sentence.
func note(zh, en string) Event { return Event{Kind: Note, Text: diag.Text{ZH: zh, EN: en}} }
