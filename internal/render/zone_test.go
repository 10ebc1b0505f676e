package render

import (
	"strings"
	"testing"
)

// The script counts the days of a 公示期 by the site's clock: the page tells it
// which, unless it is Beijing's.
func TestPagesTellAnotherZone(t *testing.T) {
	content := minimal(t)
	if got := attr(open(t, build(t, content), "index.html").one(t, "html"), "data-zone"); got != "" {
		t.Errorf("the zone of Beijing is told: %s", got)
	}
	settings := content["site.toml"]
	settings.Data = []byte(strings.Replace(string(settings.Data), "base_url", "timezone = \"Asia/Urumqi\"\nbase_url", 1))
	for _, name := range []string{"index.html", "kiosk/index.html"} {
		if got := attr(open(t, build(t, content), name).one(t, "html"), "data-zone"); got != "Asia/Urumqi" {
			t.Errorf("%s: the zone is %q", name, got)
		}
	}
}
