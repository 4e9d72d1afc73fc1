package functions

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"importchecker/infra/faults"
	"importchecker/infra/host"
	"importchecker/shared/store/dynamo"
)

// TestStart checks that each function starts with the template's environment, and answers.
func TestStart(t *testing.T) {
	for _, test := range []struct {
		function string
		request  request
		status   int
	}{
		{"check-goods", request{route: "POST /v1/goods/checks", path: "/v1/goods/checks",
			body: `{"item":{"hs_code":"0409000000"}}`}, 200},
		{"check-services", request{route: "POST /v1/services/checks", path: "/v1/services/checks",
			body: `{"sector":{"code":"7231"}}`}, 200},
		{"check-services", request{route: "GET /v1/sectors", path: "/v1/sectors", query: "q=law"}, 200},
		{"read-reference", request{route: "GET /v1/lists", path: "/v1/lists"}, 200},
		{"search-tariff", request{route: "GET /v1/tariff", path: "/v1/tariff", query: "q=honey"}, 200},
		{"serve-site", request{route: "GET /healthz", path: "/healthz"}, 200},
		{"serve-site", request{route: "$default", path: "/nothing"}, 404},
		// Nothing listens at the table's endpoint.
		{"keep-submissions", list("seller-1", ""), 503},
		{"keep-webhooks", request{route: "GET /v1/webhooks", path: "/v1/webhooks", seller: "seller-1"}, 503},
		{"keep-feedback", request{route: "POST /v1/feedback", path: "/v1/feedback", body: `{"view":"tariff","useful":true}`},
			503},
		{"import-lists", request{route: "GET /v1/lists/{list}/imports", path: "/v1/lists/yiwu-pilot/imports",
			maintainer: "maintainer-1"}, 503},
		// Behind a gateway without the authorizer, it refuses everything.
		{"keep-submissions", list("", ""), 401},
	} {
		t.Run(test.function, func(t *testing.T) {
			f := start(t, host.Config{Name: test.function, Env: environment(test.function, dynamo.Config{})})
			if res, err := ask(f, test.request.event()); err != nil || res.StatusCode != test.status {
				t.Errorf("%v: status %d, want %d: %s", err, res.StatusCode, test.status, res.Body)
			}
		})
	}
}

// TestDoesNotStart checks that a misconfigured function reports it and does not start.
func TestDoesNotStart(t *testing.T) {
	for _, function := range names {
		if !slices.Contains(needy, function) {
			continue
		}
		var log host.Output
		_, err := host.Start(host.Config{Program: build(t, function), Name: function, Log: &log})
		if err == nil || !strings.Contains(log.String(), `"msg":"cannot start"`) {
			t.Errorf("%s: %v, log %s", function, err, log.String())
		}
	}
}

// Limits of a start, compared with a function that does nothing. The build of infra/test limits the size of an
// archive.
const (
	maxRatio = 2.2
	rounds   = 30
)

// BenchmarkStart measures the time from the start of a program to its first request for an event: the part of a
// cold start that depends on it. Every program is started once in each round, so that noise of the machine
// affects all of them. It prints a table; infra/README.md has one.
func BenchmarkStart(b *testing.B) {
	packages := append([]string{"testdata/bare"}, names...)
	took := make(map[string][]time.Duration)
	memory := make(map[string][]int64)
	for range b.N {
		clear(took)
		clear(memory)
		for range rounds {
			for _, pkg := range packages {
				function := filepath.Base(pkg)
				var env []string
				if pkg == function {
					env = environment(function, dynamo.Config{})
				}
				f, err := host.Start(host.Config{Program: build(b, pkg), Name: function, Env: env})
				if err != nil {
					b.Fatal(err)
				}
				_, highest := f.Memory()
				took[pkg], memory[pkg] = append(took[pkg], f.Init()), append(memory[pkg], highest)
				f.Close()
			}
		}
	}
	var table strings.Builder
	fmt.Fprintf(&table, "\n%-18s %28s %6s %9s %9s %9s\n", "function", "first poll, ms (p10 – p90)", "ratio", "memory MB",
		"binary MB", "zip MB")
	bare := percentile(took[packages[0]], 50)
	for _, pkg := range packages {
		times := took[pkg]
		median := percentile(times, 50)
		ratio := float64(median) / float64(bare)
		binary, archive := sizes(b, build(b, pkg))
		note := ""
		if ratio > maxRatio {
			note = fmt.Sprintf("  beyond %.1f times bare", maxRatio)
		}
		fmt.Fprintf(&table, "%-18s %9.2f  (%5.2f – %5.2f) %10.2f %9.1f %9.2f %9.2f%s\n", filepath.Base(pkg),
			ms(median), ms(percentile(times, 10)), ms(percentile(times, 90)), ratio,
			float64(percentile(memory[pkg], 50))/1e6, float64(binary)/1e6, float64(archive)/1e6, note)
		b.ReportMetric(ratio, filepath.Base(pkg)+"/bare")
	}
	fmt.Print(table.String())
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func percentile[T int64 | time.Duration](values []T, p int) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[(len(sorted)-1)*p/100]
}

