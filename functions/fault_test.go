package functions

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"importchecker/infra/faults"
	"importchecker/infra/host"
	"importchecker/shared/store"
	"importchecker/shared/store/dynamo"
)

// faulty is keep-submissions with a fault proxy between it and its table.
type faulty struct {
	*host.Function
	proxy *faults.Proxy
	table dynamo.Config // without the proxy
}

func newFaulty(t *testing.T, timeout time.Duration) faulty {
	t.Helper()
	table := newTable(t)
	proxy, err := faults.New(table.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { proxy.Close() })
	through := dynamo.Config{Table: table.Table, Endpoint: proxy.URL}
	f := start(t, host.Config{Name: "keep-submissions", Env: environment("keep-submissions", through), Timeout: timeout})
	return faulty{f, proxy, table}
}

// on plans a fault for calls of an operation, from and to these numbers of its calls.
func (f faulty) on(op string, from, to int, fault faults.Fault) {
	var seen atomic.Int64 // calls use several connections
	f.proxy.Plan(func(c faults.Call) faults.Fault {
		if op != "" && c.Op != op {
			return nil
		}
		if n := int(seen.Add(1)) - 1; n < from || n >= to {
			return nil
		}
		return fault
	})
}

const honey = `{"channels":["general_trade"],"item":{"ref":%q,"hs_code":"0409000000"}}`

// storedIDs returns the ids of a seller's submissions, read directly from the table.
func (f faulty) storedIDs(t *testing.T, seller, ref string) (ids []string) {
	t.Helper()
	f.proxy.Plan(nil)
	res, err := ask(f, list(seller, "limit=100&ref="+url.QueryEscape(ref)).event())
	if err != nil || res.StatusCode != 200 {
		t.Fatalf("%v: %d %s", err, res.StatusCode, res.Body)
	}
	var page struct{ Items []struct{ ID string } }
	if err := json.Unmarshal([]byte(res.Body), &page); err != nil {
		t.Fatal(err)
	}
	for _, item := range page.Items {
		ids = append(ids, item.ID)
	}
	return ids
}

const all = 1 << 20

// TestFaults checks that faults between function and table are either overcome or answered with 503 and
// Retry-After, before the platform would kill the function. Repeating the request with the same key leads to
// one submission, the one that was acknowledged.
func TestFaults(t *testing.T) {
	t.Parallel()
	const timeout = 3 * time.Second
	f := newFaulty(t, timeout)
	const write = "TransactWriteItems"
	type outcome int
	const (
		overcome outcome = 201
		refused  outcome = 503
		mistaken outcome = 500
	)
	// The ops: the submission, its decision, its entries by code, in ALL and by reference; and the key.
	taken := faults.Cancel("None", "None", "None", "None", "None", "ConditionalCheckFailed")
	for _, test := range []struct {
		name     string
		op       string
		from, to int // of the operation's calls: one transaction writes the key and the submission
		fault    faults.Fault
		want     outcome
		repeated outcome // of the repeated request, without faults
	}{
		{"throttled twice", "", 0, 2, faults.Refuse(400, "ThrottlingException"), overcome, overcome},
		{"over capacity twice", "", 0, 2, faults.Refuse(400, "ProvisionedThroughputExceededException"), overcome, overcome},
		{"throttled throughout", "", 0, all, faults.Refuse(400, "ThrottlingException"), refused, overcome},
		{"server's fault twice", "", 0, 2, faults.Refuse(500, "InternalServerError"), overcome, overcome},
		{"server's fault throughout", "", 0, all, faults.Refuse(503, "ServiceUnavailable"), refused, overcome},
		{"reset twice", "", 0, 2, faults.Reset(), overcome, overcome},
		{"reset throughout", "", 0, all, faults.Reset(), refused, overcome},
		{"a conflict three times", write, 0, 3, faults.Cancel("TransactionConflict", "None"), overcome, overcome},
		{"a conflict throughout", write, 0, all, faults.Cancel("TransactionConflict", "None"), refused, overcome},
		{"slow", "", 0, all, faults.Slow(300 * time.Millisecond), overcome, overcome},
		{"silent throughout", "", 0, all, faults.Hang(), refused, overcome},
		{"silent when it writes", write, 0, all, faults.Hang(), refused, overcome},
		{"the reply lost", write, 0, 1, faults.LoseReply(), overcome, overcome},
		{"the reply cut", write, 0, 1, faults.CutReply(), overcome, overcome},
		// It was applied, but the outcome is unknown: the key tells.
		{"the reply lost throughout", write, 0, all, faults.LoseReply(), refused, overcome},
		{"the reply cut throughout", write, 0, all, faults.CutReply(), refused, overcome},
		// The key is reported as taken, and is free when read; or it is really taken, and the earlier answer is
		// replayed, as for every repeated request.
		{"the key taken for a moment", write, 0, 1, taken, overcome, overcome},
		{"the key taken throughout", write, 0, all, taken, refused, overcome},
		// One transaction writes the key and its submission. So there is no state in which the key is claimed
		// and the same request is refused with 409.
		{"credentials that have run out", write, 0, all, faults.Refuse(400, "ExpiredTokenException"), mistaken, overcome},
	} {
		t.Run(test.name, func(t *testing.T) {
			ref := strings.ReplaceAll(test.name, " ", "-")
			request := submit("seller-1", ref, fmt.Sprintf(honey, ref)).event()
			f.on(test.op, test.from, test.to, test.fault)
			begun := time.Now()
			first, err := ask(f, request)
			took := time.Since(begun)
			if err != nil {
				t.Fatalf("%v, after %s", err, took)
			}
			if outcome(first.StatusCode) != test.want {
				t.Errorf("status %d, want %d: %s", first.StatusCode, test.want, first.Body)
			}
			if first.StatusCode == 503 && first.Headers["retry-after"] == "" {
				t.Errorf("headers %v", first.Headers)
			}
			if took >= timeout {
				t.Errorf("answered after %s of %s", took, timeout)
			}
			f.proxy.Plan(nil)
			again, err := ask(f, request)
			if err != nil {
				t.Fatal(err)
			}
			if got := outcome(again.StatusCode); got != test.repeated {
				t.Errorf("again: status %d, want %d: %s", got, test.repeated, again.Body)
			}
			if first.StatusCode == 201 && (again.Body != first.Body || again.Headers["idempotent-replayed"] != "true") {
				t.Errorf("acknowledged %s\nthen %s", first.Body, again.Body)
			}
			ids := f.storedIDs(t, "seller-1", ref)
			if want := min(1, max(first.StatusCode, 201)-200); again.StatusCode == 201 && len(ids) != want {
				t.Errorf("kept %d times: %v", len(ids), ids)
			}
			if len(ids) > 1 {
				t.Errorf("written %d times", len(ids))
			}
			t.Logf("%d after %4d ms, then %d", first.StatusCode, took.Milliseconds(), again.StatusCode)
		})
	}
	if f.Starts() != 1 {
		t.Errorf("the function was killed %d times", f.Starts()-1)
	}
}

