package host

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

// TestMain lets the test's own program act as a function: it does what an event says.
func TestMain(m *testing.M) {
	if os.Getenv("AWS_LAMBDA_RUNTIME_API") == "" {
		os.Exit(m.Run())
	}
	if os.Getenv("BREAKS") != "" {
		fmt.Println("cannot start")
		os.Exit(3)
	}
	calls := 0
	lambda.Start(func(ctx context.Context, event string) (string, error) {
		calls++
		lc, _ := lambdacontext.FromContext(ctx)
		deadline, _ := ctx.Deadline()
		switch event {
		case "fail":
			return "", errors.New("failed as told")
		case "exit":
			os.Exit(1)
		case "hang":
			select {}
		case "env":
			return strings.Join(os.Environ(), "\n"), nil
		}
		fmt.Println("said", event)
		return fmt.Sprintf("%s %d %s %s %s", event, calls, lc.AwsRequestID,
			time.Until(deadline).Round(time.Second), ctx.Value("x-amzn-trace-id")), nil
	})
}

func start(t *testing.T, c Config) *Function {
	t.Helper()
	c.Program = os.Args[0]
	f, err := Start(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestInvoke(t *testing.T) {
	var log bytes.Buffer
	f := start(t, Config{Name: "echo", Timeout: 7 * time.Second, Log: &log, Env: []string{"GIVEN=yes"}})
	if f.Init() <= 0 || f.Starts() != 1 {
		t.Errorf("init %s, %d starts", f.Init(), f.Starts())
	}
	if now, highest := f.Memory(); now < 1<<20 || highest < now {
		t.Errorf("memory %d, %d", now, highest)
	}
	first, err := f.Invoke([]byte(`"a"`))
	if err != nil || first.Failed || !strings.HasPrefix(string(first.Payload), `"a 1 request-`) ||
		!strings.Contains(string(first.Payload), " 7s Root=1-") || !strings.Contains(string(first.Payload), first.Trace) {
		t.Errorf("%s, %+v, %v", first.Payload, first, err)
	}
	second, err := f.Invoke([]byte(`"b"`))
	if err != nil || !strings.HasPrefix(string(second.Payload), `"b 2 `) {
		t.Errorf("%s, %v", second.Payload, err)
	}
	failed, err := f.Invoke([]byte(`"fail"`))
	if err != nil || !failed.Failed || !strings.Contains(string(failed.Payload), "failed as told") {
		t.Errorf("%+v, %v", failed, err)
	}
	// The program does not inherit the environment of this process.
	env, err := f.Invoke([]byte(`"env"`))
	if text := string(env.Payload); err != nil || strings.Contains(text, "HOME=") ||
		!strings.Contains(text, "GIVEN=yes") || !strings.Contains(text, "AWS_LAMBDA_FUNCTION_NAME=echo") {
		t.Errorf("%s, %v", text, err)
	}
	f.Close()
	if !strings.Contains(log.String(), "said a\nsaid b\n") {
		t.Errorf("log %q", log.String())
	}
}

// TestStartsAgain checks that a program that ends or hangs fails only its event, and the next event starts a
// new one.
func TestStartsAgain(t *testing.T) {
	f := start(t, Config{Timeout: 300 * time.Millisecond})
	for i, test := range []struct {
		event string
		want  error
	}{{`"exit"`, ErrExited}, {`"hang"`, ErrTimeout}} {
		if _, err := f.Invoke([]byte(test.event)); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", test.event, err)
		}
		a, err := f.Invoke([]byte(`"good"`))
		if err != nil || !strings.HasPrefix(string(a.Payload), `"good 1 `) || f.Starts() != i+2 {
			t.Errorf("after %s: %s, %v, %d starts", test.event, a.Payload, err, f.Starts())
		}
	}
}

func TestDoesNotStart(t *testing.T) {
	var log bytes.Buffer
	_, err := Start(Config{Program: os.Args[0], Name: "broken", Env: []string{"BREAKS=1"}, Log: &log})
	if !errors.Is(err, ErrExited) || !strings.Contains(err.Error(), "exit status 3") || log.String() != "cannot start\n" {
		t.Errorf("%v; log %q", err, log.String())
	}
	if _, err := Start(Config{Program: "/does/not/exist"}); err == nil {
		t.Error("no program, no error")
	}
}

func TestPool(t *testing.T) {
	p, err := NewPool(Config{Program: os.Args[0]}, 2)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if a, err := p.Invoke(t.Context(), []byte(`"x"`)); err != nil || a.Failed {
				t.Errorf("%s, %v", a.Payload, err)
			}
		})
	}
	all.Wait()
	if p.Memory() < 2<<20 {
		t.Errorf("memory %d", p.Memory())
	}
}
