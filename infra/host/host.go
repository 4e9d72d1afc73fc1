package host

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Defaults of a Config.
const (
	defaultTimeout = 10 * time.Second
	initTimeout    = 10 * time.Second // as in Lambda
)

// Errors of an invocation without an answer.
var (
	ErrTimeout = errors.New("the function ran into its timeout and was killed")
	ErrExited  = errors.New("the function's program ended")
)

// A Config has the program to run, and its environment.
type Config struct {
	Program string
	Name    string        // the function's name; that of the program if empty
	Env     []string      // in addition to what Lambda sets
	Timeout time.Duration // of an event; ten seconds if 0
	Log     io.Writer     // receives the program's output; may be nil
}

// A Function is a program that handles one event at a time. It is safe for concurrent use: callers wait for
// each other.
type Function struct {
	config Config
	logs   *lockedWriter

	mu      sync.Mutex
	running *process // nil when the last one has ended
	starts  int

	killing sync.Mutex
	alive   *os.Process // the running one's, for Kill, which does not hold mu
}

// An Answer is a function's answer to an event.
type Answer struct {
	Payload []byte
	Failed  bool   // the function reported an error, which is the Payload
	Trace   string // the trace header of the event
}

// Start starts the program and waits until it asks for its first event.
func Start(c Config) (*Function, error) {
	c.Name = cmp.Or(c.Name, filepath.Base(c.Program))
	c.Timeout = cmp.Or(c.Timeout, defaultTimeout)
	f := &Function{config: c, logs: &lockedWriter{w: c.Log}}
	if err := f.start(); err != nil {
		return nil, err
	}
	return f, nil
}

// Invoke invokes the function with an event and returns the answer. The error is ErrTimeout or ErrExited, or
// that of starting the program again.
func (f *Function) Invoke(event []byte) (Answer, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.running == nil {
		if err := f.start(); err != nil {
			return Answer{}, err
		}
	}
	deadline := time.Now().Add(f.config.Timeout)
	in := invocation{
		id:       newID("request"),
		trace:    fmt.Sprintf("Root=1-%08x-%s;Parent=%s;Sampled=1", time.Now().Unix(), hexText(24), hexText(16)),
		event:    event,
		deadline: deadline,
		answer:   make(chan Answer, 1),
	}
	timer := time.NewTimer(time.Until(deadline))
	defer timer.Stop()
	p := f.running
	select {
	case p.next <- in:
	case <-p.ended:
		f.stop()
		return Answer{}, fmt.Errorf("%w: %v", ErrExited, p.status)
	case <-timer.C:
		f.stop()
		return Answer{}, ErrTimeout
	}
	var err error
	select {
	case a := <-in.answer:
		a.Trace = in.trace
		return a, nil
	case <-p.ended:
		err = fmt.Errorf("%w: %v", ErrExited, p.status)
	case <-timer.C:
		err = ErrTimeout
	}
	f.stop()
	select {
	case a := <-in.answer: // sent just before it ended
		a.Trace = in.trace
		return a, nil
	default:
		return Answer{}, err
	}
}

// Name returns the function's name.
func (f *Function) Name() string { return f.config.Name }

// Init returns the time between the program's start and its first request for an event.
func (f *Function) Init() time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.running == nil {
		return 0
	}
	return f.running.init
}

// Starts returns how often the program was started: more than once if it was killed or ended.
func (f *Function) Starts() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.starts
}

// Memory returns the current and the highest resident memory of the program in bytes, or 0 if the system does
// not say.
func (f *Function) Memory() (now, highest int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.running == nil {
		return 0, 0
	}
	return Memory(f.running.cmd.Process.Pid)
}

// Memory returns the current and the highest resident memory of a process in bytes.
func Memory(pid int) (now, highest int64) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, 0
	}
	read := func(name string) int64 {
		_, rest, _ := strings.Cut(string(text), "\n"+name+":")
		line, _, _ := strings.Cut(rest, "\n")
		kb, _ := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(line, "kB")), 10, 64)
		return kb << 10
	}
	return read("VmRSS"), read("VmHWM")
}

// Kill kills the program at once, as a failing machine would. The next event starts a new one.
func (f *Function) Kill() {
	f.killing.Lock()
	defer f.killing.Unlock()
	if f.alive != nil {
		_ = f.alive.Kill() // it may have ended by itself
	}
}

// Close ends the program.
func (f *Function) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.stop()
	return nil
}

func (f *Function) start() error {
	f.starts++
	p, err := run(f.config, f.logs)
	if err != nil {
		return err
	}
	f.running = p
	f.killing.Lock()
	defer f.killing.Unlock()
	f.alive = p.cmd.Process
	return nil
}

func (f *Function) stop() {
	if f.running != nil {
		f.killing.Lock()
		f.alive = nil
		f.killing.Unlock()
		f.running.kill()
		f.running = nil
	}
}

// An invocation is an event and the channel for its answer.
type invocation struct {
	id, trace string
	event     []byte
	deadline  time.Time
	answer    chan Answer
}

