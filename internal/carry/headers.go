package carry

import (
	"bytes"
	"compress/gzip"
	"crypto/md5"
	"crypto/sha256"
	"path"
	"strings"
	"unicode/utf8"
)

// types are what a store is told of a file. The machine's own list isn't asked,
// since it differs from machine to machine.
var types = map[string]string{
	".html": "text/html", ".htm": "text/html", ".css": "text/css", ".js": "text/javascript", ".json": "application/json",
	".xml": "application/xml", ".svg": "image/svg+xml", ".txt": "text/plain", ".csv": "text/csv", ".md": "text/markdown",
	".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp",
	".bmp": "image/bmp", ".ico": "image/x-icon", ".woff2": "font/woff2",
	".pdf": "application/pdf", ".ofd": "application/ofd", ".rtf": "application/rtf",
	".doc": "application/msword", ".xls": "application/vnd.ms-excel", ".ppt": "application/vnd.ms-powerpoint",
	".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
	".zip":  "application/zip", ".rar": "application/vnd.rar", ".7z": "application/x-7z-compressed", ".gz": "application/gzip",
	".mp4": "video/mp4", ".mp3": "audio/mpeg", ".wav": "audio/wav",
}

func contentType(name string) string {
	if kind, ok := types[strings.ToLower(path.Ext(name))]; ok {
		return kind
	}
	return "application/octet-stream"
}

// isText tells types that are text, which have a charset and are worth
// compressing.
func isText(kind string) bool {
	kind, _, _ = strings.Cut(kind, ";")
	return strings.HasPrefix(kind, "text/") || kind == "application/json" || kind == "application/xml" || kind == "image/svg+xml"
}

// charset says that a text is UTF-8, when it is: an attachment may be a CSV as
// an old spreadsheet wrote it, and a wrong charset makes it unreadable.
func charset(kind string, data []byte) string {
	if isText(kind) && !strings.Contains(kind, ";") && utf8.Valid(data) {
		return kind + "; charset=utf-8"
	}
	return kind
}

// cacheControl is how long a file may be kept. Every address of assets/ holds a
// part of the file's hash, so it may be kept for good; a page is asked for again
// soon, so that what was taken down for a reason is gone within a minute.
func cacheControl(name string) string {
	switch {
	case strings.HasPrefix(name, "assets/"):
		return "public, max-age=31536000, immutable"
	case path.Ext(name) == ".html", strings.HasSuffix(name, ".xml"), strings.HasSuffix(name, ".json"):
		return "public, max-age=60"
	}
	return "public, max-age=3600"
}

// compress replaces a text by a smaller one, and says so. The same text gives
// the same bytes.
func (o *object) compress(data []byte) {
	if !isText(o.kind) || len(data) < 1024 {
		return
	}
	var out bytes.Buffer
	z, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is one that there is
	_, _ = z.Write(data)                                    // into memory
	_ = z.Close()
	if out.Len() >= len(data) {
		return
	}
	o.content, o.size, o.encoding = bytes.NewReader(out.Bytes()), int64(out.Len()), "gzip"
	o.sum, o.md5 = sha256.Sum256(out.Bytes()), md5.Sum(out.Bytes())
}
