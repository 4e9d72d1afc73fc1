package publication_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"importchecker/infra/norace"
	"importchecker/infra/tables/emulator"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/event"
	"importchecker/shared/library"
	"importchecker/shared/list"
	"importchecker/shared/publication"
	"importchecker/shared/redecision"
	"importchecker/shared/store"
	"importchecker/shared/store/bolt"
	"importchecker/shared/store/dynamo"
	"importchecker/shared/submission"
)

// The kill test stores many submissions, publishes an edition, and runs workers
// that are killed at random: processes by SIGKILL, others by their context.
// Every task is handed out several times and in any order.
//
// It stores 2,000 submissions; 20,000 with LONG=1; 100 with -short, and under
// the race detector, which makes it many times slower.

// workerEnv makes this program a worker on the table that it names.
const workerEnv = "PUBLICATION_TEST_WORKER"

func TestMain(m *testing.M) {
	if where := os.Getenv(workerEnv); where != "" {
		fmt.Fprintln(os.Stderr, workInChild(where))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// workInChild processes what is due, and prints a line for each decision added.
func workInChild(where string) error {
	table, err := openChild(where)
	if err != nil {
		return err
	}
	kept := store.NewPublications(table)
	w := &redecision.Worker{
		Library: library.New(library.BuiltIn(), kept), Store: announcing{kept}, Answer: answer,
		Now: func() time.Time { return start.Add(time.Hour) }, Parallel: 4,
	}
	tasks, err := w.Tasks(context.Background())
	if err != nil {
		return err
	}
	rand.Shuffle(len(tasks), func(i, j int) { tasks[i], tasks[j] = tasks[j], tasks[i] })
	for _, task := range tasks {
		if _, err := w.Do(context.Background(), task); err != nil {
			return err
		}
	}
	return errors.New("done")
}

func openChild(where string) (store.Table, error) {
	path, ok := strings.CutPrefix(where, "bolt ")
	if ok {
		return bolt.Open(path)
	}
	var endpoint, name string
	if _, err := fmt.Sscanf(where, "dynamodb %s %s", &endpoint, &name); err != nil {
		return nil, err
	}
	return dynamo.New(dynamo.Config{
		Table: name, Region: "us-east-1", Endpoint: endpoint, Credentials: dynamo.Environment(emulator.Credentials),
	})
}

type announcing struct{ redecision.Store }

func (a announcing) AppendChanged(ctx context.Context, sub submission.Submission, d submission.Decision,
	verdicts []submission.Verdict, version int, e event.Event) error {
	err := a.Store.AppendChanged(ctx, sub, d, verdicts, version, e)
	if err == nil {
		fmt.Println(sub.ID)
	}
	return err
}

func submissions() int {
	if os.Getenv("LONG") != "" {
		return 20_000
	}
	if testing.Short() || norace.Detects {
		return 100
	}
	return 2_000
}

func TestKilledOnBolt(t *testing.T) {
	path := filepath.Join(t.TempDir(), bolt.FileName)
	k := &killing{t: t, n: submissions(), where: "bolt " + path, children: 1}
	k.open = func() (store.Table, func()) {
		table, err := bolt.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		return table, func() { table.Close() }
	}
	k.run()
}

func TestKilledOnDynamoDB(t *testing.T) {
	c := emulator.Table(t, emulator.Config(t), emulator.WithoutStream(t, "../../template.yaml"))
	k := &killing{t: t, n: submissions(), where: "dynamodb " + c.Endpoint + " " + c.Table, children: 3}
	k.open = func() (store.Table, func()) {
		k.meter = &emulator.Meter{}
		c.HTTPClient = k.meter
		return openDynamo(t, c), func() {}
	}
	k.run()
}

// A killing is one run of the test.
type killing struct {
	t        *testing.T
	n        int
	where    string
	children int // number of processes that can open the table
	open     func() (store.Table, func())
	meter    *emulator.Meter // nil when nothing is metered

	subs     []submission.Submission
	affected map[string]bool
}

// beforeAndAfter returns two editions: of each dozen lines one is changed, one
// removed and one added.
func beforeAndAfter() (before, after *list.Edition) {
	var old, new []string
	for i, c := range lines[:1500] {
		switch text := string(c); i % 12 {
		case 0:
			old, new = append(old, text), append(new, text+":仅限网购保税商品")
		case 1:
			old = append(old, text)
		case 2:
			new = append(new, text)
		case 3: // on neither
		default:
			old, new = append(old, text), append(new, text)
		}
	}
	return e22(old...), e22(new...)
}

func (k *killing) run() {
	old, new := beforeAndAfter()
	table, closeTable := k.open()
	h := newHouse(k.t, table)
	h.begin(old)
	h.pass(time.Hour)
	begun := time.Now()
	k.store(h)
	k.t.Logf("%d submissions stored in %v", k.n, time.Since(begun).Round(time.Millisecond))
	draft := h.draft(new, all...)
	reached := draft.Reach.Submissions
	i, err := h.desk.Publish(h.ctx(), draft.List, draft.ID, draft.DiffHash, "broker")
	if err != nil {
		k.t.Fatal(err)
	}
	k.expect(h, i)
	closeTable()

	begun = time.Now()
	killed := k.processes()
	table, closeTable = k.open()
	defer closeTable()
	h = newHouse(k.t, table)
	h.pass(time.Hour)
	cancelled := k.contexts(h)
	h.work()
	k.t.Logf("%d submissions, %d reached, %d affected; %d processes killed, %d workers stopped: %v",
		k.n, reached, len(k.affected), killed, cancelled, time.Since(begun).Round(time.Millisecond))
	k.check(h, 2)

	// A second pass, and repeated tasks, add nothing.
	h.pass(3 * time.Minute)
	h.work()
	for part := range 3 {
		if _, err := h.worker.Do(h.ctx(), redecision.Task{Job: i.Publication, Part: part}); err != nil {
			k.t.Error(err)
		}
	}
	k.check(h, 2)
	k.deliver(h)

	// Undisturbed, with measurements: the publication is withdrawn.
	h.withdraw(i)
	if k.meter != nil {
		k.meter.Reset()
	}
	begun = time.Now()
	h.work()
	took := time.Since(begun)
	figures := "not metered"
	if k.meter != nil {
		figures = k.meter.String()
	}
	k.t.Logf("undisturbed: %d decided again in %v, %.0f a second; %s", len(k.affected), took.Round(time.Millisecond),
		float64(len(k.affected))/took.Seconds(), figures)
	k.check(h, 3)
}

// store stores submissions with changed lines and others, also with finer and
// coarser codes, and with days before the edition.
func (k *killing) store(h *house) {
	random := rand.New(rand.NewPCG(7, 8))
	type question struct {
		seller, code string
		asOf         edition.Date
	}
	questions := make([]question, k.n)
	for n := range questions {
		q := question{seller: fmt.Sprintf("seller-%d", random.IntN(20)), code: string(lines[random.IntN(1800)])}
		switch random.IntN(10) {
		case 0:
			q.code = q.code[:6]
		case 1:
			q.code = q.code[:4]
		case 2:
			q.code += "00"
		}
		switch random.IntN(5) {
		case 0:
			q.asOf = day(2022, 2, 28)
		case 1:
			q.asOf = day(2026, 12, 31)
		}
		questions[n] = q
	}
	checker := eligibility.NewChecker(h.catalogue())
	k.subs = make([]submission.Submission, k.n)
	var next atomic.Int64
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for n := int(next.Add(1)) - 1; n < k.n; n = int(next.Add(1)) - 1 {
				q := questions[n]
				sub, first, err := h.makeSubmission(checker, q.seller, q.code, q.asOf)
				if err == nil {
					_, err = h.subs.Create(h.ctx(), sub, first, nil)
				}
				if err != nil {
					k.t.Error(err)
					return
				}
				k.subs[n] = sub
			}
		})
	}
	group.Wait()
	if k.t.Failed() {
		k.t.FailNow()
	}
}

