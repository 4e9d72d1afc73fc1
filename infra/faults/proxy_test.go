package faults

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// upstream starts a server that counts its requests.
func upstream(t *testing.T) (url string, reached *atomic.Int64) {
	reached = new(atomic.Int64)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reached.Add(1)
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("X-Amzn-Requestid", "r-1")
		fmt.Fprintf(w, "%s of %s", r.Header.Get("X-Amz-Target"), body)
	}))
	t.Cleanup(s.Close)
	return s.URL, reached
}

func ask(p *Proxy, op, body string) (status int, text string, err error) {
	r, err := http.NewRequest("POST", p.URL+"/", strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	r.Header.Set("X-Amz-Target", "DynamoDB_20120810."+op)
	client := &http.Client{Timeout: 500 * time.Millisecond, Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	return res.StatusCode, string(answer), err
}

func TestFaults(t *testing.T) {
	url, reached := upstream(t)
	p, err := New(url)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	for _, test := range []struct {
		name    string
		fault   Fault
		status  int
		text    string
		fails   bool
		reaches int64
	}{
		{"none", nil, 200, "DynamoDB_20120810.GetItem of {}", false, 1},
		{"refuse", Refuse(400, "ThrottlingException"), 400, "#ThrottlingException", false, 0},
		{"cancel", Cancel("None", "TransactionConflict"), 400, `{"Code":"TransactionConflict"}`, false, 0},
		{"reset", Reset(), 0, "", true, 0},
		{"hang", Hang(), 0, "", true, 0},
		{"slow", Slow(50 * time.Millisecond), 200, "of {}", false, 1},
		{"lose the reply", LoseReply(), 0, "", true, 1},
		{"cut the reply", CutReply(), 200, "", true, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			reached.Store(0)
			p.Plan(func(c Call) Fault {
				if c.N != 0 || c.Op != "GetItem" {
					t.Errorf("call %+v", c)
				}
				return test.fault
			})
			status, text, err := ask(p, "GetItem", "{}")
			if (err != nil) != test.fails || status != test.status || !strings.Contains(text, test.text) ||
				reached.Load() != test.reaches {
				t.Errorf("got %d %q, %v, %d passed on", status, text, err, reached.Load())
			}
		})
	}
	p.Plan(nil)
	p.SlowConnections(100 * time.Millisecond)
	begun := time.Now()
	if status, _, err := ask(p, "GetItem", "{}"); status != 200 || err != nil || time.Since(begun) < 100*time.Millisecond {
		t.Errorf("a slow connection: %d, %v after %s", status, err, time.Since(begun))
	}
	p.SlowConnections(0)
	if status, _, err := ask(p, "GetItem", "{}"); status != 200 || err != nil {
		t.Errorf("without a plan: %d, %v", status, err)
	}
}

func TestAccesses(t *testing.T) {
	url, _ := upstream(t)
	p, err := New(url)
	if err != nil {
		t.Fatal(err)
	}
	var faults []error
	for op, body := range map[string]string{
		"Query":              `{"ExpressionAttributeValues":{":pk":{"S":"A"},":prefix":{"S":"x"}}}`,
		"GetItem":            `{"Key":{"PK":{"S":"B"},"SK":{"S":"x"}}}`,
		"BatchGetItem":       `{"RequestItems":{"T":{"Keys":[{"PK":{"S":"C"}},{"PK":{"S":"D"}},{"PK":{"S":"C"}}]}}}`,
		"TransactWriteItems": `{"TransactItems":[{"Put":{"Item":{"PK":{"S":"E"},"n":{"N":"1"}}}},{"ConditionCheck":{"Key":{"PK":{"S":"F"}}}}]}`,
		"Scan":               `{}`,
	} {
		_, _, err := ask(p, op, body)
		faults = append(faults, err)
	}
	if err := errors.Join(faults...); err != nil {
		t.Fatal(err)
	}
	got := Accesses(p.Calls())
	want := []Access{
		{"dynamodb:BatchGetItem", "C"}, {"dynamodb:BatchGetItem", "D"}, {"dynamodb:ConditionCheckItem", "F"},
		{"dynamodb:GetItem", "B"},
		{"dynamodb:PutItem", "E"}, {"dynamodb:Query", "A"}, {"dynamodb:Scan", ""},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if left := p.Calls(); len(left) != 0 {
		t.Errorf("%d calls are remembered still", len(left))
	}
	p.Close()
	if _, _, err := ask(p, "Query", "{}"); err == nil {
		t.Error("it answers after its end")
	}
}
