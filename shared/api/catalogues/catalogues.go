package catalogues

import (
	"context"
	"errors"
	"path"
	"slices"
	"strings"
	"time"

	"importchecker/shared/api"
	"importchecker/shared/api/bind"
	"importchecker/shared/api/language"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/question"
	"importchecker/shared/api/refusal"
	"importchecker/shared/api/shape"
	"importchecker/shared/api/wire"
	"importchecker/shared/catalogue"
	"importchecker/shared/catalogue/job"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/storage"
	"importchecker/shared/submission"
)

// Handlers serves the routes of catalogues.
type Handlers struct {
	Store    job.Store
	Files    job.Files
	FirstDay func() edition.Date // the first day on which goods can be checked
	NewID    func() string
	Now      func() time.Time
}

// New returns the routes of the function keep-catalogues. A seller reaches only its
// own catalogues.
func New(h Handlers) api.Routes {
	return api.Routes{
		"POST /v1/catalogues":        api.RouteFor(api.SellerScope, h.create),
		"GET /v1/catalogues":         api.RouteFor(api.SellerScope, h.list, "cursor", "limit"),
		"GET /v1/catalogues/{id}":    api.RouteFor(api.SellerScope, h.get),
		"DELETE /v1/catalogues/{id}": api.RouteFor(api.SellerScope, h.cancel),
	}
}

// resultTime is how long the address of a result is valid.
const resultTime = time.Hour

// request is the body of a request to create a catalogue.
type request struct {
	Filename string            `json:"filename" validate:"required,max=200,printable"`
	AsOf     *string           `json:"as_of" validate:"omitempty,day"`
	Channels []string          `json:"channels" validate:"omitempty,min=1,unique,dive,channel"`
	Mapping  map[string]string `json:"mapping" validate:"omitempty,dive,keys,field,endkeys,max=200,printable"`
	Result   string            `json:"result" validate:"omitempty,oneof=csv xlsx"`
}

// form checks the bodies of requests about catalogues.
var form = shape.New(map[string]shape.Rule{
	"channel": question.ChannelRule,
	"field":   shape.In(fieldNames),
})

func fieldNames() (names []string) {
	for _, f := range catalogue.Fields() {
		names = append(names, string(f))
	}
	return names
}

func (r *request) field(b *bind.Binder, name string) bool {
	switch name {
	case "filename":
		b.String(&r.Filename)
	case "as_of":
		r.AsOf = new(string)
		b.String(r.AsOf)
	case "channels":
		r.Channels = []string{}
		b.Array(len(eligibility.Channels()), func() {
			var c string
			b.String(&c)
			r.Channels = append(r.Channels, question.ChannelOf(c))
		})
	case "mapping":
		r.Mapping = map[string]string{}
		b.Object(func(field string) bool {
			if !slices.Contains(catalogue.Fields(), catalogue.Field(field)) {
				b.Fault(problem.NotAllowed, strings.Join(fieldNames(), ", "))
				b.Skip()
				return true
			}
			var column string
			b.String(&column)
			r.Mapping[field] = column
			return true
		})
	case "result":
		b.String(&r.Result)
	default:
		return false
	}
	return true
}

// create makes a job, and answers with the address to upload the file to.
func (h Handlers) create(ctx context.Context, c *api.Call, seller string) (api.Response, *problem.Problem) {
	body, p := c.ReadBody()
	if p != nil {
		return api.Response{}, p
	}
	var r request
	if p := bind.Read(body, &c.Faults, nil, r.field); p != nil {
		return api.Response{}, p
	}
	form.Check(&c.Faults, "", r)
	j := h.job(c, &r, seller)
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	if err := h.Store.Create(ctx, j); err != nil {
		return api.Response{}, refused(ctx, err)
	}
	w := wire.In(c.Language())
	w.Begin('{')
	h.write(w, &j)
	until := j.CreatedAt.Add(job.UploadTime)
	method, address, headers, err := h.Files.PutURL(j.Key(job.Upload), until)
	if err != nil {
		return api.Response{}, refused(ctx, err)
	}
	w.Object("upload")
	w.Str("method", method)
	w.Str("url", address)
	w.Object("headers")
	for name, value := range headers {
		w.Str(name, value)
	}
	w.End('}')
	w.Time("until", until)
	w.End('}')
	w.End('}')
	res := api.Answer(202, w, api.NoStore)
	res.Headers["location"] = "/v1/catalogues/" + j.ID
	return res, nil
}