// expect determines the affected submissions by deciding all of them.
func (k *killing) expect(h *house, i publication.Import) {
	ask := func(version int, s submission.Submission) string {
		c, err := h.library.At(h.ctx(), version)
		if err != nil {
			k.t.Fatal(err)
		}
		body, err := answer(c.Checker(), s.Request, h.today())
		if err != nil {
			k.t.Fatal(err)
		}
		text, err := redecision.Significant(body)
		if err != nil {
			k.t.Fatal(err)
		}
		return text
	}
	k.affected = make(map[string]bool)
	for _, s := range k.subs {
		if ask(i.PublishedAs-1, s) != ask(i.PublishedAs, s) {
			k.affected[s.ID] = true
		}
	}
	if n := len(k.affected); n < k.n/10 || n > k.n*9/10 {
		k.t.Fatalf("%d of %d are affected", n, k.n)
	}
}

// processes starts workers and kills each after a random number of decisions.
func (k *killing) processes() (killed int) {
	var group sync.WaitGroup
	var count atomic.Int64
	for child := range k.children {
		group.Go(func() {
			random := rand.New(rand.NewPCG(9, uint64(child)))
			for range 3 {
				if k.killOne(1 + random.IntN(max(len(k.affected)/8, 1))) {
					count.Add(1)
				}
			}
		})
	}
	group.Wait()
	killed = int(count.Load())
	if killed == 0 {
		k.t.Error("no process was killed at work")
	}
	return killed
}

