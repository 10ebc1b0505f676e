package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"gongkai/internal/diag"
)

// The check of outside links is the one part of gongkai that uses the network,
// and only when it is asked for. It is a guest: one request at a time to a
// host and a second between two, a head instead of a page wherever that will
// do, few links in all, and an end to its patience.
const (
	mostLinks     = 1000
	hostsAtOnce   = 8
	pauseOnHost   = time.Second
	patience      = 10 * time.Second // for one link
	wholePatience = 10 * time.Minute // for all of them
)

// tryLinks tries each link and says why one doesn't open. It never returns nil.
func (p *process) tryLinks(ctx context.Context, links []string) map[string]diag.Text {
	ctx, cancel := context.WithTimeout(ctx, wholePatience)
	defer cancel()
	if len(links) > mostLinks {
		p.talk(p.words("外部链接有 %d 个，只试前 %d 个\n", "there are %d outside links; the first %d are tried\n"), len(links), mostLinks)
		links = links[:mostLinks]
	}
	byHost := map[string][]string{}
	var hosts []string
	for _, link := range links {
		u, err := url.Parse(link)
		if err != nil {
			continue
		}
		if byHost[u.Host] == nil {
			hosts = append(hosts, u.Host)
		}
		byHost[u.Host] = append(byHost[u.Host], link)
	}
	dead := map[string]diag.Text{}
	var mutex sync.Mutex
	var group sync.WaitGroup
	free := make(chan struct{}, hostsAtOnce)
	for _, host := range hosts {
		group.Go(func() {
			free <- struct{}{}
			defer func() { <-free }()
			for i, link := range byHost[host] {
				if i > 0 {
					select {
					case <-time.After(pauseOnHost):
					case <-ctx.Done():
						return
					}
				}
				if why := tryLink(ctx, link); why != (diag.Text{}) {
					mutex.Lock()
					dead[link] = why
					mutex.Unlock()
				}
			}
		})
	}
	group.Wait()
	return dead
}

// tryLink is why a link doesn't open, or nothing. What a site refuses to a
// program (403, 429) or can't do just now (5xx) is not called dead.
func tryLink(ctx context.Context, link string) diag.Text {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for _, method := range []string{http.MethodHead, http.MethodGet} {
		request, err := http.NewRequestWithContext(ctx, method, link, http.NoBody)
		if err != nil {
			return diag.Text{ZH: "网址写得不对", EN: "it is no web address"}
		}
		request.Header.Set("User-Agent", "gongkai-link-check")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			var name *net.DNSError
			if errors.As(err, &name) && name.IsNotFound {
				return diag.Text{ZH: "没有这个网站", EN: "there is no such site"}
			}
			return diag.Text{ZH: "没有回应", EN: "no answer"}
		}
		response.Body.Close()
		switch code := response.StatusCode; {
		case code == http.StatusNotFound || code == http.StatusGone:
			if method == http.MethodGet {
				return diag.Text{ZH: fmt.Sprintf("对方说没有这一页（%d）", code), EN: fmt.Sprintf("the site has no such page (%d)", code)}
			}
		case code == http.StatusMethodNotAllowed || code == http.StatusNotImplemented:
		default:
			return diag.Text{}
		}
	}
	return diag.Text{}
}