// A process is a running program with its Runtime API.
type process struct {
	cmd    *exec.Cmd
	server *http.Server
	next   chan invocation
	polled chan struct{} // closed at the first request for an event
	ended  chan struct{} // closed when the program has ended
	status error         // the exit status, once it has ended
	init   time.Duration

	first   sync.Once
	mu      sync.Mutex
	pending map[string]invocation // unanswered invocations, by id
}

const runtimeAPI = "/2018-06-01/runtime/"

func run(c Config, logs io.Writer) (*process, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("runtime API: %w", err)
	}
	p := &process{
		next:    make(chan invocation),
		polled:  make(chan struct{}),
		ended:   make(chan struct{}),
		pending: make(map[string]invocation),
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+runtimeAPI+"invocation/next", p.handNext)
	mux.HandleFunc("POST "+runtimeAPI+"invocation/{id}/response", p.receive(false))
	mux.HandleFunc("POST "+runtimeAPI+"invocation/{id}/error", p.receive(true))
	mux.HandleFunc("POST "+runtimeAPI+"init/error", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusAccepted)
	})
	p.server = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go p.server.Serve(listener)

	p.cmd = exec.Command(c.Program)
	p.cmd.Env = append([]string{
		"AWS_LAMBDA_RUNTIME_API=" + listener.Addr().String(),
		"AWS_LAMBDA_FUNCTION_NAME=" + c.Name,
		"AWS_LAMBDA_FUNCTION_VERSION=$LATEST",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE=512",
		"AWS_LAMBDA_LOG_FORMAT=JSON",
		"AWS_REGION=us-east-1",
		"AWS_ACCESS_KEY_ID=local",
		"AWS_SECRET_ACCESS_KEY=local",
		"_HANDLER=bootstrap",
		"LAMBDA_TASK_ROOT=" + filepath.Dir(c.Program),
		"TZ=:UTC",
	}, c.Env...)
	p.cmd.Stdout, p.cmd.Stderr = logs, logs
	begun := time.Now()
	if err := p.cmd.Start(); err != nil {
		p.server.Close()
		return nil, fmt.Errorf("start %s: %w", c.Name, err)
	}
	go func() {
		if p.status = p.cmd.Wait(); p.status == nil {
			p.status = errors.New("exit status 0")
		}
		close(p.ended)
	}()
	select {
	case <-p.polled:
		p.init = time.Since(begun)
		return p, nil
	case <-p.ended:
		p.server.Close()
		return nil, fmt.Errorf("start %s: %w: %w", c.Name, ErrExited, p.status)
	case <-time.After(initTimeout):
		p.kill()
		return nil, fmt.Errorf("start %s: it asks for no event within %s", c.Name, initTimeout)
	}
}

// kill kills the program and waits for its end.
func (p *process) kill() {
	p.cmd.Process.Kill()
	<-p.ended
	p.server.Close()
}

// handNext answers the program's request for an event.
func (p *process) handNext(w http.ResponseWriter, r *http.Request) {
	p.first.Do(func() { close(p.polled) })
	var in invocation
	select {
	case in = <-p.next:
	case <-r.Context().Done():
		return
	}
	p.mu.Lock()
	p.pending[in.id] = in
	p.mu.Unlock()
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Lambda-Runtime-Aws-Request-Id", in.id)
	h.Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(in.deadline.UnixMilli(), 10))
	h.Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:123456789012:function:local")
	h.Set("Lambda-Runtime-Trace-Id", in.trace)
	w.Write(in.event)
}

// receive receives the program's answer to an event.
func (p *process) receive(failed bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		payload, err := io.ReadAll(r.Body)
		p.mu.Lock()
		in, ok := p.pending[r.PathValue("id")]
		delete(p.pending, r.PathValue("id"))
		p.mu.Unlock()
		if err != nil || !ok {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		w.WriteHeader(http.StatusAccepted)
		in.answer <- Answer{Payload: payload, Failed: failed}
	}
}

// A Pool is several copies of a function, as Lambda runs them for concurrent events.
type Pool struct {
	all  []*Function
	free chan *Function
}

// NewPool starts n copies.
func NewPool(c Config, n int) (*Pool, error) {
	p := &Pool{free: make(chan *Function, n)}
	for range n {
		f, err := Start(c)
		if err != nil {
			p.Close()
			return nil, err
		}
		p.all = append(p.all, f)
		p.free <- f
	}
	return p, nil
}

// Invoke invokes a free copy, and waits for one if necessary.
func (p *Pool) Invoke(ctx context.Context, event []byte) (Answer, error) {
	select {
	case f := <-p.free:
		defer func() { p.free <- f }()
		return f.Invoke(event)
	case <-ctx.Done():
		return Answer{}, ctx.Err()
	}
}

// Memory returns the resident memory of all copies, in bytes.
func (p *Pool) Memory() (now int64) {
	for _, f := range p.all {
		m, _ := f.Memory()
		now += m
	}
	return now
}

// Close ends all copies.
func (p *Pool) Close() error {
	for _, f := range p.all {
		f.Close()
	}
	return nil
}

// A locked writer serializes the output of a function's programs.
type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.w == nil {
		return len(b), nil
	}
	return l.w.Write(b)
}

// An Output collects the output of programs. It is safe for concurrent use.
type Output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (o *Output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(b)
}

// String returns what was written so far.
func (o *Output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}
