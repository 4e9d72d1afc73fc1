package functions

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"importchecker/infra/tables"
	"importchecker/infra/tables/emulator"
	"importchecker/shared/store/dynamo"
)

// built is a folder for the programs, removed at the end.
var built string

func TestMain(m *testing.M) {
	var err error
	if built, err = os.MkdirTemp("", "functions-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(built)
	os.Exit(code)
}

// build makes the program of a package as it is deployed, but for this machine.
func build(t testing.TB, pkg string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("builds and runs the functions")
	}
	path := filepath.Join(built, filepath.Base(pkg))
	c := exec.Command("go", "build", "-trimpath", "-tags=lambda.norpc", "-ldflags=-s -w", "-o", path, pkg)
	c.Env = append(c.Environ(), "CGO_ENABLED=0")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return path
}

// lambda stands in for the Lambda service: it hands events to a function over
// the Runtime API and takes its answers.
type lambda struct {
	*httptest.Server
	polled  chan struct{} // closed when the function asks for its first event
	events  chan string
	answers chan string
	once    sync.Once
}

func newLambda() *lambda {
	l := &lambda{polled: make(chan struct{}), events: make(chan string), answers: make(chan string, 1)}
	const api = "/2018-06-01/runtime/"
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+api+"invocation/next", func(w http.ResponseWriter, r *http.Request) {
		l.once.Do(func() { close(l.polled) })
		select {
		case event := <-l.events:
			w.Header().Set("Lambda-Runtime-Aws-Request-Id", "request-1")
			w.Header().Set("Lambda-Runtime-Deadline-Ms", fmt.Sprint(time.Now().Add(10*time.Second).UnixMilli()))
			io.WriteString(w, event)
		case <-r.Context().Done():
		}
	})
	answer := func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		w.WriteHeader(http.StatusAccepted)
		l.answers <- string(text)
	}
	mux.HandleFunc("POST "+api+"invocation/{id}/response", answer)
	mux.HandleFunc("POST "+api+"invocation/{id}/error", answer)
	mux.HandleFunc("POST "+api+"init/error", answer)
	l.Server = httptest.NewServer(mux)
	return l
}

// start runs a program as a function until it asks for its first event. Its
// environment is what is given and no more.
func (l *lambda) start(t testing.TB, program string, env ...string) (stop func()) {
	t.Helper()
	c := exec.Command(program)
	c.Env = append([]string{
		"AWS_LAMBDA_RUNTIME_API=" + strings.TrimPrefix(l.URL, "http://"),
		"AWS_LAMBDA_FUNCTION_NAME=" + filepath.Base(program),
		"AWS_REGION=us-east-1",
		"AWS_ACCESS_KEY_ID=local",
		"AWS_SECRET_ACCESS_KEY=local",
	}, env...)
	var log strings.Builder
	c.Stdout, c.Stderr = &log, &log
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { c.Wait(); close(ended) }()
	select {
	case <-l.polled:
	case <-ended:
		t.Fatalf("it ended: %s", log.String())
	case <-time.After(20 * time.Second):
		t.Fatal("it does not ask for events")
	}
	return func() { c.Process.Kill(); <-ended; l.Close() }
}

// invoke hands over an event and returns the answer.
func (l *lambda) invoke(t *testing.T, event string) map[string]any {
	t.Helper()
	l.events <- event
	select {
	case text := <-l.answers:
		var answer map[string]any
		if err := json.Unmarshal([]byte(text), &answer); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		return answer
	case <-time.After(20 * time.Second):
		t.Fatal("no answer")
	}
	return nil
}

// event is a request to a route, as API Gateway hands it over.
func event(route, path, body, authorizer string) string {
	method, _, _ := strings.Cut(route, " ")
	text, _ := json.Marshal(body)
	if authorizer == "" {
		authorizer = "null"
	}
	return fmt.Sprintf(`{"version":"2.0","routeKey":%q,"rawPath":%q,"headers":{"content-type":"application/json"},
		"requestContext":{"requestId":"r-1","routeKey":%q,"authorizer":%s,"http":{"method":%q,"path":%q}},"body":%s}`,
		route, path, route, authorizer, method, path, text)
}

