package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"importchecker/infra/host"
	"importchecker/infra/tables/emulator"
	"importchecker/shared/annex/confined"
)

// These tests build the program and use it like a person: by its output, and over HTTP.

// binaries is a folder for the program, removed at the end.
var binaries string

func TestMain(m *testing.M) {
	confined.Serve()
	var err error
	if binaries, err = os.MkdirTemp("", "local-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(binaries)
	os.Exit(code)
}

var buildFlags = []string{"build"}

// program builds the server once.
var program = sync.OnceValues(func() (string, error) {
	path := filepath.Join(binaries, "local")
	out, err := exec.Command("go", append(buildFlags, "-o", path, ".")...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
})

// server is a running program.
type server struct {
	t     *testing.T
	cmd   *exec.Cmd
	out   *host.Output
	url   string
	token string // the seller's

	maintainer string // the maintainer's token
}

// command returns the program with flags, not yet started.
func command(t *testing.T, flags ...string) *exec.Cmd {
	t.Helper()
	if testing.Short() {
		t.Skip("builds and runs the program")
	}
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return exec.Command(path, flags...)
}

// start runs the program on a free port.
func start(t *testing.T, data string, flags ...string) *server {
	t.Helper()
	flags = append([]string{"-addr", "127.0.0.1:0", "-data", data}, flags...)
	return launch(t, command(t, flags...))
}

// launch starts the command and waits until it has printed its address.
func launch(t *testing.T, cmd *exec.Cmd) *server {
	t.Helper()
	s := &server{t: t, cmd: cmd, out: &host.Output{}}
	s.cmd.Stdout, s.cmd.Stderr = s.out, s.out
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.cmd.Process.Kill(); s.cmd.Wait() })
	deadline := time.Now().Add(2 * time.Minute) // go run may have to compile
	for !strings.Contains(s.out.String(), "Ctrl-C stops it") {
		if time.Now().After(deadline) {
			t.Fatalf("it does not come up; it said:\n%s", s.out)
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.url, s.token, s.maintainer = s.printed("address:"), s.printed("token:"), s.printed("maintainer's token:")
	return s
}

// printed returns the text after a label at the start of a line.
func (s *server) printed(label string) string {
	s.t.Helper()
	scan := bufio.NewScanner(strings.NewReader(s.out.String()))
	for scan.Scan() {
		if rest, ok := strings.CutPrefix(scan.Text(), label); ok {
			return strings.TrimSpace(rest)
		}
	}
	s.t.Fatalf("it did not say %q:\n%s", label, s.out)
	return ""
}

// interrupt sends SIGINT and waits for the end.
func (s *server) interrupt() {
	s.t.Helper()
	s.cmd.Process.Signal(os.Interrupt)
	began := time.Now()
	done := make(chan error, 1)
	go func() { done <- s.cmd.Wait() }()
	select {
	case err := <-done:
		if err != nil {
			s.t.Errorf("stopped with %v:\n%s", err, s.out)
		}
		if took := time.Since(began); took > 3*time.Second {
			s.t.Errorf("it took %s to stop", took)
		}
	case <-time.After(20 * time.Second):
		s.t.Fatalf("it does not stop:\n%s", s.out)
	}
}

// reply is a response with its body.
type reply struct {
	*http.Response
	text string
	json map[string]any
}

// ask sends a request. token may be empty; headers are pairs.
func (s *server) ask(method, path, token, body string, headers ...string) reply {
	s.t.Helper()
	r, err := s.try(method, path, token, body, headers...)
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

func (s *server) try(method, path, token, body string, headers ...string) (reply, error) {
	r, err := http.NewRequest(method, s.url+path, strings.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return reply{}, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return reply{}, err
	}
	got := reply{Response: response, text: string(text)}
	if strings.Contains(response.Header.Get("Content-Type"), "json") {
		if err := json.Unmarshal(text, &got.json); err != nil {
			return reply{}, fmt.Errorf("%s %s: %w: %s", method, path, err, text)
		}
	}
	return got, nil
}

// want ends the test unless the response has the status.
func (r reply) want(t *testing.T, status int) reply {
	t.Helper()
	if r.StatusCode != status {
		t.Fatalf("%s %s: status %d, want %d: %s", r.Request.Method, r.Request.URL.Path, r.StatusCode, status, r.text)
	}
	if status >= 400 && !strings.HasPrefix(r.Header.Get("Content-Type"), "application/problem+json") {
		t.Errorf("%s %s: a refusal of type %q", r.Request.Method, r.Request.URL.Path, r.Header.Get("Content-Type"))
	}
	return r
}

func (r reply) items() []any {
	items, _ := r.json["items"].([]any)
	return items
}

func (r reply) id() string {
	id, _ := r.json["id"].(string)
	return id
}

func TestWalk(t *testing.T) {
	walk(t)
}

// TestWalkOnDynamoDB is the same walk with submissions stored at a DynamoDB endpoint.
func TestWalkOnDynamoDB(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs the program")
	}
	endpoint := emulator.Config(t).Endpoint
	walk(t, "-dynamodb", endpoint, "-table", fmt.Sprintf("walk-%d", time.Now().UnixNano()))
}

func walk(t *testing.T, flags ...string) {
	data := t.TempDir()
	s := start(t, data, flags...)

	// Anyone may check.
	check := s.ask("POST", "/v1/goods/checks", "", exampleBody).want(t, 200)
	if channels, _ := check.json["channels"].([]any); len(channels) != 4 || check.json["ruleset"] == "" {
		t.Errorf("check: %s", check.text)
	}
	if again := s.ask("POST", "/v1/goods/checks", "nonsense", exampleBody).want(t, 200); again.text != check.text {
		t.Errorf("the same question, answered twice:\n%s\n%s", check.text, again.text)
	}
	batch := s.ask("POST", "/v1/goods/checks/batch", "",
		`{"items":[{"ref":"a","hs_code":"04090000"},{"ref":"b","hs_code":"x"}]}`).want(t, 200)
	if items := batch.items(); len(items) != 2 || items[0].(map[string]any)["decision"] == nil ||
		items[1].(map[string]any)["problem"] == nil {
		t.Errorf("batch: %s", batch.text)
	}
	s.ask("POST", "/v1/goods/checks", "", `{"item":{"hs_code":"04090000","colour":"red"}}`).want(t, 400)
	s.ask("POST", "/v1/goods/checks", "", strings.Repeat("x", 1<<20+1)).want(t, 413)

	// Anyone may read.
	s.ask("GET", "/v1/tariff/0409000000", "", "").want(t, 200)
	s.ask("GET", "/v1/tariff/0409.00.00", "", "").want(t, 200)
	lists := s.ask("GET", "/v1/lists", "", "").want(t, 200)
	if tag := lists.Header.Get("Etag"); tag != "" {
		if r := s.ask("GET", "/v1/lists", "", "", "If-None-Match", tag); r.StatusCode != 304 || r.text != "" {
			t.Errorf("unchanged lists: %d %s", r.StatusCode, r.text)
		}
	}
	s.ask("GET", "/healthz", "", "").want(t, 200)
	s.ask("GET", "/readyz", "", "").want(t, 200)
	s.ask("GET", "/openapi.yaml", "", "").want(t, 200)
	s.ask("GET", "/v1/nothing", "", "").want(t, 404)
	if r := s.ask("DELETE", "/v1/goods/checks", "", "").want(t, 405); r.Header.Get("Allow") != "POST" {
		t.Errorf("allowed methods %q", r.Header.Get("Allow"))
	}

	// Only sellers may submit, and the token determines which.
	s.ask("POST", "/v1/submissions", "", exampleBody).want(t, 401)
	s.ask("POST", "/v1/submissions", "nonsense", exampleBody).want(t, 403)
	s.ask("GET", "/v1/submissions", s.token+"x", "").want(t, 403)
	made := s.ask("POST", "/v1/submissions", s.token, exampleBody, "Idempotency-Key", "order-1").want(t, 201)
	place := made.Header.Get("Location")
	if place != "/v1/submissions/"+made.id() {
		t.Errorf("location %q of %s", place, made.text)
	}
	replay := s.ask("POST", "/v1/submissions", s.token, exampleBody, "Idempotency-Key", "order-1").want(t, 201)
	if replay.text != made.text || replay.Header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("replay: %v %s", replay.Header, replay.text)
	}
	s.ask("POST", "/v1/submissions", s.token, `{"item":{"hs_code":"04090000"}}`, "Idempotency-Key", "order-1").want(t, 422)
	second := s.ask("POST", "/v1/submissions", s.token, `{"item":{"hs_code":"2208300000","ref":"whisky"}}`).want(t, 201)

	got := s.ask("GET", place, s.token, "").want(t, 200)
	if got.id() != made.id() {
		t.Errorf("read back: %s", got.text)
	}
	ids := func(path string) (ids []string) {
		for _, item := range s.ask("GET", path, s.token, "").want(t, 200).items() {
			ids = append(ids, item.(map[string]any)["id"].(string))
		}
		return ids
	}
	if got, want := ids("/v1/submissions"), []string{second.id(), made.id()}; strings.Join(got, " ") != strings.Join(want,
		" ") {
		t.Errorf("list %v, want %v", got, want)
	}
	if got := ids("/v1/submissions?ref=whisky"); len(got) != 1 || got[0] != second.id() {
		t.Errorf("list by reference: %v", got)
	}
	first := s.ask("GET", "/v1/submissions?limit=1", s.token, "").want(t, 200)
	if rest := ids("/v1/submissions?limit=1&cursor=" + first.json["next_cursor"].(string)); len(rest) != 1 ||
		rest[0] != made.id() {
		t.Errorf("second page: %v", rest)
	}
	if history := s.ask("GET", place+"/decisions", s.token, "").want(t, 200).items(); len(history) != 1 {
		t.Errorf("history: %v", history)
	}

	// Submissions and the token survive a restart.
	token := s.token
	s.interrupt()
	s = start(t, data, append(flags, "-seller", "other-seller")...)
	if kept := s.ask("GET", place, token, "").want(t, 200); kept.text != got.text {
		t.Errorf("after a restart:\n%s\nbefore:\n%s", kept.text, got.text)
	}
	// Another seller gets the same answer as for a submission that does not exist.
	foreign := s.ask("GET", place, s.token, "").want(t, 404)
	absent := s.ask("GET", "/v1/submissions/"+strings.Repeat("0", len(made.id())), s.token, "").want(t, 404)
	delete(foreign.json, "correlation_id")
	delete(absent.json, "correlation_id")
	if a, b := fmt.Sprint(foreign.json), fmt.Sprint(absent.json); a != b {
		t.Errorf("another's: %s\nabsent:    %s", a, b)
	}
	s.ask("GET", place+"/decisions", s.token, "").want(t, 404)
	if n := len(s.ask("GET", "/v1/submissions", s.token, "").want(t, 200).items()); n != 0 {
		t.Errorf("another seller lists %d", n)
	}
	s.interrupt()
}

// TestKillLosesNothing checks that acknowledged writes survive a crash, simulated by SIGKILL during writes.
func TestKillLosesNothing(t *testing.T) {
	data := t.TempDir()
	acknowledged := map[string]string{} // body of each submission, by its location
	for round := range 3 {
		s := start(t, data)
		for place, body := range acknowledged {
			if r := s.ask("GET", place, s.token, "").want(t, 200); r.text != body {
				t.Fatalf("round %d: %s is now %s", round, place, r.text)
			}
		}
		var mu sync.Mutex
		var writers sync.WaitGroup
		enough := make(chan struct{})
		var once sync.Once
		before := len(acknowledged)
		for w := range 4 {
			writers.Go(func() {
				for i := 0; ; i++ {
					r, err := s.try("POST", "/v1/submissions", s.token, exampleBody,
						"Idempotency-Key", fmt.Sprintf("%d-%d-%d", round, w, i))
					if err != nil {
						return // it was killed
					}
					if r.StatusCode != 201 {
						t.Errorf("status %d: %s", r.StatusCode, r.text)
						return
					}
					mu.Lock()
					acknowledged[r.Header.Get("Location")] = r.text
					if len(acknowledged)-before >= 40 {
						once.Do(func() { close(enough) })
					}
					mu.Unlock()
				}
			})
		}
		select {
		case <-enough:
		case <-time.After(time.Minute):
			t.Error("40 submissions took more than a minute")
		}
		s.cmd.Process.Kill()
		writers.Wait()
		s.cmd.Wait()
	}
	s := start(t, data)
	for place, body := range acknowledged {
		if r := s.ask("GET", place, s.token, "").want(t, 200); r.text != body {
			t.Errorf("%s is now %s", place, r.text)
		}
	}
	t.Logf("%d submissions acknowledged, all there after 3 kills", len(acknowledged))
	s.interrupt()
}

// TestPrintedExamples checks that the printed requests work when copied.
func TestPrintedExamples(t *testing.T) {
	for _, tool := range []string{"sh", "curl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("no %s here", tool)
		}
	}
	s := start(t, t.TempDir())
	folder := t.TempDir()
	// the name does not matter
	if err := os.WriteFile(filepath.Join(folder, "annex.xlsx"), []byte(invented), 0o600); err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(s.out.String()) {
		if !strings.HasPrefix(line, "curl ") {
			continue
		}
		n++
		// The invented annex replaces the official one: it has fewer and other rows.
		line = strings.Replace(line, "&filename", "&partial=true&accept=rows_lost&filename", 1)
		c := exec.Command("sh", "-c", strings.TrimSpace(line)+" --fail-with-body")
		c.Dir = folder
		out, err := c.CombinedOutput()
		if err != nil || !json.Valid(out) {
			t.Errorf("%s\n%v: %s", line, err, out)
		}
	}
	if n != 6 {
		t.Errorf("%d examples, want 6", n)
	}
}