// TestFaultsOfReads checks that reads retry as much, and no longer.
func TestFaultsOfReads(t *testing.T) {
	t.Parallel()
	f := newFaulty(t, 3*time.Second)
	res, err := ask(f, submit("seller-1", "", fmt.Sprintf(honey, "SKU-1")).event())
	var made struct{ ID string }
	if err != nil || json.Unmarshal([]byte(res.Body), &made) != nil || made.ID == "" {
		t.Fatalf("%v: %s", err, res.Body)
	}
	for name, request := range map[string]request{
		"list": list("seller-1", ""),
		"get":  {route: "GET /v1/submissions/{id}", path: "/v1/submissions/" + made.ID, seller: "seller-1"},
		"decisions": {route: "GET /v1/submissions/{id}/decisions", path: "/v1/submissions/" + made.ID + "/decisions",
			seller: "seller-1"},
	} {
		for _, test := range []struct {
			name   string
			times  int
			fault  faults.Fault
			status int
		}{
			{"throttled twice", 2, faults.Refuse(400, "ProvisionedThroughputExceededException"), 200},
			{"reset twice", 2, faults.Reset(), 200},
			{"cut once", 1, faults.CutReply(), 200},
			{"server's fault throughout", all, faults.Refuse(500, "InternalServerError"), 503},
			{"silent throughout", all, faults.Hang(), 503},
		} {
			f.on("", 0, test.times, test.fault)
			res, err := ask(f, request.event())
			if err != nil || res.StatusCode != test.status {
				t.Errorf("%s, %s: %v: %d %s", name, test.name, err, res.StatusCode, res.Body)
			}
		}
	}
	if f.Starts() != 1 {
		t.Errorf("the function was killed %d times", f.Starts()-1)
	}
}

// TestReadiness checks that without its table the service reports what does not work, and goes on otherwise.
func TestReadiness(t *testing.T) {
	t.Parallel()
	f := newFaulty(t, 10*time.Second)
	read := func() (status int, word, store string, degraded []string, took time.Duration) {
		begun := time.Now()
		res, err := ask(f, ready.event())
		var body struct {
			Status, Store string
			Degraded      []string
		}
		if err != nil || json.Unmarshal([]byte(res.Body), &body) != nil {
			t.Fatalf("%v: %s", err, res.Body)
		}
		return res.StatusCode, body.Status, body.Store, body.Degraded, time.Since(begun)
	}
	if status, word, store, degraded, _ := read(); status != 200 || word != "ready" || store != "ok" ||
		len(degraded) != 0 {
		t.Errorf("%d %s %s %v", status, word, store, degraded)
	}
	for name, fault := range map[string]faults.Fault{
		"throttled": faults.Refuse(400, "ThrottlingException"), "down": faults.Reset(), "silent": faults.Hang(),
	} {
		f.on("", 0, all, fault)
		status, word, store, degraded, took := read()
		if status != 200 || word != "degraded" || store != "unavailable" || len(degraded) != 1 ||
			degraded[0] != "submissions" {
			t.Errorf("%s: %d %s %s %v", name, status, word, store, degraded)
		}
		if took > 2*time.Second {
			t.Errorf("%s: said after %s", name, took)
		}
	}
	f.proxy.Plan(nil)
	if _, word, _, _, _ := read(); word != "ready" {
		t.Errorf("when it is back: %s", word)
	}
	// The other functions are not affected.
	for _, function := range listReaders {
		other := start(t, host.Config{Name: function, Env: environment(function, dynamo.Config{})})
		event, status := good(t, function)
		if res, err := ask(other, event); err != nil || res.StatusCode != status {
			t.Errorf("%s: %d, %v", function, res.StatusCode, err)
		}
	}
}

