package dynamo_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"importchecker/infra/tables/emulator"
	"importchecker/shared/storage"
	"importchecker/shared/store"
	"importchecker/shared/store/dynamo"
	"importchecker/shared/submission"
)

// A call is a request as DynamoDB receives it.
type call struct {
	op   string // GetItem
	body string
}

// A service is a fake DynamoDB that answers as configured, and records the calls.
type service struct {
	url   string
	mu    sync.Mutex
	calls []call
}

// serve starts a service that answers the n-th call, from 0, with a status and a body.
func serve(t *testing.T, answer func(n int, c call) (int, string)) (*service, *dynamo.Table) {
	t.Helper()
	s := new(service)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		_, op, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
		c := call{op, string(body)}
		s.mu.Lock()
		n := len(s.calls)
		s.calls = append(s.calls, c)
		s.mu.Unlock()
		status, text := answer(n, c)
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, text)
	}))
	t.Cleanup(server.Close)
	s.url = server.URL
	return s, open(t, dynamo.Config{
		Table:       "T",
		Region:      "us-east-1",
		Endpoint:    server.URL,
		Credentials: dynamo.Environment(emulator.Credentials),
	})
}

func (s *service) recorded() []call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls)
}

func fault(code string) string {
	return fmt.Sprintf(`{"__type":"com.amazonaws.dynamodb.v20120810#%s","message":"as the test wants"}`, code)
}

// canceled returns the response to a cancelled transaction, with the reason for each op.
func canceled(reasons ...string) string {
	var list []string
	for _, r := range reasons {
		list = append(list, fmt.Sprintf(`{"Code":%q}`, r))
	}
	return fmt.Sprintf(`{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"canceled","CancellationReasons":[%s]}`,
		strings.Join(list, ","))
}

var key = store.Key{PK: "P", SK: "S"}

// TestTransactTriesAgain checks that transient errors are retried, with the same token, and others reported at
// once.
func TestTransactTriesAgain(t *testing.T) {
	ops := []store.Op{store.Put(store.Item{Key: key}, store.Absent()),
		store.Put(store.Item{Key: store.Key{PK: "P", SK: "T"}})}
	for _, row := range []struct {
		name   string
		status int
		body   string
		times  int // how often it fails before it succeeds
		tries  int
		want   error // nil for success
	}{
		{"conflict", 400, canceled("None", "TransactionConflict"), 3, 4, nil},
		{"conflict that stays", 400, canceled("TransactionConflict", "None"), 99, 6, storage.ErrUnavailable},
		{"throttled within", 400, canceled("ThrottlingError", "None"), 1, 2, nil},
		{"over capacity within", 400, canceled("ProvisionedThroughputExceeded", "None"), 1, 2, nil},
		{"throttled", 400, fault("ThrottlingException"), 2, 3, nil},
		{"throttled throughout", 400, fault("ProvisionedThroughputExceededException"), 99, 6, storage.ErrUnavailable},
		{"first try still under way", 400, fault("TransactionInProgressException"), 2, 3, nil},
		{"server's fault", 500, fault("InternalServerError"), 2, 3, nil},
		{"server's fault throughout", 503, "no JSON", 99, 6, storage.ErrUnavailable},
		{"condition", 400, canceled("ConditionalCheckFailed", "None"), 99, 1, &store.ConditionError{Failed: []int{0}}},
		{"condition, the second", 400, canceled("None", "ConditionalCheckFailed"), 99, 1,
			&store.ConditionError{Failed: []int{1}}},
		// The condition is not transient.
		{"condition and conflict", 400, canceled("ConditionalCheckFailed", "TransactionConflict"), 99, 1,
			&store.ConditionError{Failed: []int{0}}},
		{"mistake within", 400, canceled("ValidationError", "None"), 99, 1, errMistake},
		{"mistake", 400, fault("ValidationException"), 99, 1, errMistake},
		{"no such table", 400, fault("ResourceNotFoundException"), 99, 1, errMistake},
		{"not allowed", 400, fault("AccessDeniedException"), 99, 1, errMistake},
		{"no permission any more", 400, fault("ExpiredTokenException"), 99, 1, errMistake},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			s, table := serve(t, func(n int, _ call) (int, string) {
				if n < row.times {
					return row.status, row.body
				}
				return 200, "{}"
			})
			checkErr(t, table.Transact(t.Context(), ops), row.want)
			calls := s.recorded()
			if len(calls) != row.tries {
				t.Errorf("got %d tries, want %d", len(calls), row.tries)
			}
			for _, c := range calls {
				if c.op != "TransactWriteItems" || requestToken(t, c) == "" || requestToken(t, c) != requestToken(t, calls[0]) {
					t.Errorf("got %s with token %q after %q", c.op, requestToken(t, c), requestToken(t, calls[0]))
				}
			}
		})
	}
}

