// Package layouts holds the HTML, CSS and JavaScript of the site, and embeds
// them; nothing else.
package layouts

import "embed"

// FS is the layouts: a file for each kind of page, partials/ that several of
// them use, and assets/ that are published. A site replaces them one by one.
//
//go:embed *.html partials assets
var FS embed.FS