func TestSampleLists(t *testing.T) {
	plain := start(t, t.TempDir())
	if strings.Contains(plain.out.String(), "SAMPLE") {
		t.Error("sample lists, though nobody asked for them")
	}
	s := start(t, t.TempDir(), "-sample-lists")
	if !strings.Contains(s.out.String(), "SAMPLE LISTS ARE LOADED") {
		t.Errorf("no banner:\n%s", s.out)
	}
	if r := s.ask("GET", "/v1/lists", "", "").want(t, 200); !strings.Contains(r.text, `"sample":true`) {
		t.Errorf("lists: %s", r.text)
	}
	// With complete lists, services that are not listed get equal treatment.
	for server, want := range map[*server]string{plain: "list_incomplete", s: "equal_treatment"} {
		r := server.ask("POST", "/v1/services/checks", "", `{"mode":1,"place":"national","sector":{"code":"6110"}}`).want(t,
			200)
		if !strings.Contains(r.text, want) {
			t.Errorf("no %s in %s", want, r.text)
		}
	}
	for _, list := range []string{"national", "ftz", "hainan"} {
		if !strings.Contains(plain.out.String(), "cn-services-negative-"+list+" 20") ||
			!strings.Contains(s.out.String(), "cn-services-negative-"+list+" sample") {
			t.Errorf("the list %s is not announced:\n%s\n%s", list, plain.out, s.out)
		}
	}
}