// errMistake stands for an error that is neither of the contract's.
var errMistake = errors.New("a mistake of ours")

func checkErr(t *testing.T, got, want error) {
	t.Helper()
	var condition, wanted *store.ConditionError
	switch {
	case want == nil && got == nil:
	case want == errMistake:
		if got == nil || errors.Is(got, storage.ErrUnavailable) || errors.As(got, &condition) {
			t.Errorf("got error %v, want one of no kind", got)
		}
	case errors.As(want, &wanted):
		if !errors.As(got, &condition) || !slices.Equal(condition.Failed, wanted.Failed) {
			t.Errorf("got error %v, want %v", got, want)
		}
	case !errors.Is(got, want):
		t.Errorf("got error %v, want %v", got, want)
	}
}

func requestToken(t *testing.T, c call) string {
	t.Helper()
	var body struct{ ClientRequestToken string }
	if err := json.Unmarshal([]byte(c.body), &body); err != nil {
		t.Fatal(err)
	}
	return body.ClientRequestToken
}

// TestTransactTokens checks that two identical transactions have different tokens, so that the second is not
// taken for a repeat.
func TestTransactTokens(t *testing.T) {
	s, table := serve(t, func(int, call) (int, string) { return 200, "{}" })
	for range 2 {
		if err := table.Transact(t.Context(), []store.Op{store.Delete(key)}); err != nil {
			t.Fatal(err)
		}
	}
	if calls := s.recorded(); requestToken(t, calls[0]) == requestToken(t, calls[1]) {
		t.Errorf("got token %q twice", requestToken(t, calls[0]))
	}
}

func TestReadsTryAgain(t *testing.T) {
	item := `{"PK":{"S":"P"},"SK":{"S":"S"}}`
	for _, row := range []struct {
		name   string
		read   func(context.Context, *dynamo.Table) error
		answer string
	}{
		{"Get", func(ctx context.Context, table *dynamo.Table) error {
			_, ok, err := table.Get(ctx, key)
			if err == nil && !ok {
				err = errors.New("no item")
			}
			return err
		}, `{"Item":` + item + `}`},
		{"BatchGet", func(ctx context.Context, table *dynamo.Table) error {
			items, err := table.BatchGet(ctx, []store.Key{key})
			if err == nil && len(items) != 1 {
				err = fmt.Errorf("%d items", len(items))
			}
			return err
		}, `{"Responses":{"T":[` + item + `]}}`},
		{"Query", func(ctx context.Context, table *dynamo.Table) error {
			items, err := table.Query(ctx, "P", store.Range{})
			if err == nil && len(items) != 1 {
				err = fmt.Errorf("%d items", len(items))
			}
			return err
		}, `{"Items":[` + item + `]}`},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			s, table := serve(t, func(n int, _ call) (int, string) {
				if n < 2 {
					return 400, fault("ThrottlingException")
				}
				return 200, row.answer
			})
			if err := row.read(t.Context(), table); err != nil {
				t.Error(err)
			}
			for _, c := range s.recorded() {
				if !strings.Contains(c.body, `"ConsistentRead":true`) {
					t.Errorf("not a consistent read: %s", c.body)
				}
			}
			_, table = serve(t, func(int, call) (int, string) { return 500, fault("InternalServerError") })
			checkErr(t, row.read(t.Context(), table), storage.ErrUnavailable)
			_, table = serve(t, func(int, call) (int, string) { return 400, fault("ValidationException") })
			checkErr(t, row.read(t.Context(), table), errMistake)
		})
	}
}

