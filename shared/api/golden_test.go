package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"importchecker/shared/annex"
	"importchecker/shared/api"
	"importchecker/shared/api/wire"
)

const eventsDir = "../../events"

// Every event in events/ is sent, folder by folder and in the order of the
// names, to all functions on a store of the folder's own. Each answer must be
// the golden one beside it, and as the contract describes it.
func TestEvents(t *testing.T) {
	folders, err := filepath.Glob(eventsDir + "/*")
	if err != nil || len(folders) == 0 {
		t.Fatal("no events", err)
	}
	for _, folder := range folders {
		switch filepath.Base(folder) {
		case "authorize", "check-catalogues", "decide-again", "deliver-webhooks", "tell-sellers":
			continue // no requests; package functions sends them
		}
		t.Run(filepath.Base(folder), func(t *testing.T) {
			s := newService(t)
			s.reader = annex.Reader{}
			files, _ := filepath.Glob(folder + "/*.json")
			for _, file := range files {
				if strings.HasSuffix(file, ".golden.json") {
					continue
				}
				t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
					s.golden(t, file)
				})
				s.now = s.now.Add(time.Second)
			}
		})
	}
	if *update {
		TestContractGeneratedParts(t) // its examples are golden answers
	}
}

func (s *service) golden(t *testing.T, file string) {
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var req api.Request
	if err := json.Unmarshal(raw, &req); err != nil {
		t.Fatal(err)
	}
	res, _ := s.serve(context.Background(), req)
	contract(t).check(t, req.RequestContext.HTTP.Method, req.RawPath, &res)
	got := goldenForm(t, &res)

	name := strings.TrimSuffix(file, ".json") + ".golden.json"
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("%v; go test ./shared/api -run TestEvents -update writes it", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("not the golden answer: %s\nif that is meant, go test ./shared/api -update rewrites it",
			firstDifference(got, want))
	}
}

func firstDifference(got, want []byte) string {
	g, w := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d\n got %s\nwant %s", i+1, g[i], w[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(g), len(w))
}

// goldenForm writes a response for people to read: the body indented, with its
// members in the order in which they were sent.
func goldenForm(t *testing.T, res *api.Response) []byte {
	body := jsontext.Value(res.Body)
	if !body.IsValid() {
		body, _ = jsontext.AppendQuote(nil, res.Body)
	}
	headers, err := json.Marshal(res.Headers)
	if err != nil {
		t.Fatal(err)
	}
	w := wire.New()
	w.Begin('{')
	w.Int("statusCode", int64(res.StatusCode))
	w.Key("headers")
	w.Raw(headers)
	w.Key("body")
	w.Raw(body)
	w.End('}')
	form := jsontext.Value(w.Done())
	if err := form.Indent(jsontext.WithIndent("  ")); err != nil {
		t.Fatal(err)
	}
	return append(form, '\n')
}

// Every golden answer has an event.
func TestGoldensHaveEvents(t *testing.T) {
	goldens, _ := filepath.Glob(eventsDir + "/*/*.golden.json")
	for _, golden := range goldens {
		event := strings.TrimSuffix(golden, ".golden.json") + ".json"
		if _, err := os.Stat(event); err != nil {
			t.Errorf("%s has no event", golden)
		}
	}
}

// refusedOnly are routes whose events are all refused, because success needs more than
// a request.
var refusedOnly = map[string]string{
	"$default":                          "is where no route is",
	"GET /v1/catalogues/{id}":           "needs a catalogue, whose file S3 takes",
	"DELETE /v1/catalogues/{id}":        "needs a catalogue, whose file S3 takes",
	"POST /v1/catalogues":               "signs an address of S3",
	"POST /v1/webhooks/{id}/test":       "needs a webhook that has answered its challenge",
	"POST /v1/webhooks/{id}/deliveries": "needs a webhook that has answered its challenge",
}

// Every other route that has events answers one of them with success, so that an
// update of the golden answers cannot turn all of them into refusals.
func TestGoldensSucceed(t *testing.T) {
	succeeds := map[string]bool{}
	goldens, _ := filepath.Glob(eventsDir + "/*/*.golden.json")
	for _, golden := range goldens {
		var answer struct{ StatusCode int }
		var event api.Request
		readJSON(t, golden, &answer)
		readJSON(t, strings.TrimSuffix(golden, ".golden.json")+".json", &event)
		if answer.StatusCode != 0 {
			succeeds[event.RouteKey] = succeeds[event.RouteKey] || answer.StatusCode < 300
		}
	}
	for route, does := range succeeds {
		if _, refused := refusedOnly[route]; does == refused {
			t.Errorf("%s: an event succeeds: %v", route, does)
		}
	}
}

func readJSON(t *testing.T, path string, into any) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}
