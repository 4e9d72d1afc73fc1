package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"importchecker/infra/tables/emulator"
)

// invented is an invented annex with honey for bonded goods only.
const invented = "示例附件（仅用于测试）\n序号,税则号列,货品名称,备注\n1,04090000,天然蜂蜜,仅限网购保税商品\n2,33049900,其他美容品或化妆品及护肤品,\n"

// bringIn returns the request that imports it as an edition that begins today.
func bringIn(edition string) string {
	return "/v1/lists/cbec-retail-import/imports?edition=" + edition + "&effective=" +
		time.Now().In(time.FixedZone("CST", 8*3600)).Format(time.DateOnly) +
		"&stated=2&counts=rows&title_en=Example&title_zh=%E7%A4%BA%E4%BE%8B&issuer_en=Nobody&issuer_zh=%E6%97%A0&document=" +
		edition +
		"&published=nowhere&accept=rows_jump&filename=annex.csv"
}

// receiver is a webhook's server. It records deliveries with valid signatures, by event id.
type receiver struct {
	*httptest.Server
	mu       sync.Mutex
	secret   string
	refuses  int // the number of deliveries to answer with 503
	got      map[string]string
	times    map[string]int
	unsigned int
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{got: map[string]string{}, times: map[string]int{}}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		r.mu.Lock()
		defer r.mu.Unlock()
		var told struct{ Data struct{ Challenge string } }
		if json.Unmarshal(body, &told) == nil && told.Data.Challenge != "" { // it may come before the secret is known here
			fmt.Fprintf(w, `{"challenge":%q}`, told.Data.Challenge)
			return
		}
		if r.refuses > 0 {
			r.refuses--
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		hook, err := standardwebhooks.NewWebhook(r.secret)
		if err != nil || hook.Verify(body, req.Header) != nil {
			r.unsigned++
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		id := req.Header.Get("Webhook-Id")
		r.got[id], r.times[id] = string(body), r.times[id]+1
	}))
	t.Cleanup(r.Close)
	return r
}

// registered registers the receiver, and waits until it has answered its challenge.
func (r *receiver) registered(t *testing.T, s *server, body string) (place string) {
	t.Helper()
	made := s.ask("POST", "/v1/webhooks", s.token, body).want(t, 201)
	r.mu.Lock()
	r.secret = made.json["secret"].(string)
	r.mu.Unlock()
	place = made.Header.Get("Location")
	for begun := time.Now(); s.ask("GET", place, s.token, "").want(t,
		200).json["status"] != "active"; time.Sleep(20 * time.Millisecond) {
		if time.Since(begun) > time.Minute {
			t.Fatal("it is pending still")
		}
	}
	return place
}

// delivered waits for so many events, and returns them by submission.
func (r *receiver) delivered(t *testing.T, want int) map[string]string {
	t.Helper()
	for begun := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		r.mu.Lock()
		bySubmission := map[string]string{}
		for id, body := range r.got {
			var e struct {
				Type string
				Data struct{ Submission string }
			}
			if err := json.Unmarshal([]byte(body), &e); err != nil || e.Type != "decision.changed" || id == "" {
				t.Errorf("%v: %s", err, body)
			}
			bySubmission[e.Data.Submission] = body
		}
		n, unsigned := len(r.got), r.unsigned
		r.mu.Unlock()
		if n >= want || time.Since(begun) > time.Minute {
			if n != want || len(bySubmission) != want || unsigned != 0 {
				t.Fatalf("%d events about %d submissions, want %d; %d not signed", n, len(bySubmission), want, unsigned)
			}
			return bySubmission
		}
	}
}

func TestLists(t *testing.T) { lists(t) }

// TestListsOnDynamoDB is the same with lists, jobs and events stored at a DynamoDB endpoint.
func TestListsOnDynamoDB(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs the program")
	}
	lists(t, "-dynamodb", emulator.Config(t).Endpoint, "-table", fmt.Sprintf("lists-%d", time.Now().UnixNano()))
}

