package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// standIn returns a target for a handler.
func standIn(t *testing.T, h http.HandlerFunc) *target {
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return &target{name: "stand-in", address: strings.TrimPrefix(s.URL, "http://"), token: "t",
		memory: func() int64 { return 1e6 }}
}

func TestMeasure(t *testing.T) {
	var asked atomic.Int64
	target := standIn(t, func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.Header.Get("Authorization") != "Bearer t" || r.Header.Get("Content-Length") != "2" && r.ContentLength != 2 {
			t.Errorf("%v", r.Header)
		}
		w.WriteHeader(201)
		w.Write([]byte("done"))
	})
	r := request{name: "x", method: "POST", path: "/x", body: "{}", seller: true, want: 201}
	f := measure(t.Context(), target, r, options{duration: 100 * time.Millisecond, connections: 3})
	if f.errors != 0 || f.first != nil || len(f.took) == 0 || int64(len(f.took)) != asked.Load() {
		t.Errorf("%d answers of %d, %d errors: %v", len(f.took), asked.Load(), f.errors, f.first)
	}
	if f.rate() <= 0 || f.percentile(50) > f.percentile(99) || f.percentile(99) > f.percentile(100) || len(f.memory) < 2 {
		t.Errorf("rate %f, memory %v", f.rate(), f.memory)
	}
}

// TestMeasureErrors checks that unexpected answers are counted as errors, and end the measurement.
func TestMeasureErrors(t *testing.T) {
	wrong := standIn(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) })
	f := measure(t.Context(), wrong, request{method: "GET", path: "/", want: 200},
		options{duration: time.Minute, connections: 2})
	if len(f.took) != 0 || f.errors != 2*maxErrors || f.first == nil || !strings.Contains(f.first.Error(), "503") {
		t.Errorf("%d answers, %d errors: %v", len(f.took), f.errors, f.first)
	}
	gone := standIn(t, nil)
	gone.address = "127.0.0.1:9"
	if f := measure(t.Context(), gone, request{method: "GET", path: "/", want: 200},
		options{duration: time.Minute, connections: 1}); f.errors != maxErrors {
		t.Errorf("%d errors", f.errors)
	}
}

// TestRun checks that both targets start, answer every request, and stop.
func TestRun(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs the programs")
	}
	if err := run(t.Context(), options{duration: 100 * time.Millisecond, connections: 2, copies: 1,
		target: "both"}); err != nil {
		t.Error(err)
	}
	if err := run(t.Context(), options{target: "elsewhere"}); err == nil {
		t.Error("no such target, no error")
	}
}