const seller = `{"lambda":{"seller":"s-1","scope":"seller"}}`

// Each function starts with the environment of the template, and answers.
func TestStart(t *testing.T) {
	item := `{"item":{"hs_code":"0409000000"}}`
	for _, test := range []struct {
		function string
		env      []string
		event    string
		status   float64
	}{
		{"check-goods", nil, event("POST /v1/goods/checks", "/v1/goods/checks", item, ""), 200},
		{"read-reference", nil, event("GET /v1/lists", "/v1/lists", "", ""), 200},
		{"serve-site", nil, event("GET /healthz", "/healthz", "", ""), 200},
		{"serve-site", nil, event("$default", "/nothing", "", ""), 404},
		// Nothing listens on that port: the table cannot be had for now.
		{"keep-submissions", []string{"TABLE_NAME=absent", "AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:9"},
			event("GET /v1/submissions", "/v1/submissions", "", seller), 503},
		// Behind a gateway without the authorizer, it lets no one in.
		{"keep-submissions", []string{"TABLE_NAME=absent"}, event("GET /v1/submissions", "/v1/submissions", "", ""), 401},
	} {
		t.Run(test.function, func(t *testing.T) {
			l := newLambda()
			defer l.start(t, build(t, "./"+test.function), test.env...)()
			if got := l.invoke(t, test.event); got["statusCode"] != test.status {
				t.Errorf("answer %v, want status %v", got, test.status)
			}
		})
	}
}

func TestAuthorizeDenies(t *testing.T) {
	l := newLambda()
	defer l.start(t, build(t, "./authorize"), "OIDC_ISSUER=https://127.0.0.1:9", "OIDC_AUDIENCE=import-checker")()
	got := l.invoke(t, `{"version":"2.0","type":"REQUEST","routeKey":"GET /v1/submissions","headers":{"authorization":"Bearer x.y.z"}}`)
	if got["isAuthorized"] != false {
		t.Errorf("answer %v", got)
	}
}

// A submission goes from event to table, through the program as deployed.
func TestKeepSubmissions(t *testing.T) {
	program := build(t, "./keep-submissions")
	config := emulator.Config(t)
	declared, err := tables.Read("../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("functions-%d", time.Now().UnixNano())
	client, err := dynamo.NewClient(config)
	if err != nil {
		t.Fatal(err)
	}
	if err := declared[0].Create(t.Context(), client, name); err != nil {
		t.Fatal(err)
	}
	l := newLambda()
	defer l.start(t, program, "TABLE_NAME="+name, "AWS_ENDPOINT_URL_DYNAMODB="+config.Endpoint)()
	made := l.invoke(t, event("POST /v1/submissions", "/v1/submissions", `{"item":{"hs_code":"0409000000","ref":"SKU-1"}}`, seller))
	if made["statusCode"] != 201.0 {
		t.Fatalf("answer %v", made)
	}
	listed := l.invoke(t, event("GET /v1/submissions", "/v1/submissions", "", seller))
	if body, _ := listed["body"].(string); listed["statusCode"] != 200.0 || !strings.Contains(body, `"SKU-1"`) {
		t.Errorf("answer %v", listed)
	}
}

// BenchmarkStart measures from the start of a program to its first question
// for an event: the part of a cold start that is ours. Compare with "bare",
// from the same run.
func BenchmarkStart(b *testing.B) {
	env := []string{"TABLE_NAME=t", "OIDC_ISSUER=https://login.example.com", "OIDC_AUDIENCE=import-checker"}
	for _, pkg := range []string{"testdata/bare", "authorize", "check-goods", "keep-submissions", "read-reference", "serve-site"} {
		b.Run(filepath.Base(pkg), func(b *testing.B) {
			program := build(b, "./"+pkg)
			for b.Loop() {
				b.StopTimer()
				l := newLambda()
				b.StartTimer()
				stop := l.start(b, program, env...)
				b.StopTimer()
				stop()
				b.StartTimer()
			}
		})
	}
}