// refused runs the program, which must exit with status 1 and a message.
func refused(t *testing.T, flags ...string) string {
	t.Helper()
	c := command(t, flags...)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var out host.Output
	c.Stdout, c.Stderr = &out, &out
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	context.AfterFunc(ctx, func() { c.Process.Kill() })
	var exit *exec.ExitError
	if err := c.Wait(); !errors.As(err, &exit) || exit.ExitCode() != 1 {
		t.Errorf("%v: ended with %v:\n%s", flags, err, &out)
	}
	if strings.Contains(out.String(), "goroutine ") {
		t.Errorf("%v: a stack trace is no message:\n%s", flags, &out)
	}
	return out.String()
}

func TestRefusals(t *testing.T) {
	data := t.TempDir()
	s := start(t, data)
	taken := strings.TrimPrefix(s.url, "http://")
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := "http://" + free.Addr().String()
	free.Close()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}

	for _, test := range []struct {
		name  string
		flags []string
		want  []string
	}{
		{"port in use", []string{"-addr", taken, "-data", t.TempDir()}, []string{taken, "is in use", "-addr"}},
		{"data in use", []string{"-addr", "127.0.0.1:0", "-data", data}, []string{data, "is in use", "-data"}},
		{"data is a file", []string{"-addr", "127.0.0.1:0", "-data", file}, []string{file, "not a directory"}},
		{"address is none", []string{"-addr", "127.0.0.1:http:80", "-data", t.TempDir()}, []string{"-addr"}},
		{"no DynamoDB", []string{"-addr", "127.0.0.1:0", "-data", t.TempDir(), "-dynamodb", nobody},
			[]string{nobody, "no DynamoDB answers", "refused"}},
		{"no URL", []string{"-addr", "127.0.0.1:0", "-data", t.TempDir(), "-dynamodb", "localhost:8000"},
			[]string{"is not a URL"}},
		{"no such flag", []string{"-port", "80"}, []string{"-port"}},
		{"an argument", []string{"now"}, []string{"now", "-h"}},
		{"no name of a maintainer", []string{"-addr", "127.0.0.1:0", "-data", t.TempDir(), "-maintainer", ""},
			[]string{"visible ASCII"}},
		{"no name of a seller", []string{"-addr", "127.0.0.1:0", "-data", t.TempDir(), "-seller", "two words"},
			[]string{"two words"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := refused(t, test.flags...)
			for _, want := range test.want {
				if !strings.Contains(got, want) {
					t.Errorf("%q is not in:\n%s", want, got)
				}
			}
		})
	}
}