// TestQueryPages checks that pages are combined, even empty ones, and that no more is read than requested.
func TestQueryPages(t *testing.T) {
	page := func(sks ...string) string {
		var items []string
		for _, sk := range sks {
			items = append(items, fmt.Sprintf(`{"PK":{"S":"P"},"SK":{"S":%q}}`, sk))
		}
		return fmt.Sprintf(`{"Items":[%s],"LastEvaluatedKey":{"PK":{"S":"P"},"SK":{"S":"after %s"}}}`,
			strings.Join(items, ","), strings.Join(sks, ""))
	}
	s, table := serve(t, func(n int, _ call) (int, string) {
		return 200, []string{page("a", "b"), page(), page("c")}[n]
	})
	items, err := table.Query(t.Context(), "P", store.Range{Limit: 3})
	if err != nil || len(items) != 3 || items[2].SK != "c" {
		t.Errorf("got %v, %v, want a, b, c", items, err)
	}
	calls := s.recorded()
	if len(calls) != 3 {
		t.Fatalf("got %d calls, want 3", len(calls))
	}
	for i, want := range []string{`"Limit":3`, `"Limit":1`, `"Limit":1`} {
		if !strings.Contains(calls[i].body, want) {
			t.Errorf("call %d: got %s, want %s", i, calls[i].body, want)
		}
	}
	if !strings.Contains(calls[2].body, `"S":"after "`) {
		t.Errorf("call 2: got %s, want it to go on after the empty page", calls[2].body)
	}
}

// TestBatchGetUnprocessed checks that unprocessed keys are requested again.
func TestBatchGetUnprocessed(t *testing.T) {
	keyed := func(sk string) string { return fmt.Sprintf(`{"PK":{"S":"P"},"SK":{"S":%q}}`, sk) }
	answer := func(got, left []string) string {
		var g, l []string
		for _, sk := range got {
			g = append(g, keyed(sk))
		}
		for _, sk := range left {
			l = append(l, keyed(sk))
		}
		if l == nil {
			return fmt.Sprintf(`{"Responses":{"T":[%s]},"UnprocessedKeys":{}}`, strings.Join(g, ","))
		}
		return fmt.Sprintf(`{"Responses":{"T":[%s]},"UnprocessedKeys":{"T":{"Keys":[%s]}}}`, strings.Join(g, ","),
			strings.Join(l, ","))
	}
	keys := []store.Key{{PK: "P", SK: "a"}, {PK: "P", SK: "b"}, {PK: "P", SK: "c"}}

	s, table := serve(t, func(n int, _ call) (int, string) {
		return 200, []string{
			answer([]string{"b"}, []string{"a", "c"}),
			answer(nil, []string{"a", "c"}),
			answer([]string{"c"}, []string{"a"}),
			answer([]string{"a"}, nil),
		}[n]
	})
	items, err := table.BatchGet(t.Context(), keys)
	var got []string
	for _, i := range items {
		got = append(got, i.SK)
	}
	if slices.Sort(got); err != nil || !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("got %v, %v, want a, b, c", got, err)
	}
	if calls := s.recorded(); len(calls) != 4 || strings.Contains(calls[3].body, `"c"`) ||
		!strings.Contains(calls[3].body, `"a"`) {
		t.Errorf("got calls %v, want four, the last for a alone", calls)
	}

	s, table = serve(t, func(int, call) (int, string) { return 200, answer(nil, []string{"a", "b", "c"}) })
	_, err = table.BatchGet(t.Context(), keys)
	checkErr(t, err, storage.ErrUnavailable)
	if n := len(s.recorded()); n != 6 {
		t.Errorf("got %d tries, want 6", n)
	}

	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	_, err = table.BatchGet(ctx, keys)
	checkErr(t, err, context.DeadlineExceeded)
}

// TestDeadline checks that a silent or absent service does not delay a caller beyond its deadline.
func TestDeadline(t *testing.T) {
	release := make(chan struct{})
	_, silent := serve(t, func(int, call) (int, string) { <-release; return 200, "{}" })
	defer close(release)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	begun := time.Now()
	_, _, err := silent.Get(ctx, key)
	checkErr(t, err, context.DeadlineExceeded)
	checkErr(t, err, storage.ErrUnavailable)
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("took %v", took)
	}

	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	absent := open(t, dynamo.Config{
		Table: "T", Region: "us-east-1", Endpoint: "http://" + l.Addr().String(),
		Credentials: dynamo.Environment(emulator.Credentials),
	})
	begun = time.Now()
	checkErr(t, absent.Transact(t.Context(), []store.Op{store.Delete(key)}), storage.ErrUnavailable)
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}

// A loser forwards requests and loses the first replies to transactions.
type loser struct {
	mu        sync.Mutex
	remaining int
	how       func(*http.Response) (*http.Response, error)
	sent      int
}

func (l *loser) Do(r *http.Request) (*http.Response, error) {
	res, err := http.DefaultClient.Do(r)
	if err != nil || !strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".TransactWriteItems") {
		return res, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sent++
	if l.remaining == 0 {
		return res, nil
	}
	l.remaining--
	return l.how(res)
}

