package worker

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"importchecker/infra/norace"
	"importchecker/shared/catalogue"
	"importchecker/shared/catalogue/files"
	"importchecker/shared/catalogue/job"
	"importchecker/shared/catalogue/sheet"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
	"importchecker/shared/storage"
	"importchecker/shared/store"
	"importchecker/shared/store/bolt"
	"importchecker/shared/submission"
)

// rig is a worker with its own store and folder.
type rig struct {
	*Worker
	t      *testing.T
	folder *files.Folder
	now    time.Time
	mu     sync.Mutex
	n      byte
}

var checker = eligibility.NewChecker(list.BuiltIn())

func newRig(t *testing.T) *rig {
	dir := t.TempDir()
	table, err := bolt.Open(filepath.Join(dir, bolt.FileName))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { table.Close() })
	r := &rig{t: t, now: time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC)}
	r.folder = &files.Folder{Dir: dir, Base: "http://x", Secret: []byte("s"), Now: r.clock}
	r.Worker = &Worker{
		Store: store.NewCatalogues(table), Files: r.folder, Now: r.clock, Folder: dir, Parallel: 1,
		Checker: func(context.Context) (*eligibility.Checker, error) { return checker, nil },
	}
	return r
}

func (r *rig) clock() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

func (r *rig) pass(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now = r.now.Add(d)
}

// add creates a job of a seller whose file has arrived.
func (r *rig) add(seller, file string) job.Job {
	r.t.Helper()
	r.mu.Lock()
	r.n++
	id := submission.NewID(r.now, [10]byte{r.n, byte(len(seller)), byte(len(file))})
	r.mu.Unlock()
	j := job.Job{ID: id, Seller: seller, Filename: "goods.csv", AsOf: edition.NewDate(2026, 3, 1), State: job.Created,
		Revision: 1, CreatedAt: r.clock()}
	if err := r.Store.Create(r.t.Context(), j); err != nil {
		r.t.Fatal(err)
	}
	path := filepath.Join(r.t.TempDir(), "upload")
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		r.t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		r.t.Fatal(err)
	}
	defer f.Close()
	if err := r.Files.Write(r.t.Context(), j.Key(job.Upload), f); err != nil {
		r.t.Fatal(err)
	}
	return j
}

func (r *rig) arrive(j job.Job) {
	r.t.Helper()
	if err := r.Arrived(r.t.Context(), j.ID); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) job(j job.Job) job.Job {
	r.t.Helper()
	got, err := r.Store.Find(r.t.Context(), j.ID)
	if err != nil {
		r.t.Fatal(err)
	}
	return got
}

// result returns the only result of a job, after comparing it with the job's record.
func (r *rig) result(j job.Job) string {
	r.t.Helper()
	got := r.job(j)
	if got.State != job.Done || len(got.Results) != 1 {
		r.t.Fatalf("job is %s with %d results: %+v", got.State, len(got.Results), got.Failure)
	}
	file, err := r.Files.Open(r.t.Context(), got.Results[0].Key)
	if err != nil {
		r.t.Fatal(err)
	}
	defer file.Close()
	text, _ := io.ReadAll(file)
	if sum := sha256.Sum256(text); hex.EncodeToString(sum[:]) != got.Results[0].SHA256 {
		r.t.Error("the file is none that the job has written")
	}
	return string(text)
}

func (r *rig) run() int {
	r.t.Helper()
	n, done, err := r.Run(r.t.Context())
	if err != nil || !done {
		r.t.Fatalf("%d jobs, done %v, %v", n, done, err)
	}
	return n
}

func catalogueOf(rows int) string {
	var b strings.Builder
	b.WriteString("sku,税号,品名,原产国\n")
	for i := range rows {
		fmt.Fprintf(&b, "%d,04090000,蜂蜜 %d,NZ\n", i, i)
	}
	return b.String()
}