// TestStopsInOrder checks that a running request is completed when the server stops.
func TestStopsInOrder(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no SIGTERM")
	}
	s := start(t, t.TempDir())
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	half := len(exampleBody) / 2
	fmt.Fprintf(conn, "POST /v1/submissions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"+
		"Authorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s", s.token, len(exampleBody), exampleBody[:half])
	time.Sleep(200 * time.Millisecond) // it has the first half by now
	s.cmd.Process.Signal(syscall.SIGTERM)
	time.Sleep(200 * time.Millisecond)
	io.WriteString(conn, exampleBody[half:])
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil || response.StatusCode != 201 {
		t.Fatalf("the request under way: %v, %v", response, err)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("stopped with %v:\n%s", err, s.out)
	}
}

// TestStopsWithGoRun checks that terminating "go run" leaves no server behind.
func TestStopsWithGoRun(t *testing.T) {
	if testing.Short() || runtime.GOOS == "windows" {
		t.Skip("builds and runs the program")
	}
	s := launch(t, exec.Command("go", "run", ".", "-addr", "127.0.0.1:0", "-data", t.TempDir()))
	s.ask("GET", "/healthz", "", "").want(t, 200)
	s.cmd.Process.Signal(syscall.SIGTERM)
	began := time.Now()
	for {
		http.DefaultClient.CloseIdleConnections()
		if _, err := s.try("GET", "/healthz", "", ""); err != nil {
			break
		}
		if time.Since(began) > 10*time.Second {
			t.Fatal("the port is still served")
		}
		time.Sleep(50 * time.Millisecond)
	}
}
