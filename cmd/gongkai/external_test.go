package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestTryLinks(t *testing.T) {
	asked := map[string]int{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked[r.Method+" "+r.URL.Path]++ // one request at a time to a host
		switch r.URL.Path {
		case "/gone":
			w.WriteHeader(http.StatusNotFound)
		case "/noheads":
			if r.Method == http.MethodHead {
				w.WriteHeader(http.StatusMethodNotAllowed)
			}
		case "/busy":
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer server.Close()
	p := &process{stderr: io.Discard}
	dead := p.tryLinks(context.Background(), []string{server.URL + "/", server.URL + "/gone", server.URL + "/noheads", server.URL + "/busy", "http://127.0.0.1:1/", ":"})
	if len(dead) != 2 || dead[server.URL+"/gone"].ZH == "" || dead["http://127.0.0.1:1/"].ZH != "没有回应" {
		t.Errorf("%v", dead)
	}
	if asked["HEAD /"] != 1 || asked["GET /"] != 0 || asked["GET /gone"] != 1 || asked["GET /noheads"] != 1 {
		t.Errorf("%v", asked)
	}
	stopped, cancel := context.WithCancel(context.Background())
	cancel()
	if dead := p.tryLinks(stopped, []string{server.URL + "/a", server.URL + "/b"}); len(dead) > 1 {
		t.Errorf("it goes on when it is stopped: %v", dead)
	}
}
