package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// options are the command's flags.
type options struct {
	duration    time.Duration
	connections int
	copies      int
	target      string
	requests    string
}

func main() {
	var o options
	flag.DurationVar(&o.duration, "for", 5*time.Second, "how long each request is asked")
	flag.IntVar(&o.connections, "connections", 8, "how many at once")
	flag.IntVar(&o.copies, "copies", 2, "of each function")
	flag.StringVar(&o.target, "target", "both", "local, functions or both")
	flag.StringVar(&o.requests, "only", "", "some of the requests, separated by commas")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

// A target is a server to measure.
type target struct {
	name    string
	address string // host:port
	token   string // of a seller
	stores  bool   // whether it stores submissions
	memory  func() int64
	close   func() error
}

// A request is a request that is repeated.
type request struct {
	name         string
	method, path string
	body         string
	seller       bool // needs the token
	want         int
}

const item = `{"ref":"SKU-1","hs_code":"0409.00.00","name":"天然蜂蜜 500g","origin":"NZ","unit_price":{"amount":"129.00","currency":"CNY"},"quantity":1,"net_weight_g":500}`

var requests = []request{
	{name: "check", method: "POST", path: "/v1/goods/checks", body: `{"as_of":"2026-03-01","item":` + item + `}`,
		want: 200},
	{name: "batch", method: "POST", path: "/v1/goods/checks/batch",
		body: `{"as_of":"2026-03-01","items":[` + strings.Repeat(item+",", 99) + item + `]}`, want: 200},
	{name: "tariff", method: "GET", path: "/v1/tariff/0409000000?as_of=2026-03-01", want: 200},
	{name: "submit", method: "POST", path: "/v1/submissions", body: `{"as_of":"2026-03-01","item":` + item + `}`,
		seller: true, want: 201},
	{name: "list", method: "GET", path: "/v1/submissions?limit=20", seller: true, want: 200},
}

func run(ctx context.Context, o options) error {
	folder, err := os.MkdirTemp("", "load-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	targets := map[string]func(context.Context, string, options) (*target, error){"local": startLocal,
		"functions": startFunctions}
	if o.target != "both" && targets[o.target] == nil {
		return fmt.Errorf("there is no target %q", o.target)
	}
	selected := selectRequests(o.requests)
	if len(selected) == 0 || o.connections < 1 || o.copies < 1 {
		return errors.New("nothing to ask, or nobody to ask it")
	}
	out := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(out,
		"target\trequest\tper second\tp50 ms\tp99 ms\tmax ms\tanswers\terrors\tMB at start\thighest\tat end\t")
	failed := 0
	for _, name := range []string{"local", "functions"} {
		if o.target != "both" && o.target != name {
			continue
		}
		t, err := targets[name](ctx, folder, o)
		if err != nil {
			return fmt.Errorf("start %s: %w", name, err)
		}
		failed += measureAll(ctx, out, t, selected, o)
		if err := t.close(); err != nil {
			return fmt.Errorf("stop %s: %w", name, err)
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if failed > 0 {
		return fmt.Errorf("%d requests were not answered as they should be", failed)
	}
	return ctx.Err()
}

// selectRequests returns the named requests, or all if none is named.
func selectRequests(names string) []request {
	if names == "" {
		return requests
	}
	return slices.DeleteFunc(slices.Clone(requests), func(r request) bool {
		return !slices.Contains(strings.Split(names, ","), r.name)
	})
}

// measureAll measures requests to a target and prints a row for each. It returns the number of wrong answers.
func measureAll(ctx context.Context, out io.Writer, t *target, requests []request, o options) (failed int) {
	for _, r := range requests {
		if r.seller && !t.stores {
			fmt.Fprintf(out, "%s\t%s\tleft out: no DynamoDB here, see DYNOXIDE\t\t\t\t\t\t\t\t\t\n", t.name, r.name)
			continue
		}
		f := measure(ctx, t, r, o)
		failed += f.errors
		fmt.Fprintf(out, "%s\t%s\t%.0f\t%.2f\t%.2f\t%.2f\t%d\t%d\t%.1f\t%.1f\t%.1f\t\n", t.name, r.name,
			f.rate(), f.percentile(50), f.percentile(99), f.percentile(100), len(f.took), f.errors,
			mb(f.memory[0]), mb(slices.Max(f.memory)), mb(f.memory[len(f.memory)-1]))
		if f.first != nil {
			fmt.Fprintf(os.Stderr, "%s, %s: %v\n", t.name, r.name, f.first)
		}
		if ctx.Err() != nil {
			break
		}
	}
	return failed
}

func mb(bytes int64) float64 { return float64(bytes) / 1e6 }