// sizes returns the size of a program, and of its archive.
func sizes(t testing.TB, program string) (binary, archive int) {
	t.Helper()
	text, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	w := zip.NewWriter(&packed)
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(out, flate.BestCompression)
	})
	part, err := w.Create("bootstrap")
	if err == nil {
		_, err = part.Write(text)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return len(text), packed.Len()
}

// BenchmarkFirstRequest measures what warming the connection to the table gains: the first request of
// keep-submissions, with and without it, where a new connection takes as long as one to DynamoDB may (name,
// TCP, TLS). It prints a table.
func BenchmarkFirstRequest(b *testing.B) {
	const connecting = 15 * time.Millisecond
	table := newTable(b)
	proxy, err := faults.New(table.Endpoint)
	if err != nil {
		b.Fatal(err)
	}
	defer proxy.Close()
	proxy.SlowConnections(connecting)
	table.Endpoint = proxy.URL
	programs := []struct{ name, path string }{
		{"warmed", build(b, "keep-submissions")},
		{"not warmed", build(b, "keep-submissions", "-overlay="+withoutWarming(b))},
	}
	type key struct {
		name string
		wait time.Duration
	}
	polls, requests := make(map[string][]time.Duration), make(map[key][]time.Duration)
	waits := []time.Duration{0, 5 * time.Millisecond, 30 * time.Millisecond}
	for range b.N {
		clear(polls)
		clear(requests)
		for range rounds {
			for _, wait := range waits {
				for _, p := range programs {
					f, err := host.Start(host.Config{Program: p.path, Name: "keep-submissions",
						Env: environment("keep-submissions", table)})
					if err != nil {
						b.Fatal(err)
					}
					time.Sleep(wait) // between the first poll and the first event
					begun := time.Now()
					if res, err := ask(f, list("seller-1", "").event()); err != nil || res.StatusCode != 200 {
						b.Fatal(res.StatusCode, err)
					}
					k := key{p.name, wait}
					requests[k] = append(requests[k], time.Since(begun))
					polls[p.name] = append(polls[p.name], f.Init())
					f.Close()
				}
			}
		}
	}
	var out strings.Builder
	fmt.Fprintf(&out, "\na new connection takes %v      first poll, ms   first request, ms, coming", connecting)
	for _, wait := range waits {
		fmt.Fprintf(&out, " %8s", "+"+wait.String())
	}
	for _, p := range programs {
		fmt.Fprintf(&out, "\n%-34s %10.2f %33s", p.name, ms(percentile(polls[p.name], 50)), "")
		for _, wait := range waits {
			fmt.Fprintf(&out, " %8.2f", ms(percentile(requests[key{p.name, wait}], 50)))
		}
	}
	fmt.Println(out.String())
}

// withoutWarming returns an overlay for the compiler in which keep-submissions does not refresh the lists, and
// so opens no connection, before its first request.
func withoutWarming(t testing.TB) string {
	t.Helper()
	const file = "../shared/deployed/deployed.go"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	cold := strings.Replace(string(text),
		"\tgo func() {\n\t\tctx, cancel := context.WithTimeout(context.Background(), refreshTime)",
		"\t_ = func() {\n\t\tctx, cancel := context.WithTimeout(context.Background(), refreshTime)", 1)
	cold = strings.Replace(cold, "_ = live.Refresh(ctx) // the status has the error\n\t}()", "_ = live.Refresh(ctx)\n\t}", 1)
	if strings.Count(cold, "go func()") != strings.Count(string(text), "go func()")-1 {
		t.Fatal("it does not begin to look for lists while it starts")
	}
	folder := t.TempDir()
	original, err := filepath.Abs(file)
	if err != nil {
		t.Fatal(err)
	}
	replacement, overlay := filepath.Join(folder, "deployed.go"), filepath.Join(folder, "overlay.json")
	described, err := json.Marshal(map[string]any{"Replace": map[string]string{original: replacement}})
	if err != nil {
		t.Fatal(err)
	}
	for path, text := range map[string][]byte{replacement: []byte(cold), overlay: described} {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return overlay
}
