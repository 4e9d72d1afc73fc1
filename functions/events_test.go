package functions

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"importchecker/shared/api"
	"importchecker/shared/submission"
)

// eventFiles returns the events of a function, in the order of their names.
func eventFiles(t *testing.T, function string) (files []string) {
	t.Helper()
	all, err := filepath.Glob("../events/" + function + "/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range all {
		if !strings.HasSuffix(file, ".golden.json") {
			files = append(files, file)
		}
	}
	if len(files) == 0 {
		t.Fatalf("no events for %s", function)
	}
	return files
}

// readEvent reads an event and its golden answer.
func readEvent(t *testing.T, file string) (event, golden []byte) {
	t.Helper()
	event, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	golden, err = os.ReadFile(strings.TrimSuffix(file, ".json") + ".golden.json")
	if err != nil {
		t.Fatal(err)
	}
	return event, golden
}

// TestEvents checks that every function's program, run as by Lambda, gives the golden answer to each of its
// events, the same as the handlers in package api. Values that depend on time and caller (ids, times, their
// hashes) differ from the golden ones, but must be equal wherever the golden values are equal.
func TestEvents(t *testing.T) {
	for _, with := range runners {
		t.Run(with.name, func(t *testing.T) {
			for _, function := range names {
				t.Run(function, func(t *testing.T) {
					around := newSurroundings(t)
					r := with.start(t, function, around.environment(function), io.Discard)
					story := newStory()
					for _, file := range eventFiles(t, function) {
						event, golden := readEvent(t, file)
						a, err := r.Invoke([]byte(story.retell(string(event))))
						if err != nil || a.Failed {
							t.Fatalf("%s: %v: %s", file, err, a.Payload)
						}
						for _, difference := range story.compare(golden, a.Payload) {
							t.Errorf("%s: %s", file, difference)
						}
					}
					if function == "keep-submissions" && story.sealed < 2 {
						t.Errorf("%d decisions were checked against their hashes", story.sealed)
					}
				})
			}
		})
	}
}

// A story maps the values of golden answers to those of this run.
type story struct {
	now    map[string]string // by golden value
	golden map[string]string // by value of this run
	sealed int               // decisions with correct hashes
}

func newStory() *story { return &story{map[string]string{}, map[string]string{}, 0} }

// retell replaces golden values in an event by those of this run.
func (s *story) retell(event string) string {
	for _, name := range slices.Sorted(maps.Keys(s.now)) {
		event = strings.ReplaceAll(event, name, s.now[name])
	}
	return event
}

// compare returns the differences between an answer and the golden one.
func (s *story) compare(golden, answer []byte) (differences []string) {
	var want map[string]any
	if err := json.Unmarshal(golden, &want); err != nil {
		return []string{err.Error()}
	}
	var got map[string]any
	if err := json.Unmarshal(answer, &got); err != nil {
		return []string{err.Error()}
	}
	if _, is := want["statusCode"]; is { // a response, whose golden body is decoded
		var res api.Response
		if err := json.Unmarshal(answer, &res); err != nil {
			return []string{err.Error()}
		}
		got = map[string]any{"statusCode": float64(res.StatusCode), "headers": got["headers"], "body": res.Body}
		var body any
		if json.Unmarshal([]byte(res.Body), &body) == nil {
			got["body"] = body
		}
		s.verify(res.Body, &differences)
	}
	// The body comes first: headers refer to its values.
	for _, part := range []string{"body", "statusCode", "headers", "isAuthorized", "context", "batchItemFailures"} {
		s.sameValue(part, part, want[part], got[part], &differences)
	}
	return differences
}