// TestToldTwice checks that a job is run once, however often and concurrently its file is announced.
func TestToldTwice(t *testing.T) {
	r := newRig(t)
	j := r.add("acme", catalogueOf(2000))
	var group sync.WaitGroup
	var mu sync.Mutex
	ended := 0
	for range 6 {
		worker := *r.Worker // each call has a worker of its own
		group.Go(func() {
			if err := worker.Arrived(t.Context(), j.ID); err != nil {
				t.Error(err)
			}
			n, _, err := worker.Run(t.Context())
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			ended += n
		})
	}
	group.Wait()
	if got := r.job(j); ended != 1 || got.Begun != 1 || got.Tally.Rows != 2000 {
		t.Errorf("%d ended, begun %d times, %+v", ended, got.Begun, got.Tally)
	}
	first := r.result(j)
	r.arrive(j)
	if n := r.run(); n != 0 || r.result(j) != first {
		t.Errorf("told again after its end: %d jobs", n)
	}
}

// slowFiles calls a function after the file of a job was opened.
type slowFiles struct {
	job.Files
	opened func()
}

func (f slowFiles) Open(ctx context.Context, key string) (io.ReadCloser, error) {
	file, err := f.Files.Open(ctx, key)
	if f.opened != nil {
		f.opened()
	}
	return file, err
}

// TestLostLease checks that a worker that was silent for too long loses its job to another, and then changes
// nothing: the result is the other's, and the same.
func TestLostLease(t *testing.T) {
	r := newRig(t)
	j := r.add("acme", catalogueOf(500))
	r.arrive(j)
	slow, other := *r.Worker, *r.Worker
	slow.Files = slowFiles{r.Files, func() {
		r.pass(2 * leaseTime)
		if n, _, err := other.Run(t.Context()); n != 1 || err != nil {
			t.Errorf("the other worker: %d jobs, %v", n, err)
		}
	}}
	if _, _, err := slow.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := r.job(j); got.Begun != 2 || got.Tally.Rows != 500 {
		t.Errorf("begun %d times, %+v", got.Begun, got.Tally)
	}
	r.result(j)
}

// largeFiles reports sizes above the limit, or returns such files.
type largeFiles struct {
	job.Files
	size int64
}

func (f largeFiles) Size(context.Context, string) (int64, error) { return f.size, nil }

func (f largeFiles) Open(context.Context, string) (io.ReadCloser, error) {
	return io.NopCloser(io.MultiReader(strings.NewReader("税号\n"), io.LimitReader(spaces{}, sheet.MaxFile+10))), nil
}

// spaces is an endless reader of blank lines.
type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		if p[i] = ' '; i%4096 == 0 {
			p[i] = '\n'
		}
	}
	return len(p), nil
}

// TestTooLarge checks that a file that is too large fails and is never partly read, whether its size was
// announced or not.
func TestTooLarge(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, half a gigabyte")
	if testing.Short() {
		t.Skip("reads half a gigabyte")
	}
	for _, size := range []int64{sheet.MaxFile + 1, 10} {
		r := newRig(t)
		j := r.add("acme", "x")
		r.Files = largeFiles{r.Files, size}
		r.arrive(j)
		r.run()
		if got := r.job(j); got.State != job.Failed || got.Failure.Code != job.FileTooLarge || len(got.Results) > 0 {
			t.Errorf("%d bytes: %s %+v", size, got.State, got.Failure)
		}
	}
}

// TestGivenUp checks that a job that always ends its worker fails.
func TestGivenUp(t *testing.T) {
	r := newRig(t)
	j := r.add("acme", catalogueOf(1))
	r.arrive(j)
	for range job.MaxBegun {
		taken, ok, err := r.next(t.Context())
		if !ok || err != nil || taken.ID != j.ID {
			t.Fatalf("%v, %v", ok, err)
		}
		if _, ok, _ := r.next(t.Context()); ok {
			t.Fatal("it is taken twice")
		}
		r.pass(2 * leaseTime)
	}
	r.run()
	if got := r.job(j); got.State != job.Failed || got.Failure.Code != job.GivenUp || got.Failure.Text.ZH == "" {
		t.Errorf("%s %+v", got.State, got.Failure)
	}
}

