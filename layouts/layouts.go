// Package layouts holds the HTML, CSS and JavaScript of the site, and embeds
// them; nothing else.
package layouts