// differs matches the values that differ in each run, by name. Other values with the same names, such as the id
// of a list, do not match.
var differs = map[string]*regexp.Regexp{
	"id":          regexp.MustCompile(`^0[0-9a-z]{25}$`),
	"event":       regexp.MustCompile(`^0[0-9a-z]{25}$`),
	"import":      regexp.MustCompile(`^0[0-9a-z]{25}$`),
	"publication": regexp.MustCompile(`^0[0-9a-z]{25}$`),
	"withdrawal":  regexp.MustCompile(`^0[0-9a-z]{25}$`),
	"secret":      regexp.MustCompile(`^whsec_`),
	"expires_at":  regexp.MustCompile(`^2026-08-28T`),
	"created_at":  regexp.MustCompile(`^2026-03-01T`),
	"due_at":      regexp.MustCompile(`^2026-03-01T`),

	"challenge_until": regexp.MustCompile(`^2026-03-02T`),
	"timestamp":       regexp.MustCompile(`^2026-03-01T`),
	"updated_at":      regexp.MustCompile(`^2026-03-01T`),
	"decided_at":      regexp.MustCompile(`^2026-03-01T`),
	"imported_at":     regexp.MustCompile(`^2026-03-01T`),
	"published_at":    regexp.MustCompile(`^2026-03-01T`),
	"withdrawn_at":    regexp.MustCompile(`^2026-03-01T`),
	"confirmed_at":    regexp.MustCompile(`^2026-03-01T`),

	"previous_secret_until": regexp.MustCompile(`^2026-03-02T`),
	"hash":                  regexp.MustCompile(`^[0-9a-f]{64}$`),
	"prev_hash":             regexp.MustCompile(`^[0-9a-f]{63}[1-9a-f]$`), // the first one's is all zeros
	"next_cursor":           regexp.MustCompile(`^.+$`),
}

func (s *story) sameValue(path, name string, want, got any, differences *[]string) {
	differ := func() { *differences = append(*differences, fmt.Sprintf("%s is %v, want %v", path, got, want)) }
	switch want := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok || !slices.Equal(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(g))) {
			differ()
			return
		}
		for _, name := range slices.Sorted(maps.Keys(want)) {
			s.sameValue(path+"/"+name, name, want[name], g[name], differences)
		}
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(want) {
			differ()
			return
		}
		for i := range want {
			s.sameValue(fmt.Sprintf("%s/%d", path, i), name, want[i], g[i], differences)
		}
	case string:
		g, ok := got.(string)
		form := differs[name]
		switch {
		case !ok:
			differ()
		case form == nil || !form.MatchString(want):
			if g != s.retell(want) { // a location, for example, contains an id
				differ()
			}
		case s.now[want] == "" && s.golden[g] == "" && g != "":
			s.now[want], s.golden[g] = g, want
		case s.now[want] != g || s.golden[g] != want:
			differ()
		}
	default:
		if got != want {
			differ()
		}
	}
}

// verify checks the decisions of a body against their hashes.
func (s *story) verify(body string, differences *[]string) {
	type decision struct {
		ID        string
		Seq       int
		DecidedAt time.Time `json:"decided_at"`
		Cause     string
		PrevHash  string `json:"prev_hash"`
		Hash      string
		Body      json.RawMessage
	}
	var kept struct {
		ID       string
		Decision *decision
	}
	if json.Unmarshal([]byte(body), &kept) != nil || kept.Decision == nil {
		return
	}
	if text := string(kept.Decision.Body); !strings.Contains(text, `{"en":"`) || !strings.Contains(text, `,"zh":"`) {
		return // in one language; the hash covers both
	}
	d := submission.Decision{
		ID: kept.Decision.ID, SubmissionID: kept.ID, Seq: kept.Decision.Seq, DecidedAt: kept.Decision.DecidedAt,
		Cause: kept.Decision.Cause, PrevHash: kept.Decision.PrevHash, Hash: kept.Decision.Hash, Body: kept.Decision.Body,
	}
	if got := d.Digest(); got != d.Hash {
		*differences = append(*differences, fmt.Sprintf("the decision's hash is %s, it says %s", got, d.Hash))
		return
	}
	s.sealed++
}