// job makes the job of a request whose form has been checked.
func (h Handlers) job(c *api.Call, r *request, seller string) job.Job {
	now := h.Now().UTC().Truncate(time.Millisecond)
	j := job.Job{
		ID: h.NewID(), Seller: seller, Filename: path.Base(strings.ReplaceAll(r.Filename, `\`, "/")), Channels: r.Channels,
		AsOf: c.Today(h.Now), State: job.Created, Revision: 1, CreatedAt: now,
		Workbook: r.Result == "xlsx" || r.Result == "" && strings.HasSuffix(strings.ToLower(r.Filename), ".xlsx"),
	}
	if c.Language() == language.Chinese {
		j.Language = catalogue.Chinese
	}
	for field, column := range r.Mapping {
		if j.Mapping == nil {
			j.Mapping = make(map[catalogue.Field]string)
		}
		j.Mapping[catalogue.Field(field)] = column
	}
	if r.AsOf != nil && !c.Faults.Covers("/as_of") {
		day, _ := edition.ParseDate(*r.AsOf)
		if first := h.FirstDay(); day < first {
			c.Faults.Add("/as_of", problem.BeforeFirstEdition, first.String())
		}
		j.AsOf = day
	}
	return j
}

// get answers with a catalogue, its progress, and the addresses of its results.
func (h Handlers) get(ctx context.Context, c *api.Call, seller string) (api.Response, *problem.Problem) {
	j, p := h.find(ctx, c, seller)
	if p != nil {
		return api.Response{}, p
	}
	return h.answer(c, &j)
}

func (h Handlers) find(ctx context.Context, c *api.Call, seller string) (job.Job, *problem.Problem) {
	if p := c.Faults.Problem(); p != nil {
		return job.Job{}, p
	}
	id := c.PathParameters["id"]
	if !submission.ValidID(id) {
		return job.Job{}, problem.New(problem.NoCatalogue)
	}
	j, err := h.Store.Get(ctx, seller, id)
	if err == nil && !h.Now().Before(j.ExpiresAt()) {
		err = storage.ErrNotFound
	}
	if err != nil {
		return job.Job{}, refused(ctx, err)
	}
	return j, nil
}

func (h Handlers) answer(c *api.Call, j *job.Job) (api.Response, *problem.Problem) {
	w := wire.In(c.Language())
	w.Begin('{')
	h.write(w, j)
	w.End('}')
	return api.Answer(200, w, api.NoStore), nil
}

// list answers with a page of the seller's catalogues, newest first.
func (h Handlers) list(ctx context.Context, c *api.Call, seller string) (api.Response, *problem.Problem) {
	limit := c.Limit()
	scope := []string{"catalogues", seller}
	after, p := c.After(scope...)
	if p != nil {
		return api.Response{}, p
	}
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	jobs, next, err := h.Store.List(ctx, seller, storage.Page{After: after, Limit: limit})
	if err != nil {
		return api.Response{}, refused(ctx, err)
	}
	w := wire.In(c.Language())
	api.WritePage(w, jobs, api.Cursor(next, scope...), func(j *job.Job) {
		if !h.Now().Before(j.ExpiresAt()) {
			return
		}
		w.Begin('{')
		h.write(w, j)
		w.End('}')
	})
	return api.Answer(200, w, api.NoStore), nil
}

// cancel ends a job. A job that has ended stays as it is.
func (h Handlers) cancel(ctx context.Context, c *api.Call, seller string) (api.Response, *problem.Problem) {
	for {
		j, p := h.find(ctx, c, seller)
		if p != nil {
			return api.Response{}, p
		}
		if j.State.Ended() {
			return h.answer(c, &j)
		}
		j.State, j.EndedAt = job.Cancelled, h.Now().UTC().Truncate(time.Millisecond)
		j.Revision++
		err := h.Store.Update(ctx, j)
		if err == nil {
			return h.answer(c, &j)
		}
		// The worker stored its progress at the same moment: read the job again.
		if !errors.Is(err, storage.ErrConflict) || ctx.Err() != nil {
			return api.Response{}, refused(ctx, err)
		}
	}
}

// write writes the members of a catalogue.
func (h Handlers) write(w *wire.Writer, j *job.Job) {
	w.Str("id", j.ID)
	w.Str("filename", j.Filename)
	w.Str("state", string(j.State))
	w.Date("as_of", j.AsOf)
	w.Strings("channels", h.channels(j))
	w.Time("created_at", j.CreatedAt)
	w.TimeOrNull("ended_at", j.EndedAt)
	w.Time("expires_at", j.ExpiresAt())
	if f := j.Failure; f != nil {
		w.Object("failure")
		w.Str("code", string(f.Code))
		w.Text("text", f.Text)
		w.End('}')
	}
	h.writeProgress(w, j)
	w.Array("columns")
	for _, c := range j.Columns {
		w.Begin('{')
		w.Str("field", string(c.Field))
		w.Str("heading", c.Heading)
		w.Str("column", c.Letter)
		w.End('}')
	}
	w.End(']')
	w.Strings("ignored", j.Ignored)
	w.Array("notes")
	for _, n := range j.Notes {
		w.Begin('{')
		w.Str("code", string(n.Code))
		w.Str("column", n.Column)
		w.Str("heading", n.Heading)
		w.Text("text", n.Text)
		w.End('}')
	}
	w.End(']')
	if j.Tally != nil {
		writeTally(w, j.Tally)
		writeSettles(w, j.Settles)
	}
	w.Array("results")
	for i := range j.Results {
		h.writeResult(w, j, &j.Results[i])
	}
	w.End(']')
}

func (h Handlers) channels(j *job.Job) []string {
	if len(j.Channels) > 0 {
		return j.Channels
	}
	var all []string
	for _, c := range eligibility.Channels() {
		all = append(all, string(c))
	}
	return all
}

// writeProgress writes how many rows are done, and estimates from the part of the file
// that was read how many there are and how long the rest will take.
func (h Handlers) writeProgress(w *wire.Writer, j *job.Job) {
	rows := 0
	if j.Tally != nil {
		rows = j.Tally.Rows
	}
	w.Object("progress")
	w.Int("rows", int64(rows))
	switch {
	case j.State == job.Done:
		w.Int("rows_expected", int64(rows))
		w.Int("seconds_left", 0)
	case j.State == job.Running && j.BytesRead > 0 && j.Size >= j.BytesRead:
		w.Int("rows_expected", int64(rows)*j.Size/j.BytesRead)
		spent := h.Now().Sub(j.StartedAt).Seconds()
		w.Int("seconds_left", int64(spent*float64(j.Size-j.BytesRead)/float64(j.BytesRead))+1)
	default:
		w.Null("rows_expected")
		w.Null("seconds_left")
	}
	w.Int("bytes_read", j.BytesRead)
	w.Int("bytes", j.Size)
	w.End('}')
}

// writeTally writes how many rows have each result.
func writeTally(w *wire.Writer, t *catalogue.Tally) {
	w.Object("counts")
	w.Int("rows", int64(t.Rows))
	w.Int("decided", int64(t.Decided))
	w.Int("with_problems", int64(t.Problems))
	w.Int("without_code", int64(t.WithoutCode))
	writeCounts(w, "problems", t.ByProblem)
	w.Object("channels")
	for _, c := range eligibility.Channels() {
		counts := t.Channels[string(c)]
		if counts == nil {
			continue
		}
		w.Object(string(c))
		writeCounts(w, "verdicts", counts.Verdicts)
		writeCounts(w, "reasons", counts.Reasons)
		w.End('}')
	}
	w.End('}')
	w.End('}')
}

// writeSettles writes the facts and lists that would settle the most open answers.
func writeSettles(w *wire.Writer, settles []catalogue.Settlement) {
	w.Array("settled_by")
	for _, s := range settles {
		w.Begin('{')
		w.NonEmpty("fact", s.Fact)
		w.NonEmpty("list", s.List)
		w.Text("question", s.Question())
		w.Int("rows", int64(s.Rows))
		w.Int("answers", int64(s.Answers))
		w.End('}')
	}
	w.End(']')
}

// writeCounts writes counts by name, the largest first.
func writeCounts[K ~string](w *wire.Writer, name string, counts map[K]int) {
	names := make([]K, 0, len(counts))
	for k := range counts {
		names = append(names, k)
	}
	slices.SortFunc(names, func(a, b K) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(string(a), string(b))
	})
	w.Object(name)
	for _, k := range names {
		w.Int(string(k), int64(counts[k]))
	}
	w.End('}')
}

func (h Handlers) writeResult(w *wire.Writer, j *job.Job, r *job.Result) {
	w.Begin('{')
	w.Str("format", r.Format)
	w.Int("bytes", r.Size)
	w.Str("sha256", r.SHA256)
	until := h.Now().Add(resultTime)
	name := strings.TrimSuffix(j.Filename, path.Ext(j.Filename)) + "-checked." + r.Format
	if address, err := h.Files.GetURL(r.Key, name, until); err == nil {
		w.Str("url", address)
		w.Time("until", until.UTC().Truncate(time.Second))
	}
	w.End('}')
}

// refused turns an error of the store into a problem.
func refused(ctx context.Context, err error) *problem.Problem {
	switch {
	case errors.Is(err, storage.ErrNotFound):
		return problem.New(problem.NoCatalogue)
	case errors.Is(err, job.ErrTooManyOpen):
		return problem.New(problem.TooManyCatalogues, job.MaxOpen).With("retry-after", "60")
	case errors.Is(err, storage.ErrCursor):
		return problem.At("/query/cursor", problem.InvalidCursor)
	}
	return refusal.ForSubmissions(ctx, err)
}