// killOne starts a worker and kills it after a number of decisions. It reports
// whether the worker had work until then.
func (k *killing) killOne(decisions int) bool {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), workerEnv+"="+k.where)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		k.t.Error(err)
		return false
	}
	in := bufio.NewScanner(out)
	for n := 1; in.Scan(); n++ {
		if n == decisions {
			_ = cmd.Process.Kill()
		}
	}
	_ = cmd.Wait()
	if cmd.ProcessState.Exited() && !strings.HasSuffix(strings.TrimSpace(errs.String()), "done") {
		k.t.Errorf("worker: %s", errs.Bytes())
	}
	return !cmd.ProcessState.Exited()
}

// contexts runs workers that are stopped at random moments, on tasks handed out
// three times, in any order, until nothing is left.
func (k *killing) contexts(h *house) (stopped int) {
	random := rand.New(rand.NewPCG(11, 12))
	var count atomic.Int64
	// The workers live longer and longer, so that the test ends on any machine.
	for life, round := 20*time.Millisecond, 0; ; life, round = life+life/2, round+1 {
		tasks, err := h.worker.Tasks(h.ctx())
		if err != nil {
			k.t.Fatal(err)
		}
		if len(tasks) == 0 || round == 40 {
			return int(count.Load())
		}
		tasks = slices.Repeat(tasks, 3)
		random.Shuffle(len(tasks), func(i, j int) { tasks[i], tasks[j] = tasks[j], tasks[i] })
		queue := make(chan redecision.Task, len(tasks))
		for _, task := range tasks {
			queue <- task
		}
		close(queue)
		var group sync.WaitGroup
		for range 4 {
			lives := life/2 + time.Duration(random.Int64N(int64(life)))
			group.Go(func() {
				ctx, cancel := context.WithCancel(h.ctx())
				timer := time.AfterFunc(lives, cancel)
				defer timer.Stop()
				for task := range queue {
					if _, err := h.worker.Do(ctx, task); err != nil && ctx.Err() == nil {
						k.t.Error(err)
					}
					if ctx.Err() != nil {
						count.Add(1)
						return
					}
				}
			})
		}
		group.Wait()
	}
}

// check verifies that every affected submission has a number of decisions, with
// one event for each after the first, and that no other submission was changed.
func (k *killing) check(h *house, decisions int) {
	k.t.Helper()
	events := make(map[string][]event.Event)
	sellers := make(map[string]bool)
	for _, s := range k.subs {
		sellers[s.Seller] = true
	}
	for seller := range sellers {
		for _, e := range h.events(seller) {
			events[e.Submission] = append(events[e.Submission], e)
		}
	}
	faults := 0
	for _, s := range k.subs {
		want, told := 1, events[s.ID]
		if k.affected[s.ID] {
			want = decisions
		}
		now, _, err := h.subs.Get(h.ctx(), s.Seller, s.ID)
		if err != nil {
			k.t.Fatal(err)
		}
		got := make([]submission.Decision, now.Head.Seq)
		if now.Head != s.Head {
			got = h.decisions(s)
		}
		ok := len(got) == want && len(told) == want-1
		for i := 0; ok && i < len(told); i++ {
			// Events of the same time have no particular order.
			ok = slices.ContainsFunc(told, func(e event.Event) bool {
				return e.Decision == got[i+1].ID && e.Seq == i+2 && e.Seller == s.Seller
			})
		}
		if !ok {
			if faults++; faults <= 5 {
				k.t.Errorf("%s %s: %d decisions, %d events, want %d and %d", s.ID, s.Code, len(got), len(told), want, want-1)
			}
		}
	}
	if faults > 0 {
		k.t.Errorf("%d of %d submissions are not as they should be", faults, k.n)
	}
}

// deliver forwards the events and checks that none is missing.
func (k *killing) deliver(h *house) {
	p := &recorder{}
	relay := event.Relay{Outbox: h.kept, Publisher: p, Now: h.now}
	begun := time.Now()
	n, err := relay.Run(h.ctx())
	slices.Sort(p.got)
	if distinct := len(slices.Compact(p.got)); err != nil || n != len(k.affected) || distinct != n {
		k.t.Errorf("%d events were handed on, %d of them distinct, want %d, %v", n, distinct, len(k.affected), err)
	}
	k.t.Logf("%d events handed on in %v", n, time.Since(begun).Round(time.Millisecond))
}
