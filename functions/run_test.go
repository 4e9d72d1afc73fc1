package functions

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"importchecker/infra/host"
	"importchecker/infra/norace"
	"importchecker/infra/tables/emulator"
	"importchecker/shared/api"
	"importchecker/shared/store/dynamo"
	"importchecker/shared/webhook/seal/kms/kmstest"
)

// names are the deployed functions: the folders with a main.
var names = foldersWith(func(string) bool { return true })

// inBackground are the background functions, which have no routes.
var inBackground = foldersWith(func(main string) bool { return strings.Contains(main, "background.Function{") })

// listReaders answer from the lists and store nothing: they work without the table.
var listReaders = foldersWith(func(main string) bool {
	return strings.Contains(main, ".WithLists(") && !strings.Contains(main, "store.New(")
})

// needy functions do not start without the template's environment.
var needy = foldersWith(func(main string) bool {
	return strings.Contains(main, "deployed.") || strings.Contains(main, "os.Exit(1)")
})

// foldersWith returns the functions whose source matches.
func foldersWith(matches func(main string) bool) (folders []string) {
	mains, err := filepath.Glob("*/main.go")
	if err != nil || len(mains) == 0 {
		panic(fmt.Sprintf("no functions: %v", err))
	}
	for _, path := range mains {
		text, err := os.ReadFile(path)
		if err != nil {
			panic(err)
		}
		if matches(string(text)) {
			folders = append(folders, filepath.Dir(path))
		}
	}
	return folders
}

// answering returns the functions with routes.
func answering() []string {
	return slices.DeleteFunc(slices.Clone(names),
		func(n string) bool { return n == "authorize" || slices.Contains(inBackground, n) })
}

const template = "../template.yaml"

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

// programs are the programs built so far, by package.
var programs sync.Map

// build builds the program of a package with the deployment's flags, but for this machine, or takes it from the
// folder that FUNCTION_PROGRAMS names.
func build(t testing.TB, pkg string, flags ...string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("builds and runs the functions")
	}
	norace.SkipUnderRace(t, "the functions are built without it")
	if folder := os.Getenv("FUNCTION_PROGRAMS"); folder != "" && slices.Contains(names, pkg) && flags == nil {
		return filepath.Join(folder, pkg)
	}
	make := sync.OnceValues(func() (string, error) {
		folder, err := os.MkdirTemp(built, filepath.Base(pkg)+"-")
		if err != nil {
			return "", err
		}
		path := filepath.Join(folder, "bootstrap")
		args := slices.Concat([]string{"build", "-o", path}, host.BuildFlags(), flags)
		c := exec.Command("go", append(args, "./"+pkg)...)
		c.Env = append(c.Environ(), "CGO_ENABLED=0")
		if out, err := c.CombinedOutput(); err != nil {
			return "", fmt.Errorf("%w: %s", err, out)
		}
		return path, nil
	})
	once, _ := programs.LoadOrStore(fmt.Sprint(pkg, flags), make)
	path, err := once.(func() (string, error))()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// environment returns the template's environment of a function, with values for tests. If the table's endpoint
