package faults

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// A Call is a request that the proxy received.
type Call struct {
	N        int      // the number of calls before it since the plan was set
	Op       string   // GetItem
	Accesses []Access // the accesses that IAM checks: for a transaction, those of each item
	Body     []byte
}

// An Access is an IAM action on a partition of a table, as policies restrict it with the condition
// dynamodb:LeadingKeys.
type Access struct {
	Action    string // dynamodb:GetItem
	Partition string // the value of the partition key; empty if the call names none
}

// A Fault handles a call in place of the endpoint.
type Fault func(p *Proxy, w http.ResponseWriter, r *http.Request, body []byte)

// A Proxy forwards requests to a DynamoDB endpoint, or lets them fail.
type Proxy struct {
	URL string

	target string
	server *http.Server
	client *http.Client
	closed chan struct{}

	mu      sync.Mutex
	plan    func(Call) Fault
	n       int
	calls   []Call
	connect time.Duration
}

// New returns a proxy on the loopback interface that forwards everything to the endpoint.
func New(endpoint string) (*Proxy, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("fault proxy: %w", err)
	}
	p := &Proxy{
		URL:    "http://" + l.Addr().String(),
		target: endpoint,
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}},
		closed: make(chan struct{}),
	}
	p.server = &http.Server{Handler: p, ReadHeaderTimeout: 10 * time.Second}
	go p.server.Serve(listener{l, p})
	return p, nil
}

// SlowConnections delays the first request of each new connection, as a handshake would.
func (p *Proxy) SlowConnections(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.connect = d
}

type listener struct {
	net.Listener
	proxy *Proxy
}

func (l listener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	l.proxy.mu.Lock()
	wait := l.proxy.connect
	l.proxy.mu.Unlock()
	if err != nil || wait == 0 {
		return conn, err
	}
	return &slowConn{TCPConn: conn.(*net.TCPConn), wait: wait}, nil
}

// slowConn waits before its first read.
type slowConn struct {
	*net.TCPConn
	wait  time.Duration
	first sync.Once
}

func (c *slowConn) Read(b []byte) (int, error) {
	c.first.Do(func() { time.Sleep(c.wait) })
	return c.TCPConn.Read(b)
}

// Close ends the proxy, and every call that hangs in it.
func (p *Proxy) Close() error {
	close(p.closed)
	return p.server.Close()
}

// Plan sets the function that chooses the faults. A nil plan forwards everything.
func (p *Proxy) Plan(plan func(Call) Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.plan, p.n = plan, 0
}

// Calls returns the calls since the last time it was called.
func (p *Proxy) Calls() []Call {
	p.mu.Lock()
	defer p.mu.Unlock()
	calls := p.calls
	p.calls = nil
	return calls
}

// Accesses returns the distinct accesses of calls, sorted.
func Accesses(calls []Call) []Access {
	var all []Access
	for _, c := range calls {
		all = append(all, c.Accesses...)
	}
	slices.SortFunc(all, func(a, b Access) int {
		return cmp.Or(strings.Compare(a.Action, b.Action), strings.Compare(a.Partition, b.Partition))
	})
	return slices.Compact(all)
}

// ServeHTTP implements http.Handler.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client has gone
	}
	_, op, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	c := Call{Op: op, Accesses: accesses(op, body), Body: body}
	p.mu.Lock()
	c.N = p.n
	p.n++
	p.calls = append(p.calls, c)
	plan := p.plan
	p.mu.Unlock()
	if plan != nil {
		if fault := plan(c); fault != nil {
			fault(p, w, r, body)
			return
		}
	}
	p.pass(w, r, body)
}

// partitionKey is the attribute of the partition key.
const partitionKey = "PK"

// key is a key or an item, of which only the partition is read.
type key map[string]json.RawMessage

func (k key) partition() string {
	var value struct{ S string }
	_ = json.Unmarshal(k[partitionKey], &value) // empty in case of an error
	return value.S
}