// TestStorm checks that in a storm of faults, sellers who repeat their requests until they are answered have
// each submission once: nothing acknowledged is lost, nothing is duplicated, and every history is complete.
func TestStorm(t *testing.T) {
	t.Parallel()
	const sellers, each, copies = 4, 25, 3
	table := newTable(t)
	proxy, err := faults.New(table.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	defer proxy.Close()
	through := dynamo.Config{Table: table.Table, Endpoint: proxy.URL}
	p, err := host.NewPool(host.Config{
		Program: build(t, "keep-submissions"), Name: "keep-submissions",
		Env: environment("keep-submissions", through), Timeout: 2 * time.Second,
	}, copies)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()

	struck := strike(proxy, 3, 65,
		faults.Refuse(400, "ThrottlingException"),
		faults.Refuse(500, "InternalServerError"),
		faults.Cancel("TransactionConflict"),
		faults.Reset(), faults.LoseReply(), faults.LoseReply(), faults.CutReply(),
		faults.Slow(20*time.Millisecond))
	var mu sync.Mutex
	acknowledged := map[string]string{} // ids, by seller and reference
	answers := map[int]int{}
	var asking sync.WaitGroup
	for s := range sellers {
		asking.Go(func() {
			seller := fmt.Sprint("seller-", s)
			for i := range each {
				ref := fmt.Sprint("SKU-", i)
				request := submit(seller, ref, fmt.Sprintf(honey, ref)).event()
				for begun := time.Now(); ; {
					res, err := ask(pool{p}, request)
					mu.Lock()
					answers[res.StatusCode]++
					mu.Unlock()
					if err != nil || time.Since(begun) > time.Minute {
						t.Errorf("%s: %v", ref, err)
						break
					}
					if res.StatusCode != 201 {
						if res.StatusCode != 503 {
							t.Errorf("%s: %d %s", ref, res.StatusCode, res.Body)
							break
						}
						time.Sleep(100 * time.Millisecond)
						continue
					}
					var made struct{ ID string }
					if err := json.Unmarshal([]byte(res.Body), &made); err != nil {
						t.Error(err)
					}
					mu.Lock()
					acknowledged[seller+" "+ref] = made.ID
					mu.Unlock()
					break
				}
			}
		})
	}
	asking.Wait()
	proxy.Plan(nil)
	t.Logf("%d submissions, %d faults, answers %v", len(acknowledged), struck(), answers)
	if len(acknowledged) != sellers*each || struck() < sellers*each {
		t.Errorf("%d acknowledged of %d, %d faults", len(acknowledged), sellers*each, struck())
	}
	kept, err := dynamo.New(table)
	if err != nil {
		t.Fatal(err)
	}
	st := store.New(kept)
	for s := range sellers {
		seller := fmt.Sprint("seller-", s)
		chains, err := st.Chains(t.Context(), seller)
		if err != nil {
			t.Fatal(err)
		}
		if len(chains) != each {
			t.Errorf("%s has %d submissions, %d were acknowledged", seller, len(chains), each)
		}
		there := map[string]bool{}
		for _, c := range chains {
			there[c.ID()] = true
			decisions, faults, err := st.Audit(t.Context(), c)
			if err != nil || decisions != 1 || len(faults) != 0 {
				t.Errorf("%s: %d decisions, %v, %v", c, decisions, faults, err)
			}
		}
		for i := range each {
			if id := acknowledged[fmt.Sprintf("%s SKU-%d", seller, i)]; !there[id] {
				t.Errorf("%s, SKU-%d was acknowledged as %s, and is not there", seller, i, id)
			}
		}
	}
}

// strike plans faults for a percentage of the calls, at random. It returns a function that counts them.
func strike(proxy *faults.Proxy, seed uint64, percent int, choices ...faults.Fault) (count func() int) {
	var mu sync.Mutex
	random := rand.New(rand.NewPCG(2026, seed))
	struck := 0
	proxy.Plan(func(faults.Call) faults.Fault {
		mu.Lock()
		defer mu.Unlock()
		if random.IntN(100) >= percent {
			return nil
		}
		struck++
		return choices[random.IntN(len(choices))]
	})
	return func() int {
		mu.Lock()
		defer mu.Unlock()
		return struck
	}
}