// lists follows an import and its effects on a seller: a draft has no effect, publishing decides stored
// submissions again and delivers one signed event for each, and withdrawing reverts it.
func lists(t *testing.T, flags ...string) {
	data := t.TempDir()
	s := start(t, data, flags...)
	r := newReceiver(t)
	r.registered(t, s, `{"url":"`+r.URL+`/hook"}`)
	r.mu.Lock()
	r.refuses = 1
	r.mu.Unlock()

	verdict := func(place string) string {
		t.Helper()
		got := s.ask("GET", place, s.token, "").want(t, 200)
		verdicts, _ := got.json["verdicts"].(map[string]any)
		v, _ := verdicts["cbec_direct"].(string)
		return v
	}
	// Honey is not in the built-in fragment, so the answer is undetermined.
	const question = `{"channels":["cbec_direct"],"item":{"hs_code":"0409000000"}}`
	const other = `{"channels":["general_trade"],"item":{"hs_code":"0409000000"}}`
	honey := s.ask("POST", "/v1/submissions", s.token, question).want(t, 201)
	place := honey.Header.Get("Location")
	s.ask("POST", "/v1/submissions", s.token, other).want(t, 201)

	// Only a maintainer may import, and a maintainer may not use a seller's routes.
	s.ask("POST", bringIn("2026-07"), "", invented).want(t, 401)
	s.ask("POST", bringIn("2026-07"), s.token, invented).want(t, 403)
	s.ask("GET", "/v1/submissions", s.maintainer, "").want(t, 403)
	draft := s.ask("POST", bringIn("2026-07"), s.maintainer, invented, "Content-Type", "application/octet-stream").want(t,
		201)
	before := verdict(place)
	path := draft.Header.Get("Location")
	s.ask("GET", path+"/diff", s.maintainer, "").want(t, 200)
	s.ask("POST", path+"/publish", s.maintainer, `{"diff_hash":"`+strings.Repeat("0", 64)+`"}`).want(t, 409)
	published := s.ask("POST", path+"/publish", s.maintainer,
		fmt.Sprintf(`{"diff_hash":%q}`, draft.json["diff_hash"])).want(t, 200)
	if published.json["state"] != "published" {
		t.Errorf("published: %s", published.text)
	}
	// In effect at once: bonded only, and this is direct.
	check := s.ask("POST", "/v1/goods/checks", "", question).want(t, 200)
	if !strings.Contains(check.text, `"verdict":"ineligible"`) || !strings.Contains(check.text, `"edition":"2026-07"`) {
		t.Errorf("a check after publishing: %s", check.text)
	}
	told := r.delivered(t, 1)
	if body := told[honey.id()]; !strings.Contains(body, `"cbec_direct":"ineligible"`) ||
		!strings.Contains(body, `"edition":"2026-07"`) {
		t.Errorf("told %s", body)
	}
	if got := verdict(place); got == before || got != "ineligible" {
		t.Errorf("the submission: %s, before %s", got, before)
	}
	history := s.ask("GET", place+"/decisions", s.token, "").want(t, 200)
	if n := len(history.items()); n != 2 || !strings.Contains(history.text, `"list_published"`) {
		t.Errorf("%d decisions: %s", n, history.text)
	}
	if events := s.ask("GET", "/v1/events", s.token, "").want(t, 200).items(); len(events) != 1 {
		t.Errorf("events: %v", events)
	}

	// The file is archived, and the event is in the log file too.
	sum := sha256.Sum256([]byte(invented))
	kept, err := os.ReadFile(filepath.Join(data, "annexes", "cbec-retail-import", hex.EncodeToString(sum[:])))
	if err != nil || string(kept) != invented {
		t.Errorf("kept: %v %q", err, kept)
	}
	lines, err := os.ReadFile(filepath.Join(data, eventsFile))
	var line struct {
		Source string
		Type   string `json:"detail-type"`
		Detail struct{ ID, Type string }
	}
	if err != nil || json.Unmarshal(lines, &line) != nil || line.Source != "import-checker" ||
		line.Type != "decision.changed" || line.Detail.ID == "" {
		t.Errorf("%v: %s", err, lines)
	}

	// After a restart it answers from the published lists. Withdrawing decides again.
	tokens := []string{s.token, s.maintainer}
	s.interrupt()
	s = start(t, data, flags...)
	s.token, s.maintainer = tokens[0], tokens[1]
	if again := s.ask("POST", "/v1/goods/checks", "", question).want(t, 200); again.text != check.text {
		t.Errorf("after a restart %s\nbefore %s", again.text, check.text)
	}
	s.ask("DELETE", path+"?why=a+test", s.maintainer, "").want(t, 200)
	for begun := time.Now(); verdict(place) != before; time.Sleep(20 * time.Millisecond) {
		if time.Since(begun) > 30*time.Second {
			t.Fatalf("withdrawn, and still %s", verdict(place))
		}
	}
	ready := s.ask("GET", "/readyz", "", "").want(t, 200)
	if ready.json["status"] != "ready" || !strings.Contains(ready.text, `"version":2`) {
		t.Errorf("ready: %s", ready.text)
	}
	for _, want := range []string{`"msg":"job done"`, `"msg":"event handed on"`, `"msg":"delivery"`,
		`"import":"cbec-retail-import/2026-07 `} {
		for begun := time.Now(); !strings.Contains(s.out.String(), want); time.Sleep(20 * time.Millisecond) {
			if time.Since(begun) > 30*time.Second {
				t.Fatalf("no %s in the log", want)
			}
		}
	}
	s.interrupt()
}

// TestKillLosesNoEvent checks that a server that is repeatedly killed while it decides and delivers loses
// nothing: each submission has exactly one new decision, and each event arrives.
func TestKillLosesNoEvent(t *testing.T) {
	data := t.TempDir()
	s := start(t, data)
	r := newReceiver(t)
	r.registered(t, s, `{"url":"`+r.URL+`"}`)
	const submissions = 300
	var places []string
	for range submissions {
		made := s.ask("POST", "/v1/submissions", s.token,
			`{"channels":["cbec_direct"],"item":{"hs_code":"0409000000"}}`).want(t, 201)
		places = append(places, made.Header.Get("Location"))
	}
	draft := s.ask("POST", bringIn("2026-07"), s.maintainer, invented, "Content-Type", "text/csv").want(t, 201)
	s.ask("POST", draft.Header.Get("Location")+"/publish", s.maintainer,
		fmt.Sprintf(`{"diff_hash":%q}`, draft.json["diff_hash"])).want(t, 200)
	kills := 0
	for wait := 30 * time.Millisecond; kills < 8; wait = wait * 3 / 2 {
		time.Sleep(wait)
		r.mu.Lock()
		done := len(r.got) >= submissions
		r.mu.Unlock()
		if done {
			break
		}
		s.cmd.Process.Kill()
		s.cmd.Wait()
		kills++
		s = start(t, data)
	}
	// Deliveries that were interrupted are due again after a while.
	r.delivered(t, submissions)
	twice := 0
	for _, n := range r.times {
		if n > 1 {
			twice++
		}
	}
	for _, place := range places {
		if n := len(s.ask("GET", place+"/decisions", s.token, "").want(t, 200).items()); n != 2 {
			t.Errorf("%s has %d decisions", place, n)
		}
	}
	t.Logf("%d submissions, %d kills, %d events delivered more than once", submissions, kills, twice)
	if kills == 0 {
		t.Error("it was never killed in between")
	}
	s.interrupt()
}
