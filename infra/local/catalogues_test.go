package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"importchecker/infra/norace"
	"importchecker/shared/catalogue/job"
	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// upload creates a catalogue and uploads its file. It returns the path of the catalogue and the upload URL.
func (s *server) upload(t *testing.T, name, file string) (path, address string) {
	t.Helper()
	made := s.ask("POST", "/v1/catalogues", s.token, `{"filename": "`+name+`"}`).want(t, 202)
	address = made.json["upload"].(map[string]any)["url"].(string)
	put(t, address, file, 200)
	return made.Header.Get("Location"), address
}

func put(t *testing.T, address, file string, want int) {
	t.Helper()
	req, err := http.NewRequest("PUT", address, strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != want {
		t.Fatalf("put: %d; want %d", res.StatusCode, want)
	}
}

// checked waits for the end of a catalogue and returns its only result.
func (s *server) checked(t *testing.T, path string) string {
	t.Helper()
	for begun := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		now := s.ask("GET", path, s.token, "").want(t, 200)
		switch now.json["state"] {
		case "done":
			results := now.json["results"].([]any)
			if len(results) != 1 {
				t.Fatalf("%d results", len(results))
			}
			res, err := http.Get(results[0].(map[string]any)["url"].(string))
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			text, _ := io.ReadAll(res.Body)
			return string(text)
		case "failed", "cancelled", "expired":
			t.Fatalf("%s", now.text)
		}
		if time.Since(begun) > 3*time.Minute {
			t.Fatalf("no end: %s", now.text)
		}
	}
}

// goodsFile returns a catalogue with codes of the tariff.
func goodsFile(rows int) string {
	held, _ := tariff.At(edition.NewDate(2026, 3, 1))
	var b strings.Builder
	b.WriteString("sku,税号,品名,原产国,单价\n")
	for i := range rows {
		fmt.Fprintf(&b, "%d,%s,商品 %d,NZ,%d.50\n", i, held.Code(i*7919%held.Len()), i, 20+i%300)
	}
	return b.String()
}

// TestKillCatalogue checks that a server that is repeatedly killed while it checks a catalogue finishes it
// after a restart, with the same single result as an undisturbed server, even if the file is put twice.
// CATALOGUE_KILLS=30 is the long form.
func TestKillCatalogue(t *testing.T) {
	kills, err := strconv.Atoi(os.Getenv("CATALOGUE_KILLS"))
	if err != nil {
		kills = 4
	}
	data := t.TempDir()
	s := start(t, data)
	s.interrupt()
	t.Setenv("TMPDIR", t.TempDir()) // of the server, which is built by now
	s = start(t, data)
	rows := 30_000
	if norace.Detects { // the server takes many times longer
		rows = 10_000
	}
	file := goodsFile(rows)
	begun := time.Now()
	path, _ := s.upload(t, "goods.csv", file)
	want := s.checked(t, path)
	whole := time.Since(begun)
	if n := strings.Count(want, "\n"); n != rows+1 {
		t.Fatalf("%d lines", n)
	}
	jobs, killed, while := 1, 0, map[string]int{}
	for killed < kills {
		path, address := s.upload(t, "goods.csv", file)
		jobs++
		for range min(job.MaxBegun-1, kills-killed) {
			time.Sleep(time.Duration(rand.Float64() * 0.8 * float64(whole)))
			state := s.ask("GET", path, s.token, "").want(t, 200).json["state"].(string)
			s.cmd.Process.Kill()
			s.cmd.Wait()
			while[state]++
			killed++
			s = start(t, data)
			if state == "done" {
				break
			}
		}
		if got := s.checked(t, path); got != want {
			t.Fatalf("after a kill the result has %d bytes; want %d", len(got), len(want))
		}
		if strings.HasPrefix(address, s.url) { // the URL expired with the server that signed it
			put(t, address, file, 403)
		}
	}
	if n := len(s.ask("GET", "/v1/catalogues?limit=100", s.token, "").want(t, 200).items()); n != jobs {
		t.Errorf("%d catalogues; want %d", n, jobs)
	}
	t.Logf("%d kills (by what the catalogue was: %v) over %d catalogues of %d rows, %.1f s each; all results alike, one each",
		killed, while, jobs, rows, whole.Seconds())
	if while["running"] == 0 {
		t.Error("it was never killed while it ran")
	}
	s.interrupt()
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestCatalogueOutlivesToken checks that a catalogue continues after the token that created it has expired;
// another token of the same seller shows it, and one of another seller does not.
func TestCatalogueOutlivesToken(t *testing.T) {
	data := t.TempDir()
	s := start(t, data)
	path, _ := s.upload(t, "goods.csv", goodsFile(20_000))
	if got := s.ask("GET", path, s.token[:len(s.token)-8]+"AAAAAAAA", ""); got.StatusCode != 401 && got.StatusCode != 403 {
		t.Errorf("a token that is not believed: %d", got.StatusCode)
	}
	s.interrupt()
	s = start(t, data, "-seller", "another")
	s.ask("GET", path, s.token, "").want(t, 404)
	s.ask("DELETE", path, s.token, "").want(t, 404)
	s.interrupt()
	s = start(t, data)
	if got := s.checked(t, path); strings.Count(got, "\n") != 20_001 {
		t.Errorf("%d lines", strings.Count(got, "\n"))
	}
	s.interrupt()
}