// is empty, nothing listens there.
func environment(function string, table dynamo.Config) []string {
	endpoint, name := table.Endpoint, table.Table
	if endpoint == "" {
		endpoint, name = "http://127.0.0.1:9", "absent"
	}
	var env []string
	for _, variable := range readTemplate.function(function).variables() {
		value, ok := map[string]string{
			"ANNEX_BUCKET":                 "annexes",
			"CATALOGUE_BUCKET":             "catalogues",
			"CATALOGUE_ORIGIN":             "https://catalogues.example.com",
			"AWS_ENDPOINT_URL_DYNAMODB":    endpoint, // empty when deployed, and so are the other two
			"AWS_ENDPOINT_URL_EVENTBRIDGE": "http://127.0.0.1:9",
			"AWS_ENDPOINT_URL_S3":          "http://127.0.0.1:9",
			"AWS_ENDPOINT_URL_KMS":         "http://127.0.0.1:9",
			"EVENT_BUS":                    "events",
			"METRICS_NAMESPACE":            "test",
			"OIDC_AUDIENCE":                "import-checker",
			"OIDC_CLIENT_ID":               "",
			"OIDC_TOKEN_ORIGINS":           "",
			"OIDC_ISSUER":                  "http://127.0.0.1:9",
			"OIDC_JWKS_URL":                "",
			"OIDC_SCOPE_PREFIX":            "",
			"OIDC_SELLER_CLAIM":            "sub",
			"TABLE_NAME":                   name,
			"WEBHOOK_KEY":                  kmstest.ARN,
			"WORDS_FILE":                   wordsFile(),
		}[variable]
		if !ok {
			panic("no value for the template's variable " + variable)
		}
		env = append(env, variable+"="+value)
	}
	return env
}

// wordsFile is the file of the template's layer, in the place where functions look for it.
var wordsFile = sync.OnceValue(func() string {
	path, err := filepath.Abs(filepath.Join(filepath.Dir(template), readTemplate.layer(), "words.bin"))
	if err != nil {
		panic(err)
	}
	return path
})

// newTable creates a table as the template declares it, on an emulator, or skips the test.
func newTable(t testing.TB) dynamo.Config {
	t.Helper()
	if testing.Short() {
		t.Skip("builds and runs the functions")
	}
	norace.SkipUnderRace(t, "the functions are built without it")
	return emulator.Table(t, emulator.Config(t), template)
}

// surroundings are the services that functions call: a table on an emulator, and fakes of S3, EventBridge and
// the key of webhooks.
type surroundings struct {
	table dynamo.Config
	s3    *httptest.Server
	bus   *httptest.Server
	kms   *kmstest.Server

	mu            sync.Mutex
	files         []string            // their paths
	s3Requests    []string            // methods and paths of the requests to S3
	events        []map[string]string // entries that were put on the bus
	busy          bool                // the bus refuses everything
	sheetRequests []string            // methods and paths of the requests to the bucket of catalogues
	sheets        map[string][]byte   // its content
}

func newSurroundings(t testing.TB) *surroundings {
	t.Helper()
	s := &surroundings{table: newTable(t), kms: kmstest.New(t)}
	s.s3 = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		defer s.mu.Unlock()
		if strings.HasPrefix(r.URL.Path, "/catalogues/") {
			s.catalogue(w, r, body)
			return
		}
		s.s3Requests = append(s.s3Requests, r.Method)
		s.files = append(s.files, r.URL.Path)
	}))
	t.Cleanup(s.s3.Close)
	s.bus = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct{ Entries []map[string]any }
		json.NewDecoder(r.Body).Decode(&in)
		s.mu.Lock()
		defer s.mu.Unlock()
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		if s.busy {
			fmt.Fprint(w, `{"FailedEntryCount":1,"Entries":[{"ErrorCode":"InternalFailure","ErrorMessage":"as planned"}]}`)
			return
		}
		for _, e := range in.Entries {
			s.events = append(s.events, map[string]string{"action": r.Header.Get("X-Amz-Target"),
				"bus":  fmt.Sprint(e["EventBusName"]),
				"type": fmt.Sprint(e["DetailType"]), "detail": fmt.Sprint(e["Detail"])})
		}
		fmt.Fprint(w, `{"FailedEntryCount":0,"Entries":[{"EventId":"1"}]}`)
	}))
	t.Cleanup(s.bus.Close)
	return s
}

// catalogue is a fake bucket of catalogues, which returns what was put.
func (s *surroundings) catalogue(w http.ResponseWriter, r *http.Request, body []byte) {
	s.sheetRequests = append(s.sheetRequests, r.Method+" "+r.URL.Path)
	if r.Method == http.MethodPut {
		if s.sheets == nil {
			s.sheets = make(map[string][]byte)
		}
		s.sheets[r.URL.Path] = body
		return
	}
	kept, ok := s.sheets[r.URL.Path]
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(kept)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(kept)
	}
}