// TestRelease checks that jobs of dead workers can be released before their leases end.
func TestRelease(t *testing.T) {
	r := newRig(t)
	j, unseen := r.add("acme", catalogueOf(3)), r.add("acme", catalogueOf(4))
	r.arrive(j)
	if _, ok, _ := r.next(t.Context()); !ok {
		t.Fatal("nothing to do")
	}
	if n := r.run(); n != 0 {
		t.Fatalf("%d jobs while the lease is held", n)
	}
	if err := r.Release(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := r.run(); n != 2 {
		t.Errorf("%d jobs", n)
	}
	r.result(j)
	r.result(unseen)
}

// TestCancelledWhileRunning checks that a job cancelled while it runs ends without a result.
func TestCancelledWhileRunning(t *testing.T) {
	r := newRig(t)
	j := r.add("acme", catalogueOf(200_000))
	r.arrive(j)
	plain := r.Files
	r.Files = slowFiles{plain, func() {
		go func() {
			time.Sleep(50 * time.Millisecond)
			now := r.job(j)
			now.State, now.EndedAt = job.Cancelled, r.clock()
			now.Revision++
			if err := r.Store.Update(t.Context(), now); err != nil {
				t.Error(err)
			}
			r.pass(progressInterval) // so that the worker saves its progress and notices
		}()
	}}
	r.run()
	r.Files = plain
	got := r.job(j)
	if got.State != job.Cancelled || len(got.Results) > 0 {
		t.Errorf("%s, %d results", got.State, len(got.Results))
	}
	if _, err := r.Files.Open(t.Context(), j.Key("result.csv")); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("a result is there: %v", err)
	}
}

// TestTurns checks that a seller with many jobs delays another by one job at most, with one worker or several.
func TestTurns(t *testing.T) {
	for _, workers := range []int{1, 2} {
		r := newRig(t)
		for range job.MaxOpen - 1 {
			r.arrive(r.add("many", catalogueOf(1)))
			r.pass(time.Millisecond)
		}
		first, ok, err := r.next(t.Context())
		if !ok || err != nil {
			t.Fatal(err)
		}
		r.arrive(r.add("one", catalogueOf(1))) // while the first runs
		other := r.Worker
		if workers == 2 {
			other = &Worker{Store: r.Store, Files: r.Files, Now: r.Now}
		} else if err := r.work(t.Context(), first); err != nil {
			t.Fatal(err)
		}
		if second, ok, err := other.next(t.Context()); !ok || err != nil || first.Seller != "many" || second.Seller != "one" {
			t.Errorf("%d workers: %s, then %+v", workers, first.Seller, second)
		}
	}
}

// TestManyJobs checks that many concurrent jobs of many sellers are all done, each for its seller, in limited
// memory, with two workers. CATALOGUE_JOBS=2000 is the long form.
func TestManyJobs(t *testing.T) {
	if testing.Short() {
		t.Skip("hundreds of jobs")
	}
	r := newRig(t)
	const each = job.MaxOpen
	sellers := 15
	if long, err := strconv.Atoi(os.Getenv("CATALOGUE_JOBS")); err == nil {
		sellers = long / each
	}
	var all []job.Job
	for i := range each {
		for s := range sellers {
			j := r.addNumbered(fmt.Sprintf("seller-%03d", s), i*sellers+s, fmt.Sprintf("sku,税号\n%d-%d,04090000\n", s, i))
			r.arrive(j)
			all = append(all, j)
		}
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	begun := time.Now()
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			w := *r.Worker
			if _, done, err := w.Run(t.Context()); err != nil || !done {
				t.Errorf("done %v, %v", done, err)
			}
		})
	}
	group.Wait()
	runtime.GC()
	runtime.ReadMemStats(&after)
	t.Logf("%d jobs in %.1f s", len(all), time.Since(begun).Seconds())
	for i, j := range all {
		if text := r.result(j); !strings.Contains(text, fmt.Sprintf("\n%d-%d,", i%sellers, i/sellers)) ||
			strings.Count(text, "\n") != 2 {
			t.Fatalf("job %d: %q", i, text)
		}
		if _, err := r.Store.Get(t.Context(), "another", j.ID); !errors.Is(err, storage.ErrNotFound) {
			t.Fatalf("job %d is shown to another seller: %v", i, err)
		}
	}
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 32<<20 {
		t.Errorf("the heap grew by %d MiB", grown>>20)
	}
}