// accesses returns the accesses that IAM checks. It has no action for transactions: each item is checked by
// itself.
func accesses(op string, body []byte) (all []Access) {
	var in struct {
		Key                       key
		Item                      key
		ExpressionAttributeValues map[string]struct{ S string }
		RequestItems              map[string]struct{ Keys []key }
		TransactItems             []map[string]struct{ Key, Item key }
	}
	if json.Unmarshal(body, &in) != nil {
		return []Access{{Action: "dynamodb:" + op}}
	}
	switch {
	case strings.HasPrefix(op, "Transact"):
		for _, item := range in.TransactItems {
			for kind, target := range item {
				name := map[string]string{
					"Put": "PutItem", "Delete": "DeleteItem", "Update": "UpdateItem",
					"ConditionCheck": "ConditionCheckItem", "Get": "GetItem",
				}[kind]
				all = append(all, Access{"dynamodb:" + name, target.Key.partition() + target.Item.partition()})
			}
		}
	case op == "BatchGetItem":
		for _, table := range in.RequestItems {
			for _, k := range table.Keys {
				all = append(all, Access{"dynamodb:" + op, k.partition()})
			}
		}
	case op == "Query":
		all = append(all, Access{"dynamodb:" + op, in.ExpressionAttributeValues[":pk"].S})
	default:
		all = append(all, Access{"dynamodb:" + op, in.Key.partition() + in.Item.partition()})
	}
	return all
}

// forward sends the request to the endpoint and returns the response.
func (p *Proxy) forward(r *http.Request, body []byte) (status int, header http.Header, answer []byte, err error) {
	// The request is sent even if the client has gone.
	out, err := http.NewRequest(r.Method, p.target+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		return 0, nil, nil, err
	}
	out.Header = r.Header.Clone()
	res, err := p.client.Do(out)
	if err != nil {
		return 0, nil, nil, err
	}
	defer res.Body.Close()
	answer, err = io.ReadAll(res.Body)
	return res.StatusCode, res.Header, answer, err
}

func (p *Proxy) pass(w http.ResponseWriter, r *http.Request, body []byte) {
	status, header, answer, err := p.forward(r, body)
	if err != nil {
		reset(w)
		return
	}
	for name, values := range header {
		w.Header()[name] = values
	}
	w.WriteHeader(status)
	w.Write(answer)
}

// reset closes the connection with a TCP reset.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	if tcp, ok := conn.(interface{ SetLinger(int) error }); ok {
		tcp.SetLinger(0)
	}
	conn.Close()
}

// Refuse returns one of DynamoDB's errors, without forwarding.
func Refuse(status int, code string) Fault {
	return answer(status, fmt.Sprintf(`{"__type":"com.amazonaws.dynamodb.v20120810#%s","message":"as planned"}`, code))
}

// Cancel returns that a transaction was cancelled, with a reason for each of its items.
func Cancel(reasons ...string) Fault {
	list := make([]string, len(reasons))
	for i, reason := range reasons {
		list[i] = fmt.Sprintf(`{"Code":%q}`, reason)
	}
	return answer(http.StatusBadRequest, fmt.Sprintf(
		`{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"as planned","CancellationReasons":[%s]}`,
		strings.Join(list, ",")))
}

func answer(status int, text string) Fault {
	return func(_ *Proxy, w http.ResponseWriter, _ *http.Request, _ []byte) {
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		w.WriteHeader(status)
		io.WriteString(w, text)
	}
}

// Reset resets the connection, without forwarding.
func Reset() Fault {
	return func(_ *Proxy, w http.ResponseWriter, _ *http.Request, _ []byte) { reset(w) }
}

// Hang does not respond until the client gives up.
func Hang() Fault {
	return func(p *Proxy, _ http.ResponseWriter, r *http.Request, _ []byte) {
		select {
		case <-r.Context().Done():
		case <-p.closed:
		}
	}
}

// Slow forwards the request after a delay.
func Slow(d time.Duration) Fault {
	return func(p *Proxy, w http.ResponseWriter, r *http.Request, body []byte) {
		select {
		case <-time.After(d):
			p.pass(w, r, body)
		case <-r.Context().Done():
		case <-p.closed:
		}
	}
}

// LoseReply forwards the request, and resets the connection instead of replying.
func LoseReply() Fault {
	return func(p *Proxy, w http.ResponseWriter, r *http.Request, body []byte) {
		p.forward(r, body)
		reset(w)
	}
}

// CutReply forwards the request, and breaks off the reply halfway.
func CutReply() Fault {
	return func(p *Proxy, w http.ResponseWriter, r *http.Request, body []byte) {
		status, _, answer, err := p.forward(r, body)
		if err == nil {
			w.Header().Set("Content-Type", "application/x-amz-json-1.0")
			w.Header().Set("Content-Length", fmt.Sprint(len(answer)))
			w.WriteHeader(status)
			w.Write(answer[:len(answer)/2])
			http.NewResponseController(w).Flush()
		}
		reset(w)
	}
}