// refuse sets whether the bus refuses everything.
func (s *surroundings) refuse(busy bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.busy = busy
}

// eventsOfType returns the events of a type that were put on the bus.
func (s *surroundings) eventsOfType(kind string) (all []map[string]string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.events {
		if e["type"] == kind {
			all = append(all, e)
		}
	}
	return all
}

// environment returns the template's environment of a function, with these surroundings.
func (s *surroundings) environment(function string) []string {
	return append(environment(function, s.table), "AWS_ENDPOINT_URL_S3="+s.s3.URL, "AWS_ENDPOINT_URL_EVENTBRIDGE="+
		s.bus.URL,
		"AWS_ENDPOINT_URL_KMS="+s.kms.URL)
}

// start runs a function's program until the end of the test.
func start(t testing.TB, c host.Config) *host.Function {
	t.Helper()
	if c.Program == "" {
		c.Program = build(t, c.Name)
	}
	f, err := host.Start(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// A runner invokes a function.
type runner interface {
	Invoke(event []byte) (host.Answer, error)
}

// runners are the ways to run a function: package host, and AWS's emulator if available.
var runners = []struct {
	name  string
	start func(t *testing.T, function string, env []string, log io.Writer) runner
}{
	{"host", func(t *testing.T, function string, env []string, log io.Writer) runner {
		return start(t, host.Config{Name: function, Env: env, Log: log})
	}},
	{"RIE", startRIE},
}

// rie is AWS's Lambda Runtime Interface Emulator with a function's program.
type rie struct{ url string }

const noRIE = `AWS's Runtime Interface Emulator is not here: name its program in LAMBDA_RIE.
	go run ./infra/test -only unit   installs it, with the SAM command, and does`

// startRIE runs a function's program under the emulator until the end of the test, or skips it.
func startRIE(t *testing.T, function string, env []string, log io.Writer) runner {
	t.Helper()
	program := os.Getenv("LAMBDA_RIE")
	if program == "" {
		t.Skip(noRIE)
	}
	built := build(t, function)
	invoke, runtime := emulator.FreeAddress(t), emulator.FreeAddress(t)
	c := exec.Command(program, "--runtime-interface-emulator-address", invoke, "--runtime-api-address", runtime, built)
	c.Dir = filepath.Dir(built)
	c.Env = append([]string{
		"AWS_LAMBDA_FUNCTION_NAME=" + function,
		"AWS_LAMBDA_FUNCTION_TIMEOUT=10",
		"AWS_REGION=us-east-1",
		"AWS_ACCESS_KEY_ID=local",
		"AWS_SECRET_ACCESS_KEY=local",
	}, env...)
	c.Stdout, c.Stderr = log, log
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Process.Signal(os.Interrupt) // so that it also ends the function
		ended := make(chan struct{})
		go func() { c.Wait(); close(ended) }()
		select {
		case <-ended:
		case <-time.After(5 * time.Second):
			c.Process.Kill()
			<-ended
		}
	})
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		conn, err := net.Dial("tcp", invoke)
		if err == nil {
			conn.Close()
			return rie{"http://" + invoke + "/2015-03-31/functions/function/invocations"}
		}
		if time.Now().After(deadline) {
			t.Fatalf("the emulator does not listen: %v", err)
		}
	}
}

func (r rie) Invoke(event []byte) (host.Answer, error) {
	res, err := http.Post(r.url, "application/json", bytes.NewReader(event))
	if err != nil {
		return host.Answer{}, err
	}
	defer res.Body.Close()
	payload, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("the emulator answers %s: %s", res.Status, payload)
	}
	var failure struct{ ErrorMessage string }
	json.Unmarshal(payload, &failure)
	return host.Answer{Payload: payload, Failed: failure.ErrorMessage != ""}, err
}