// addNumbered is like add, with a separate id for each number.
func (r *rig) addNumbered(seller string, n int, file string) job.Job {
	r.mu.Lock()
	r.n = byte(n)
	r.now = r.now.Add(time.Millisecond)
	r.mu.Unlock()
	return r.add(seller, file)
}

// TestSweep checks that only files of deleted jobs are removed.
func TestSweep(t *testing.T) {
	r := newRig(t)
	kept, gone := r.add("acme", catalogueOf(1)), r.add("acme", catalogueOf(2))
	n, err := r.folder.Sweep(t.Context(), func(_ context.Context, id string) (bool, error) { return id == kept.ID, nil })
	if n != 1 || err != nil {
		t.Fatalf("%d removed, %v", n, err)
	}
	if _, err := r.Files.Size(t.Context(), gone.Key(job.Upload)); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("still there: %v", err)
	}
	if _, err := r.Files.Size(t.Context(), kept.Key(job.Upload)); err != nil {
		t.Errorf("removed: %v", err)
	}
	if n, err := (&files.Folder{Dir: t.TempDir()}).Sweep(t.Context(), nil); n != 0 || err != nil {
		t.Errorf("of nothing: %d, %v", n, err)
	}
	broken := errors.New("the table is down")
	if _, err := r.folder.Sweep(t.Context(),
		func(context.Context, string) (bool, error) { return false, broken }); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if _, err := r.Files.Size(t.Context(), kept.Key(job.Upload)); err != nil {
		t.Errorf("removed while nobody knew: %v", err)
	}
}

// TestTelling checks that saving progress takes one request, and three when the lease is renewed.
func TestTelling(t *testing.T) {
	r := newRig(t)
	j := r.add("acme", catalogueOf(5000))
	r.arrive(j)
	counted := &countedStore{Store: r.Store}
	r.Worker.Store = counted
	w := *r.Worker
	w.Now = func() time.Time { r.pass(progressInterval); return r.clock() } // time passes with each reading of the clock
	if _, _, err := w.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.result(j)
	if counted.saves == 0 || counted.updates > 2+counted.saves/5 {
		t.Errorf("%d tellings, %d updates", counted.saves, counted.updates)
	}
}

type countedStore struct {
	job.Store
	saves, updates int
}

func (s *countedStore) SaveProgress(ctx context.Context, j job.Job) error {
	s.saves++
	return s.Store.SaveProgress(ctx, j)
}

func (s *countedStore) Update(ctx context.Context, j job.Job) error {
	s.updates++
	return s.Store.Update(ctx, j)
}

// TestChunks checks that a catalogue cut into chunks, each with the heading, gives the same results and tallies
// as the whole, so that larger catalogues can be split into jobs.
func TestChunks(t *testing.T) {
	r := newRig(t)
	heading, rows, _ := strings.Cut(catalogueOf(4000), "\n")
	whole := r.add("acme", heading+"\n"+rows)
	r.arrive(whole)
	lines := strings.SplitAfter(rows, "\n")
	var chunks []job.Job
	for part := range slices.Chunk(lines, 1500) {
		j := r.add("acme", heading+"\n"+strings.Join(part, ""))
		r.arrive(j)
		chunks = append(chunks, j)
	}
	r.run()
	want, sum := r.result(whole), catalogue.NewTally()
	var joined strings.Builder
	for i, j := range chunks {
		head, rest, _ := strings.Cut(r.result(j), "\n")
		if i == 0 {
			joined.WriteString(head + "\n")
		}
		joined.WriteString(rest)
		sum.Add(r.job(j).Tally)
	}
	if joined.String() != want {
		t.Error("the chunks' results are none of the whole")
	}
	if got := r.job(whole).Tally; !reflect.DeepEqual(sum, got) {
		t.Errorf("the tallies add up to %+v; want %+v", sum, got)
	}
}
