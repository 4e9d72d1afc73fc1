package functions

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"importchecker/infra/host"
	"importchecker/shared/api"
	"importchecker/shared/auth"
	"importchecker/shared/store/dynamo"
)

// fixtures returns the events and responses that aws-lambda-go has for its own tests: of API Gateway, streams,
// queues, buckets and other sources.
func fixtures(t *testing.T) map[string][]byte {
	t.Helper()
	folder, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/aws/aws-lambda-go").Output()
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(folder)), "events", "testdata", "*.json"))
	if err != nil || len(files) < 80 {
		t.Fatalf("%d fixtures, %v", len(files), err)
	}
	all := map[string][]byte{}
	for _, file := range files {
		if all[filepath.Base(file)], err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{
		"none": "", "null": "null", "number": "7", "string": `"x"`, "array": "[]", "empty": "{}", "broken": "{",
		"bytes":   "\x00\xff",
		"deep":    strings.Repeat(`{"a":`, 9000) + "1" + strings.Repeat("}", 9000),
		"strange": `{"version":"2.0","routeKey":"GET /v1/submissions","rawPath":null,"headers":{"a":null},"requestContext":{"http":null,"authorizer":{"lambda":{"seller":7,"scope":["seller"]}}}}`,
	} {
		all[name] = []byte(text)
	}
	return all
}

// good returns an event that a function answers without a table, and the expected status.
func good(t *testing.T, function string) (event []byte, status int) {
	t.Helper()
	switch function {
	case "keep-submissions":
		return list("", "").event(), 401
	case "keep-webhooks":
		return request{route: "GET /v1/webhooks", path: "/v1/webhooks"}.event(), 401
	case "keep-catalogues":
		return request{route: "GET /v1/catalogues", path: "/v1/catalogues"}.event(), 401
	case "keep-feedback":
		return request{route: "GET /v1/feedback", path: "/v1/feedback"}.event(), 401
	case "import-lists":
		return request{route: "GET /v1/lists/{list}/imports", path: "/v1/lists/yiwu-pilot/imports"}.event(), 401
	}
	for _, file := range eventFiles(t, function) {
		event, golden := readEvent(t, file)
		var want struct{ StatusCode int }
		if err := json.Unmarshal(golden, &want); err != nil {
			t.Fatal(err)
		}
		if want.StatusCode == 200 {
			return event, 200
		}
	}
	t.Fatalf("no good event for %s", function)
	return nil, 0
}

// TestMisfits checks that a function answers any unexpected event with a problem, and then the next good event
// as usual.
func TestMisfits(t *testing.T) {
	events := fixtures(t)
	for _, with := range runners {
		t.Run(with.name, func(t *testing.T) {
			for _, function := range names {
				t.Run(function, func(t *testing.T) {
					var log host.Output
					r := with.start(t, function, environment(function, dynamo.Config{}), &log)
					if slices.Contains(inBackground, function) {
						checkMisfits(t, with.name, r, events)
						checkStillThere(t, r, &log)
						return
					}
					var next []byte
					var status int
					if function != "authorize" {
						next, status = good(t, function)
					}
					for name, event := range events {
						a, err := r.Invoke(event)
						if len(event) == 0 && with.name == "RIE" && err != nil {
							continue // the emulator itself requires a body
						}
						if err != nil || a.Failed {
							t.Fatalf("%s: %v: %s", name, err, a.Payload)
						}
						if function == "authorize" {
							var answer auth.Response
							if err := json.Unmarshal(a.Payload, &answer); err != nil || answer.IsAuthorized || answer.Context != nil {
								t.Errorf("%s: %v: %s", name, err, a.Payload)
							}
							continue
						}
						if function != "serve-site" || !isPage(a.Payload) { // some of them request its page
							checkProblem(t, name, a.Payload)
						}
						if res, err := ask(r, next); err != nil || res.StatusCode != status {
							t.Fatalf("after %s: %d, %v", name, res.StatusCode, err)
						}
					}
					checkStillThere(t, r, &log)
				})
			}
		})
	}
}

// isPage reports whether an answer is the web page.
func isPage(answer []byte) bool {
	var res api.Response
	return json.Unmarshal(answer, &res) == nil && res.StatusCode == 200 &&
		strings.HasPrefix(res.Headers["content-type"], "text/html")
}

// checkStillThere checks that no event ended a function.
func checkStillThere(t *testing.T, r runner, log *host.Output) {
	t.Helper()
	if f, ok := r.(*host.Function); ok && f.Starts() != 1 {
		t.Errorf("the program was started %d times", f.Starts())
	}
	if text := log.String(); strings.Contains(text, "panic") || strings.Contains(text, "goroutine ") {
		t.Errorf("log: %s", text)
	}
}