// ask invokes a function with an event and returns the response.
func ask(r runner, event []byte) (api.Response, error) {
	var res api.Response
	a, err := r.Invoke(event)
	switch {
	case err != nil:
		return res, err
	case a.Failed:
		return res, fmt.Errorf("the function failed: %s", a.Payload)
	}
	err = json.Unmarshal(a.Payload, &res)
	if err == nil && res.StatusCode == 0 {
		err = errors.New("no status")
	}
	if err != nil {
		err = fmt.Errorf("%w: %s", err, a.Payload)
	}
	return res, err
}

// request is a request to a route, as API Gateway passes it on.
type request struct {
	route, path, query, body string
	seller                   string // empty for none
	maintainer               string // instead
	key                      string // Idempotency-Key
	token                    string // as in the header
}

func (r request) event() []byte {
	method, _, _ := strings.Cut(r.route, " ")
	e := api.Request{
		Version: "2.0", RouteKey: r.route, RawPath: r.path, RawQueryString: r.query, Body: r.body,
		Headers: map[string]string{"content-type": "application/json", "user-agent": "SECRET-AGENT"},
	}
	if r.key != "" {
		e.Headers["idempotency-key"] = r.key
	}
	if r.token != "" {
		e.Headers["authorization"] = "Bearer " + r.token
	}
	e.PathParameters = parameters(r.route, r.path)
	c := map[string]any{
		"requestId": "gateway-1", "routeKey": r.route,
		"http": map[string]any{"method": method, "path": r.path},
	}
	if r.seller != "" {
		c["authorizer"] = map[string]any{"lambda": map[string]any{"seller": r.seller, "scope": "seller"}}
	}
	if r.maintainer != "" {
		c["authorizer"] = map[string]any{"lambda": map[string]any{"seller": r.maintainer, "scope": "maintainer"}}
	}
	context, err := json.Marshal(c)
	if err == nil {
		err = json.Unmarshal(context, &e.RequestContext)
	}
	text, err2 := json.Marshal(e)
	if err := errors.Join(err, err2); err != nil {
		panic(err)
	}
	return text
}

// parameters returns the parameters of a route's path.
func parameters(route, path string) map[string]string {
	all := map[string]string{}
	_, pattern, _ := strings.Cut(route, " ")
	segments := strings.Split(path, "/")
	for i, name := range strings.Split(pattern, "/") {
		if name, ok := strings.CutPrefix(name, "{"); ok && i < len(segments) {
			all[strings.TrimSuffix(name, "}")] = segments[i]
		}
	}
	return all
}

// decode decodes JSON or ends the test.
func decode(t testing.TB, text []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
}

func submit(seller, key, body string) request {
	return request{route: "POST /v1/submissions", path: "/v1/submissions", seller: seller, key: key, body: body}
}

func list(seller, query string) request {
	return request{route: "GET /v1/submissions", path: "/v1/submissions", seller: seller, query: query}
}

var ready = request{route: "GET /readyz", path: "/readyz"}

// pool invokes several copies of a function.
type pool struct{ *host.Pool }

func (p pool) Invoke(event []byte) (host.Answer, error) {
	return p.Pool.Invoke(context.Background(), event)
}

// TestKindsOfFunctions checks that the functions' sources are classified correctly.
func TestKindsOfFunctions(t *testing.T) {
	for _, tt := range []struct {
		got  []string
		want string
	}{
		{inBackground, "decide-again"}, {listReaders, "check-goods"}, {listReaders, "read-reference"},
		{answering(), "keep-submissions"},
	} {
		if !slices.Contains(tt.got, tt.want) || slices.Contains(tt.got, "authorize") {
			t.Errorf("%v, want %s among them", tt.got, tt.want)
		}
	}
}