// reset simulates a connection that was reset before the reply.
func reset(res *http.Response) (*http.Response, error) {
	res.Body.Close()
	return nil, &net.OpError{Op: "read", Net: "tcp", Err: errors.New("connection reset by peer")}
}

// cut simulates a truncated reply.
func cut(res *http.Response) (*http.Response, error) {
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	res.Body.Close()
	res.Body = io.NopCloser(io.MultiReader(strings.NewReader(string(body[:len(body)/2])), broken{}))
	return res, nil
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// TestLostReply checks that a transaction whose reply was lost is neither applied twice nor taken for another
// caller's.
func TestLostReply(t *testing.T) {
	c := emulator.Config(t)
	for name, how := range map[string]func(*http.Response) (*http.Response, error){"reset": reset, "cut": cut} {
		t.Run(name, func(t *testing.T) {
			c := create(t, c)
			l := &loser{how: how}
			c.HTTPClient = l
			table := open(t, c)

			l.remaining = 1
			item := store.Item{Key: key, Attrs: map[string]store.Value{"n": store.Number(1)}}
			if err := table.Transact(t.Context(), []store.Op{store.Put(item, store.Absent())}); err != nil {
				t.Errorf("got error %v for a write of our own", err)
			}
			if l.sent != 2 {
				t.Errorf("sent %d times, want 2", l.sent)
			}

			// Create and append, each with a reply lost.
			st := store.New(table)
			now := time.Date(2031, time.March, 1, 0, 0, 0, 0, time.UTC)
			s := submission.Submission{ID: "id", Seller: "acme", Kind: submission.Goods, CreatedAt: now, UpdatedAt: now}
			d := submission.Decision{SubmissionID: "id", DecidedAt: now}
			submission.Seal(s.Head, &d)
			s.Head = d.Link()
			l.remaining = 1
			if replay, err := st.Create(t.Context(), s, d, &submission.Key{Key: "key", BodyHash: "body"}); err != nil ||
				replay != nil {
				t.Fatal(replay, err)
			}
			second := submission.Decision{SubmissionID: "id", DecidedAt: now}
			submission.Seal(s.Head, &second)
			l.remaining = 1
			if err := st.Append(t.Context(), "acme", "id", second, nil); err != nil {
				t.Fatal(err)
			}
			got, _, err := st.Get(t.Context(), "acme", "id")
			if err != nil || got.Head != second.Link() {
				t.Errorf("got head %v, %v, want %v", got.Head, err, second.Link())
			}

			// If no reply comes, the outcome is unknown.
			l.remaining = 99
			checkErr(t, table.Transact(t.Context(), []store.Op{store.Delete(key)}), storage.ErrUnavailable)
		})
	}
}

func TestConfig(t *testing.T) {
	good := dynamo.Config{Table: "T", Region: "us-east-1", Credentials: dynamo.Environment(emulator.Credentials)}
	for name, edit := range map[string]func(*dynamo.Config){
		"no table":       func(c *dynamo.Config) { c.Table = "" },
		"no region":      func(c *dynamo.Config) { c.Region = "" },
		"no credentials": func(c *dynamo.Config) { c.Credentials = nil },
		"no URL":         func(c *dynamo.Config) { c.Endpoint = "localhost:8000" },
	} {
		c := good
		edit(&c)
		if _, err := dynamo.New(c); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := dynamo.New(good); err != nil {
		t.Error(err)
	}
}

func TestEnvironment(t *testing.T) {
	vars := map[string]string{"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "token"}
	creds := dynamo.Environment(func(name string) string { return vars[name] })
	got, err := creds.Retrieve(t.Context())
	if err != nil || got.AccessKeyID != "id" || got.SecretAccessKey != "secret" || got.SessionToken != "token" {
		t.Errorf("got %+v, %v", got, err)
	}
	delete(vars, "AWS_SECRET_ACCESS_KEY")
	if _, err := creds.Retrieve(t.Context()); err == nil {
		t.Error("credentials without a secret")
	}
	// A function without credentials is misconfigured; retrying does not help.
	s, _ := serve(t, func(int, call) (int, string) { return 200, "{}" })
	table := open(t, dynamo.Config{Table: "T", Region: "us-east-1", Endpoint: s.url, Credentials: creds})
	checkErr(t, table.Transact(t.Context(), []store.Op{store.Delete(key)}), errMistake)
	if n := len(s.recorded()); n != 0 {
		t.Errorf("sent %d requests without credentials", n)
	}
}