// checkMisfits sends unexpected events to a background function. It must report each: records with ids, of
// streams and queues, one by one, so that Lambda sends them to the dead-letter queue; and all else as an error,
// for the same purpose. It accepts a schedule's event, and reports that the table is not available.
func checkMisfits(t *testing.T, with string, r runner, events map[string][]byte) {
	t.Helper()
	reported := map[string]int{}
	for name, event := range events {
		a, err := r.Invoke(event)
		if len(event) == 0 && with == "RIE" && err != nil {
			continue // the emulator itself requires a body
		}
		if err != nil {
			t.Fatalf("%s: %v: %s", name, err, a.Payload)
		}
		var batch struct{ Records []json.RawMessage }
		json.Unmarshal(event, &batch)
		if a.Failed {
			var failure struct{ ErrorMessage, ErrorType string }
			if err := json.Unmarshal(a.Payload, &failure); err != nil || failure.ErrorMessage == "" || failure.ErrorType == "" {
				t.Errorf("%s: %v: %s", name, err, a.Payload)
			}
			reported["error"]++
			continue
		}
		var answer struct {
			Failures []struct{ ItemIdentifier string } `json:"batchItemFailures"`
		}
		if err := json.Unmarshal(a.Payload, &answer); err != nil || len(answer.Failures) != len(batch.Records) ||
			len(batch.Records) == 0 {
			t.Errorf("%s: %v: of %d records %s", name, err, len(batch.Records), a.Payload)
		}
		for _, f := range answer.Failures {
			if f.ItemIdentifier == "" {
				t.Errorf("%s: %s", name, a.Payload)
			}
		}
		reported["batch"]++
	}
	t.Logf("reported: %v", reported)
	if reported["batch"] < 3 || reported["error"] < 50 {
		t.Errorf("reported: %v", reported)
	}
}

// checkProblem checks that an answer is a problem that blames the request.
func checkProblem(t *testing.T, name string, payload []byte) {
	t.Helper()
	var res api.Response
	var problem struct{ Type, Code string }
	err := json.Unmarshal(payload, &res)
	if err == nil {
		err = json.Unmarshal([]byte(res.Body), &problem)
	}
	if err != nil || res.StatusCode < 400 || res.StatusCode > 499 ||
		!strings.HasPrefix(res.Headers["content-type"], "application/problem+json") ||
		problem.Type != "urn:problem:import-checker:"+problem.Code || res.Headers["x-correlation-id"] == "" {
		t.Errorf("%s: %v: %s", name, err, payload)
	}
}

// TestFittingMisfits checks that events that match a function's routes but are unusual, such as headers with
// many values, cookies, and other authorizers, are answered too, without access and without a 500.
func TestFittingMisfits(t *testing.T) {
	var table dynamo.Config
	for _, function := range answering() {
		t.Run(function, func(t *testing.T) {
			f := start(t, host.Config{Name: function, Env: environment(function, table), Log: io.Discard})
			for name, event := range fixtures(t) {
				var fields map[string]any
				if json.Unmarshal(event, &fields) != nil || fields["version"] != "2.0" || fields["routeKey"] == nil {
					continue // not an HTTP API request in format 2.0
				}
				for _, route := range routes(function) {
					_, path, _ := strings.Cut(route, " ")
					fields["routeKey"], fields["rawPath"] = route, path
					text, err := json.Marshal(fields)
					if err != nil {
						t.Fatal(err)
					}
					res, err := ask(f, text)
					closed := isClosed(path)
					if err != nil || res.StatusCode >= 500 || closed && res.StatusCode != 401 {
						t.Errorf("%s as %s: %v: %d %s", name, route, err, res.StatusCode, res.Body)
					}
				}
			}
			if f.Starts() != 1 {
				t.Errorf("the program was started %d times", f.Starts())
			}
		})
	}
}

// isClosed reports whether a path needs a seller's or a maintainer's token.
func isClosed(path string) bool {
	return strings.HasPrefix(path, "/v1/submissions") || strings.HasPrefix(path, "/v1/webhooks") || path == "/v1/events" ||
		strings.HasPrefix(path, "/v1/lists/") && strings.Contains(path, "/imports")
}

// routes returns the routes of a function in the template.
func routes(function string) (keys []string) {
	f := readTemplate.function(function)
	for _, id := range f.at("Events").keys() {
		e := f.at("Events", id, "Properties")
		if path := e.at("Path").text(); path != "" {
			keys = append(keys, fmt.Sprintf("%s %s", e.at("Method").text(), path))
		}
	}
	return keys
}
