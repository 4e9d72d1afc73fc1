package functions

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"importchecker/infra/faults"
	"importchecker/infra/host"
	"importchecker/shared/event"
	"importchecker/shared/store"
	"importchecker/shared/store/dynamo"
	"importchecker/shared/webhook"
)

// streamRecord is a record of the table's stream, in the form in which Lambda receives it.
type streamRecord map[string]any

// readStream returns all records of a table's stream.
func readStream(t *testing.T, table dynamo.Config) (records []streamRecord) {
	t.Helper()
	ask := func(op string, in map[string]any) map[string]any {
		body, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		r, err := http.NewRequest("POST", table.Endpoint, bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Amz-Target", "DynamoDBStreams_20120810."+op)
		r.Header.Set("Content-Type", "application/x-amz-json-1.0")
		r.Header.Set("X-Amz-Date", time.Now().UTC().Format("20060102T150405Z"))
		r.Header.Set("Authorization",
			"AWS4-HMAC-SHA256 Credential=local/20260301/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0")
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		text, _ := io.ReadAll(res.Body)
		var out map[string]any
		if err := json.Unmarshal(text, &out); err != nil || res.StatusCode != 200 {
			t.Fatalf("%s: %d %s", op, res.StatusCode, text)
		}
		return out
	}
	streams := ask("ListStreams", map[string]any{"TableName": table.Table})["Streams"].([]any)
	arn := streams[0].(map[string]any)["StreamArn"]
	description := ask("DescribeStream", map[string]any{"StreamArn": arn})["StreamDescription"].(map[string]any)
	for _, shard := range description["Shards"].([]any) {
		next := ask("GetShardIterator", map[string]any{"StreamArn": arn, "ShardId": shard.(map[string]any)["ShardId"],
			"ShardIteratorType": "TRIM_HORIZON"})["ShardIterator"]
		for next != nil {
			out := ask("GetRecords", map[string]any{"ShardIterator": next, "Limit": 1000})
			page, _ := out["Records"].([]any)
			for _, r := range page {
				records = append(records, r.(map[string]any))
			}
			if next = out["NextShardIterator"]; len(page) == 0 {
				break
			}
		}
	}
	for _, r := range records {
		r["eventSource"] = "aws:dynamodb"
		r["eventSourceARN"] = arn
	}
	return records
}

// filter returns the records that pass a function's filter in the template.
func filter(t *testing.T, function string, records []streamRecord) (through []streamRecord) {
	t.Helper()
	f := readTemplate.function(function)
	filters := f.at("Events", streamOf(f), "Properties", "FilterCriteria", "Filters").items()
	var pattern map[string]any
	decode(t, []byte(filters[0].at("Pattern").text()), &pattern)
	for _, r := range records {
		if passes(pattern, r) {
			through = append(through, r)
		}
	}
	return through
}

// passes reports whether a value matches an EventBridge pattern: names with lists of allowed values.
func passes(pattern map[string]any, value map[string]any) bool {
	for name, want := range pattern {
		switch want := want.(type) {
		case map[string]any:
			inner, ok := value[name].(map[string]any)
			if !ok || !passes(want, inner) {
				return false
			}
		case []any:
			text, _ := value[name].(string)
			if !slices.ContainsFunc(want, func(w any) bool {
				if rule, ok := w.(map[string]any); ok {
					prefix, _ := rule["prefix"].(string)
					return len(rule) == 1 && prefix != "" && strings.HasPrefix(text, prefix)
				}
				return w == text
			}) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// invokeBatch invokes a function with records, as Lambda does, and returns those that it reports as failed.
func invokeBatch(t *testing.T, f runner, records []streamRecord) (failed []string) {
	t.Helper()
	event, err := json.Marshal(map[string]any{"Records": records})
	if err != nil {
		t.Fatal(err)
	}
	a, err := f.Invoke(event)
	if err != nil || a.Failed {
		t.Fatalf("%v: %s", err, a.Payload)
	}
	var answer struct {
		Failures []struct{ ItemIdentifier string } `json:"batchItemFailures"`
	}
	decode(t, a.Payload, &answer)
	for _, f := range answer.Failures {
		failed = append(failed, f.ItemIdentifier)
	}
	return failed
}

// TestFromPublicationToWebhook follows a publication through the deployed programs: the records of the table's
// stream wake, through the filters of the template, exactly the functions concerned.
func TestFromPublicationToWebhook(t *testing.T) {
	t.Parallel()
	around := newSurroundings(t)
	s := newScene(t, around.table)
	s.publish(t, smallAnnex())
	s.submit(t, 5)
	s.register(t, "https://receiver.example:65535/")
	var log host.Output
	run := func(name string) *host.Function {
		return start(t, host.Config{Name: name, Env: around.environment(name), Log: &log, Timeout: 30 * time.Second})
	}
	before := len(readStream(t, around.table))
	imports := run("import-lists")
	res, err := ask(imports, request{route: "DELETE /v1/lists/{list}/imports/{id}", maintainer: "maintainer-1",
		path: "/v1/lists/" + s.imported.List + "/imports/" + s.imported.ID}.event())
	if err != nil || res.StatusCode != 200 {
		t.Fatal(res.StatusCode, res.Body, err)
	}
	written := readStream(t, around.table)[before:]
	jobs := filter(t, "decide-again", written)
	if len(jobs) != 2 || len(filter(t, "tell-sellers", written)) != 0 { // one at once, one after all functions have refreshed the lists
		t.Errorf("of %d records %d wake decide-again, %d tell-sellers", len(written), len(jobs),
			len(filter(t, "tell-sellers", written)))
	}
	before += len(written)
	decide := run("decide-again")
	if failed := invokeBatch(t, decide, jobs); len(failed) != 0 {
		t.Errorf("failed: %v", failed)
	}
	if failed := invokeBatch(t, decide, jobs); len(failed) != 0 { // the same again
		t.Errorf("failed: %v", failed)
	}
	for id, n := range s.decisions(t) {
		if n != 2 {
			t.Errorf("%s has %d decisions", id, n)
		}
	}
	written = readStream(t, around.table)[before:]
	events := filter(t, "tell-sellers", written)
	if len(events) != 5 || len(filter(t, "decide-again", written)) != 0 {
		t.Errorf("of %d records %d wake tell-sellers, %d decide-again", len(written), len(events),
			len(filter(t, "decide-again", written)))
	}
	before += len(written)
	tell := run("tell-sellers")
	if failed := invokeBatch(t, tell, events); len(failed) != 0 {
		t.Errorf("failed: %v", failed)
	}
	if n := len(s.pending(t)); n != 0 || len(around.eventsOfType("decision.changed")) != 5 ||
		len(around.eventsOfType("webhooks.due")) != 1 || len(s.due(t)) != 5 {
		t.Errorf("%d events wait, %d are on the bus, woken %d times, %d deliveries are due", n,
			len(around.eventsOfType("decision.changed")), len(around.eventsOfType("webhooks.due")), len(s.due(t)))
	}
	written = readStream(t, around.table)[before:]
	if n := len(filter(t, "tell-sellers", written)) + len(filter(t, "decide-again", written)); n != 0 {
		t.Errorf("what is told wakes somebody: %d records", n)
	}
	deliver := run("deliver-webhooks")
	// Its receiver cannot be found, so it rests after each failed attempt, and its other deliveries are
	// postponed.
	for wakes := 1; ; wakes++ {
		s.wake(t, deliver, "due")
		if n := len(s.due(t)); n != 0 {
			t.Fatalf("woken %d times, %d deliveries are due", wakes, n)
		}
		untried := s.rested(t)
		if untried == 0 {
			break
		}
		if wakes == 5 { // each makes at least one
			t.Fatalf("woken %d times, %d deliveries were not tried", wakes, untried)
		}
	}
	page, _, err := s.publications.Events(t.Context(), "seller-1", page100)
	if err != nil || len(page) != 6 || page[5].Type != event.WebhookChallenge {
		t.Fatal(len(page), err)
	}
	for _, e := range page[:5] {
		endpoints, err := s.hooks.Endpoints(t.Context(), "seller-1")
		if err != nil || len(endpoints) != 1 {
			t.Fatal(endpoints, err)
		}
		d, err := s.hooks.Delivery(t.Context(), "seller-1", endpoints[0].ID, e.ID)
		if err != nil || d.Attempts != 1 || d.State != webhook.Waiting {
			t.Errorf("%+v, %v", d, err)
		}
	}
	checkLogLines(t, log.String())
}

// checkLogLines checks that the log lines of the background functions have ids, and nothing about a seller.
func checkLogLines(t *testing.T, text string) {
	t.Helper()
	want := map[string][]string{
		"request":            {"import", "correlation_id"},
		"part decided again": {"job", "examined", "changed", "correlation_id", "trace_id"},
		"job done":           {"job", "list", "edition", "examined", "changed", "since_due_ms", "correlation_id"},
		"event handed on":    {"event", "submission", "decision", "publication", "correlation_id"},
		"delivery":           {"event", "webhook", "state", "attempt", "duration_ms", "correlation_id"},
		"run":                {"woken_by", "handled", "duration_ms", "correlation_id", "trace_id"},
	}
	seen := map[string]int{}
	for line := range strings.Lines(text) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Errorf("no JSON: %s", line)
			continue
		}
		for _, secret := range []string{"seller-1", "SKU-", "receiver.example", "whsec_"} {
			if strings.Contains(line, secret) {
				t.Errorf("it tells %q: %s", secret, line)
			}
		}
		message, _ := fields["msg"].(string)
		seen[message]++
		if _, ok := fields["BacklogAge"]; ok {
			seen["metrics"]++
		}
		for _, name := range want[message] {
			if _, ok := fields[name]; !ok {
				t.Errorf("without %s: %s", name, line)
			}
		}
	}
	for message := range maps.Keys(want) {
		if seen[message] == 0 {
			t.Errorf("no line says %q", message)
		}
	}
	if seen["metrics"] == 0 {
		t.Error("no metrics")
	}
	t.Logf("lines: %v", seen)
}

// startBehindProxy returns a background function with a fault proxy between it and its table.
func startBehindProxy(t *testing.T, around *surroundings, function string, timeout time.Duration) (*host.Function,
	*faults.Proxy) {
	t.Helper()
	proxy, err := faults.New(around.table.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { proxy.Close() })
	env := append(around.environment(function), "AWS_ENDPOINT_URL_DYNAMODB="+proxy.URL)
	return start(t, host.Config{Name: function, Env: env, Timeout: timeout}), proxy
}

// TestFaultsInTheBackground checks that while the table or the bus fails, a batch is reported item by item, a
// schedule's event is an error, no function is killed by the platform, and nothing is lost.
func TestFaultsInTheBackground(t *testing.T) {
	t.Parallel()
	around := newSurroundings(t)
	s := newScene(t, around.table)
	s.publish(t, smallAnnex())
	s.work(t)
	s.submit(t, 3)
	s.publish(t, annexOf("1,04090000,天然蜂蜜,", "2,33049900,其他美容品,")) // only bonded from now on
	const timeout = 4 * time.Second
	decide, decideTable := startBehindProxy(t, around, "decide-again", timeout)
	tell, tellTable := startBehindProxy(t, around, "tell-sellers", timeout)
	deliver, deliverTable := startBehindProxy(t, around, "deliver-webhooks", timeout)
	records := func(function string, sequences ...string) (all []streamRecord) {
		for _, n := range sequences {
			pk := map[string]string{"decide-again": store.OpenJobs, "tell-sellers": store.Outbox + "07"}[function]
			all = append(all, streamRecord{"eventSource": "aws:dynamodb", "eventName": "INSERT",
				"dynamodb": map[string]any{"SequenceNumber": n, "Keys": map[string]any{"PK": map[string]string{"S": pk}}}})
		}
		return all
	}
	schedule := []byte(`{"source":"aws.scheduler","detail-type":"Scheduled Event"}`)
	check := func(name, function string, f *host.Function) {
		t.Helper()
		begun := time.Now()
		if function != "deliver-webhooks" {
			if failed := invokeBatch(t, f, records(function, "101", "102")); !slices.Equal(failed, []string{"101", "102"}) {
				t.Errorf("%s, %s: failed %v", function, name, failed)
			}
		}
		a, err := f.Invoke(schedule)
		if err != nil || !a.Failed {
			t.Errorf("%s, %s: %v: %s", function, name, err, a.Payload)
		}
		t.Logf("%-17s %-20s reported after %v", function, name, time.Since(begun).Round(time.Millisecond))
	}
	for name, fault := range map[string]faults.Fault{
		"throttled": faults.Refuse(400, "ThrottlingException"), "server's fault": faults.Refuse(500, "InternalServerError"),
		"reset": faults.Reset(), "silent": faults.Hang(),
	} {
		plan := func(faults.Call) faults.Fault { return fault }
		decideTable.Plan(plan)
		check(name, "decide-again", decide)
		tellTable.Plan(plan)
		check(name, "tell-sellers", tell)
		deliverTable.Plan(plan)
		check(name, "deliver-webhooks", deliver)
	}
	for _, p := range []*faults.Proxy{decideTable, tellTable, deliverTable} {
		p.Plan(nil)
	}
	if failed := invokeBatch(t, decide, records("decide-again", "103")); len(failed) != 0 || len(s.pending(t)) != 3 {
		t.Errorf("when all is well: failed %v, %d events", failed, len(s.pending(t)))
	}
	// The bus fails: events stay in the outbox, and webhooks do not get them twice.
	around.refuse(true)
	check("the bus refuses", "tell-sellers", tell)
	around.refuse(false)
	// The reply to the note that an event was sent is lost: it is sent again with the same id, or found noted.
	var lost atomic.Int64
	tellTable.Plan(func(c faults.Call) faults.Fault {
		if bytes.Contains(c.Body, []byte(store.Outbox)) && c.Op == "TransactWriteItems" && lost.Add(1) <= 2 {
			return faults.LoseReply()
		}
		return nil
	})
	if failed := invokeBatch(t, tell, records("tell-sellers", "104")); len(failed) != 0 || len(s.pending(t)) != 0 {
		t.Errorf("failed %v, %d events wait", failed, len(s.pending(t)))
	}
	ids := map[string]bool{}
	for _, e := range around.eventsOfType("decision.changed") {
		var detail struct{ ID string }
		decode(t, []byte(e["detail"]), &detail)
		ids[detail.ID] = true
	}
	if len(ids) != 3 {
		t.Errorf("%d events were told", len(ids))
	}
	for id, n := range s.decisions(t) {
		if n != 2 {
			t.Errorf("%s has %d decisions", id, n)
		}
	}
	for _, f := range []*host.Function{decide, tell, deliver} {
		if f.Starts() != 1 {
			t.Errorf("%s was killed %d times", f.Name(), f.Starts()-1)
		}
	}
}

// TestStormInTheBackground checks that in a storm of faults, with copies killed in between, each submission
// that a publication affects gets exactly one new decision and one event.
func TestStormInTheBackground(t *testing.T) {
	t.Parallel()
	const submissions = 150
	around := newSurroundings(t)
	s := newScene(t, around.table)
	s.publish(t, smallAnnex())
	s.work(t)
	s.submit(t, submissions)
	s.publish(t, annexOf("1,04090000,天然蜂蜜,", "2,33049900,其他美容品,")) // only bonded from now on
	proxy, err := faults.New(around.table.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	defer proxy.Close()
	struck := strike(proxy, 11, 12,
		faults.Refuse(400, "ThrottlingException"), faults.Refuse(500, "InternalServerError"),
		faults.Cancel("TransactionConflict"),
		faults.Reset(), faults.LoseReply(), faults.LoseReply(), faults.CutReply(), faults.Hang())
	var mu sync.Mutex
	random := rand.New(rand.NewPCG(2026, 11))
	killed, runs := 0, 0
	work := func(function string, done func() bool) {
		for begun := time.Now(); !done(); {
			if time.Since(begun) > 2*time.Minute {
				t.Fatalf("%s does not come to an end", function)
			}
			var group sync.WaitGroup
			for range 2 {
				group.Go(func() {
					env := append(around.environment(function), "AWS_ENDPOINT_URL_DYNAMODB="+proxy.URL)
					f, err := host.Start(host.Config{Program: build(t, function), Name: function, Env: env, Timeout: 10 * time.Second})
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					runs++
					kill := random.IntN(3) > 0
					after := time.Duration(30+random.IntN(300)) * time.Millisecond
					mu.Unlock()
					if kill {
						time.AfterFunc(after, func() {
							f.Kill()
							mu.Lock()
							killed++
							mu.Unlock()
						})
					}
					_, _ = f.Invoke([]byte(`{"source":"aws.scheduler","detail-type":"Scheduled Event"}`)) // killed, or failed, or done
					f.Close()
				})
			}
			group.Wait()
		}
	}
	work("decide-again", func() bool {
		jobs, err := s.publications.OpenJobs(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return !slices.ContainsFunc(jobs, func(j job) bool { return !j.NotBefore.After(time.Now()) })
	})
	events := s.pending(t)
	work("tell-sellers", func() bool { return len(s.pending(t)) == 0 })
	told := map[string]int{}
	for _, e := range around.eventsOfType("decision.changed") {
		var detail struct {
			ID   string
			Data struct{ Submission string }
		}
		decode(t, []byte(e["detail"]), &detail)
		told[detail.ID]++
	}
	if len(events) != submissions || len(told) != submissions {
		t.Errorf("%d events were made, %d are on the bus, of %d", len(events), len(told), submissions)
	}
	for id, n := range s.decisions(t) {
		if n != 2 {
			t.Errorf("%s has %d decisions", id, n)
		}
	}
	twice := 0
	for _, n := range told {
		if n > 1 {
			twice++
		}
	}
	t.Logf("%d runs, %d kills, %d faults, %d events told more than once", runs, killed, struck(), twice)
	if struck() < 50 || killed < 3 {
		t.Errorf("%d faults, %d kills: no storm", struck(), killed)
	}
}

// TestPublishedIsSeen checks that a running program answers from published lists within a minute, and still
// does when the table is down.
func TestPublishedIsSeen(t *testing.T) {
	t.Parallel()
	around := newSurroundings(t)
	s := newScene(t, around.table)
	ready, readyTable := startBehindProxy(t, around, "keep-submissions", 10*time.Second)
	f, table := startBehindProxy(t, around, "check-goods", 10*time.Second)
	question := request{route: "POST /v1/goods/checks", path: "/v1/goods/checks",
		body: `{"channels":["cbec_direct"],"item":{"hs_code":"0409000000"}}`}.event()
	published := func() bool {
		t.Helper()
		res, err := ask(f, question)
		if err != nil || res.StatusCode != 200 {
			t.Fatal(res.StatusCode, res.Body, err)
		}
		return strings.Contains(res.Body, sceneEdition)
	}
	if published() {
		t.Fatal("published already")
	}
	s.publish(t, smallAnnex())
	begun := time.Now()
	for !published() {
		if time.Since(begun) > time.Minute {
			t.Fatal("a minute after it was published it is not seen")
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Logf("seen after %v", time.Since(begun).Round(time.Second))
	for _, fault := range []faults.Fault{faults.Reset(), faults.Hang()} {
		plan := func(faults.Call) faults.Fault { return fault }
		table.Plan(plan)
		readyTable.Plan(plan)
		if !published() {
			t.Error("without the table an older edition answers")
		}
	}
	var body struct{ Degraded []string }
	res, err := ask(ready, request{route: "GET /readyz", path: "/readyz"}.event())
	if decode(t, []byte(res.Body), &body); err != nil || res.StatusCode != 200 ||
		!slices.Contains(body.Degraded, "submissions") {
		t.Errorf("%d %s, %v", res.StatusCode, res.Body, err)
	}
	if f.Starts() != 1 || ready.Starts() != 1 {
		t.Errorf("started %d and %d times", f.Starts(), ready.Starts())
	}
}

// TestStartsWithoutTable checks that a program that starts while the table is down soon answers from the
// built-in lists.
func TestStartsWithoutTable(t *testing.T) {
	t.Parallel()
	around := newSurroundings(t)
	for name, fault := range map[string]faults.Fault{"down": faults.Reset(), "silent": faults.Hang(),
		"throttled": faults.Refuse(400, "ThrottlingException")} {
		for _, function := range listReaders {
			proxy, err := faults.New(around.table.Endpoint)
			if err != nil {
				t.Fatal(err)
			}
			proxy.Plan(func(faults.Call) faults.Fault { return fault })
			f := start(t, host.Config{Name: function,
				Env: append(around.environment(function), "AWS_ENDPOINT_URL_DYNAMODB="+proxy.URL)})
			event, status := good(t, function)
			for _, most := range []time.Duration{2 * time.Second, 300 * time.Millisecond} {
				begun := time.Now()
				if res, err := ask(f, event); err != nil || res.StatusCode != status || time.Since(begun) > most {
					t.Errorf("%s, %s: %d, %v, after %v", function, name, res.StatusCode, err, time.Since(begun))
				}
			}
			proxy.Close()
		}
	}
}

// TestFaultsOfImports checks that faults during an import or a publication are answered 503, and that repeating
// it leads to one edition in force.
func TestFaultsOfImports(t *testing.T) {
	t.Parallel()
	around := newSurroundings(t)
	s := newScene(t, around.table)
	f, _ := startBehindProxy(t, around, "import-lists", 15*time.Second)
	a := smallAnnex()
	bring := request{route: "POST /v1/lists/{list}/imports", path: "/v1/lists/" + a.List + "/imports",
		maintainer: "maintainer-1", body: string(a.Raw),
		query: "edition=" + a.Edition + "&effective=" + a.Announced.Effective.String() +
			"&stated=2&counts=rows&title_en=x&title_zh=x&issuer_en=x&issuer_zh=x&document=x&published=x&accept=rows_jump"}
	status := func(f *host.Function, r request) (int, string) {
		t.Helper()
		res, err := ask(f, r.event())
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, res.Body
	}
	// The bucket is down: nothing is stored without its file.
	around.s3.Close()
	if code, body := status(f, bring); code != 503 {
		t.Errorf("without the bucket: %d %s", code, body)
	}
	if page, _, err := s.publications.Imports(t.Context(), a.List, page100); err != nil || len(page) != 0 {
		t.Errorf("%d imports, %v", len(page), err)
	}
	around = &surroundings{table: around.table, s3: newSurroundings(t).s3, bus: around.bus, kms: around.kms}
	f, table := startBehindProxy(t, around, "import-lists", 15*time.Second)
	for name, fault := range map[string]faults.Fault{"throttled": faults.Refuse(400, "ThrottlingException"),
		"reset": faults.Reset(), "silent": faults.Hang()} {
		table.Plan(func(faults.Call) faults.Fault { return fault })
		if code, body := status(f, bring); code != 503 {
			t.Errorf("%s: %d %s", name, code, body)
		}
	}
	table.Plan(nil)
	code, body := status(f, bring)
	var made struct {
		ID   string
		Hash string `json:"diff_hash"`
	}
	if decode(t, []byte(body), &made); code != 201 {
		t.Fatal(body)
	}
	publish := request{route: "POST /v1/lists/{list}/imports/{id}/publish", path: "/v1/lists/" + a.List + "/imports/" +
		made.ID + "/publish",
		maintainer: "maintainer-1", body: fmt.Sprintf(`{"diff_hash":%q}`, made.Hash)}
	// The reply to the transaction is always lost: it was applied, but its outcome is unknown.
	table.Plan(func(c faults.Call) faults.Fault {
		if c.Op == "TransactWriteItems" && bytes.Contains(c.Body, []byte("FENCE#")) {
			return faults.LoseReply()
		}
		return nil
	})
	if code, body := status(f, publish); code != 503 {
		t.Errorf("the reply lost throughout: %d %s", code, body)
	}
	table.Plan(nil)
	if code, body := status(f, publish); code != 200 || !strings.Contains(body, `"version":1`) {
		t.Errorf("again: %d %s", code, body)
	}
	m, _, err := s.desk.Library.Head(t.Context())
	if err != nil || m.Version != 1 || f.Starts() != 1 {
		t.Errorf("version %d, %v, started %d times", m.Version, err, f.Starts())
	}
}
