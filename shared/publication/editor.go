package publication

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"importchecker/shared/difference"
	"importchecker/shared/edition"
	"importchecker/shared/library"
	"importchecker/shared/redecision"
	"importchecker/shared/storage"
)

// An Editor carries out the maintainer's requests: it drafts, shows, publishes
// and withdraws imports.
type Editor struct {
	Library *library.Library
	Store   Store
	NewID   func() string // as submission.NewID makes them
	Now     func() time.Time

	// Samples allows publishing editions of invented rows. It is never set in a
	// deployment.
	Samples bool
	// CountUpTo limits how many submissions affected by a draft are counted;
	// DefaultCount when not positive.
	CountUpTo int
}

// DefaultCount is the default of Editor.CountUpTo.
const DefaultCount = 10_000

// maxTries bounds how often a change is tried again because the manifest
// changed meanwhile.
const maxTries = 5

// A RefusedError means that an import was not published: it has the findings,
// among them problems that the maintainer did not accept.
type RefusedError struct {
	Findings []Finding
}

func (e *RefusedError) Error() string {
	var codes []string
	for _, f := range e.Findings {
		if f.Problem && !f.Accepted {
			codes = append(codes, string(f.Code))
		}
	}
	return "not published: " + strings.Join(codes, ", ")
}

// A ChangedError means that the difference to be published is not the one
// reviewed: its hash is not the one given. The import has been stored with the
// current difference.
type ChangedError struct {
	Import Import
	Given  string
}

func (e *ChangedError) Error() string {
	return fmt.Sprintf("the difference is %s, not %s as given", e.Import.DiffHash, e.Given)
}

// Is reports whether target is storage.ErrConflict: a ChangedError is a
// conflict.
func (e *ChangedError) Is(target error) bool { return target == storage.ErrConflict }

// ErrState means that an import cannot be published because it was withdrawn.
var ErrState = errors.New("the import was withdrawn")

// An AmendedError means that an edition cannot be withdrawn because another
// edition amends it and still has its content.
type AmendedError struct{ Edition string }

func (e *AmendedError) Error() string { return "edition " + e.Edition + " amends it" }

// ErrInvalid means that an edition cannot be stored.
var ErrInvalid = errors.New("the edition is not valid")

// Draft stores an edition with its origin, and returns what publishing it would
// change. Answers do not use a draft. An edition that could never be published
// is ErrInvalid, and nothing is stored; one that conflicts with other editions
// is stored with findings.
func (d *Editor) Draft(ctx context.Context, in Input) (Import, *difference.Diff, error) {
	i, diff, err := d.draft(ctx, in)
	if err != nil {
		return Import{}, nil, fmt.Errorf("import of %s: %w", in.File, err)
	}
	return i, diff, nil
}

func (d *Editor) draft(ctx context.Context, in Input) (Import, *difference.Diff, error) {
	c := library.Dated(in.Content, in.Content.About().Interval)
	e := c.About()
	e.SHA256 = c.Sum()
	if err := validate(c); err != nil {
		return Import{}, nil, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	sealed, err := library.Seal(c)
	if err != nil {
		return Import{}, nil, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	// This comes first: importing a damaged edition again repairs it.
	if err := d.Store.PutEdition(ctx, sealed); err != nil {
		return Import{}, nil, err
	}
	m, before, err := d.Library.Head(ctx)
	if err != nil {
		return Import{}, nil, err
	}
	if in.ID == "" {
		in.ID = d.NewID()
	}
	i := Import{
		ID: in.ID, List: e.List, State: StateDraft, Revision: 1,
		By: in.By, At: d.now(), File: in.File, FileSHA256: in.FileSHA256, Source: in.Source, Accept: in.Accept,
	}
	if e.To == 0 {
		e.To = d.endOf(m, e)
	}
	i.Edition = library.RefOf(c, sealed, i.ID)
	diff, touch, err := d.compare(ctx, m, before, &i)
	if err != nil {
		return Import{}, nil, err
	}
	parts, err := partsOf(in, diff)
	if err != nil {
		return Import{}, nil, err
	}
	// The draft is stored first, so that slow counting does not lose it.
	if i.Reach = (redecision.Estimate{}); !touch.None() {
		i.Reach = uncounted(touch)
	}
	if err := d.Store.CreateImport(ctx, i, parts); err != nil {
		return Import{}, nil, err
	}
	if !touch.None() {
		i, err = d.noteReach(ctx, i, touch, diff)
	}
	return i, diff, err
}

// uncounted returns the estimate before counting: some submissions are
// affected.
func uncounted(touch redecision.Touch) redecision.Estimate {
	return redecision.Estimate{AtLeast: true, All: touch.All}
}

// noteReach counts the submissions that a draft affects, and stores the draft
// with the result. When counting runs out of time, the estimate is a lower
// bound.
func (d *Editor) noteReach(ctx context.Context, i Import, touch redecision.Touch, diff *difference.Diff) (Import,
	error) {
	next := i
	next.Revision++
	if next.Reach = d.reach(ctx, touch, diff); next.Reach == i.Reach {
		return i, nil
	}
	var parts map[string][]byte
	if diff.Tariff != nil { // each row has the number of submissions affected
		text, err := difference.Marshal(diff)
		if err != nil {
			return Import{}, err
		}
		parts = map[string][]byte{PartDiff: text}
	}
	err := d.Store.UpdateImport(ctx, next, parts)
	switch {
	case err == nil:
		return next, nil
	case errors.Is(err, storage.ErrConflict): // it was published or withdrawn meanwhile
		return d.Store.Import(ctx, i.List, i.ID)
	case errors.Is(err, storage.ErrUnavailable), ctx.Err() != nil:
		return i, nil
	}
	return Import{}, err
}

// now returns the time as it is stored: to the millisecond.
func (d *Editor) now() time.Time { return d.Now().UTC().Truncate(time.Millisecond) }

// endOf returns the end of an edition for which the maintainer gave none: that
// of the stored edition with its id. An end by a later edition need not be
// given.
func (d *Editor) endOf(m *library.Manifest, e *edition.Edition) edition.Date {
	if stored, ok := m.Ref(e.List, e.ID); ok {
		return stored.To
	}
	if stored, ok := d.Library.Base().Edition(e.List, e.ID); ok {
		return stored.About().To
	}
	return 0
}

// compare returns what publishing an import would change in the lists, and
// notes it in the import.
func (d *Editor) compare(ctx context.Context, m *library.Manifest, before library.Lists, i *Import) (*difference.Diff,
	redecision.Touch, error) {
	after, err := d.Library.Lists(ctx, m.With(i.Edition))
	if err != nil {
		return nil, redecision.Touch{}, err
	}
	to, ok := after.Edition(i.List, i.Edition.ID)
	if !ok {
		// Other editions cover all of its days.
		return nil, redecision.Touch{}, fmt.Errorf("%w: edition %s would never be in force", ErrInvalid, i.Edition.ID)
	}
	diff := difference.Compare(difference.Replaced(before, to), to)
	n := inspection{before: before, after: after, to: to, diff: diff, samples: d.Samples, accept: i.Accept}
	i.Version, i.DiffHash, i.Counts, i.Findings = m.Version, diff.Hash(), diff.Counts(), n.inspect()
	return diff, redecision.Touched(before, after, i.List), nil
}

// countTime bounds the time for counting.
const countTime = 10 * time.Second

// reach counts the submissions that a change affects, as far as time allows.
// The rows of a tariff difference get their counts.
func (d *Editor) reach(ctx context.Context, touch redecision.Touch, diff *difference.Diff) redecision.Estimate {
	limit := d.CountUpTo
	if limit <= 0 {
		limit = DefaultCount
	}
	within := countTime
	if deadline, ok := ctx.Deadline(); ok {
		within = min(within, time.Until(deadline)/2)
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	counted, codes, err := redecision.CountByCode(ctx, d.Store, touch, limit)
	counted.AtLeast = counted.AtLeast || err != nil
	if diff.Tariff != nil {
		diff.Tariff.Weigh(codes)
	}
	return counted
}

func partsOf(in Input, diff *difference.Diff) (map[string][]byte, error) {
	parts := map[string][]byte{PartReport: in.Report, PartText: in.Text}
	var err error
	if parts[PartPlaces], err = json.Marshal(in.Places); err != nil {
		return nil, err
	}
	parts[PartDiff], err = difference.Marshal(diff)
	return parts, err
}

// Import returns an import.
func (d *Editor) Import(ctx context.Context, list, id string) (Import, error) {
	i, err := d.Store.Import(ctx, list, id)
	if err != nil {
		return Import{}, fmt.Errorf("import %s of %s: %w", id, list, err)
	}
	return i, nil
}

// Imports returns the imports of a list, newest first.
func (d *Editor) Imports(ctx context.Context, list string, p storage.Page) ([]Import, string, error) {
	page, next, err := d.Store.Imports(ctx, list, p)
	if err != nil {
		return nil, "", fmt.Errorf("imports of %s: %w", list, err)
	}
	return page, next, nil
}

// Report returns the report on the annex: as JSON, and as text.
func (d *Editor) Report(ctx context.Context, list, id string) (report, text []byte, err error) {
	if report, err = d.importPart(ctx, list, id, PartReport); err != nil {
		return nil, nil, err
	}
	text, err = d.importPart(ctx, list, id, PartText)
	return report, text, err
}

// Diff returns the difference of an import as last compared; for a published
// import, as it was reviewed.
func (d *Editor) Diff(ctx context.Context, list, id string) (*difference.Diff, error) {
	text, err := d.importPart(ctx, list, id, PartDiff)
	if err != nil {
		return nil, err
	}
	diff, err := difference.Unmarshal(text)
	if err != nil {
		return nil, fmt.Errorf("difference of import %s: %w", id, err)
	}
	return diff, nil
}

// Places returns where in the file each entry was read, as far as the reader
// reported it.
func (d *Editor) Places(ctx context.Context, list, id string) ([]Position, error) {
	text, err := d.importPart(ctx, list, id, PartPlaces)
	if err != nil {
		return nil, err
	}
	var places []Position
	if err := json.Unmarshal(text, &places); err != nil {
		return nil, fmt.Errorf("places of import %s: %w", id, err)
	}
	return places, nil
}

func (d *Editor) importPart(ctx context.Context, list, id, name string) ([]byte, error) {
	text, err := d.Store.ImportPart(ctx, list, id, name)
	if err != nil {
		return nil, fmt.Errorf("%s of import %s of %s: %w", name, id, list, err)
	}
	return text, nil
}

// Publish puts an import in force. The caller repeats the hash of the
// difference, so that only what was reviewed is published: when the difference
// has changed, the error is a *ChangedError with the current one. When there
// are problems that were not accepted, it is a *RefusedError. Publishing a
// published import with the same hash changes nothing.
func (d *Editor) Publish(ctx context.Context, list, id, diffHash, by string, accept ...FindingCode) (Import, error) {
	for range maxTries {
		i, err := d.publish(ctx, list, id, diffHash, by, accept)
		if err == nil || !errors.Is(err, storage.ErrConflict) || errors.As(err, new(*ChangedError)) {
			return i, wrap(err, "publish import %s of %s", id, list)
		}
	}
	return Import{}, fmt.Errorf("publish import %s of %s: %w: the lists keep changing", id, list, storage.ErrUnavailable)
}

func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf(format+": %w", append(args, err)...)
}

func (d *Editor) publish(ctx context.Context, list, id, diffHash, by string, accept []FindingCode) (Import, error) {
	i, err := d.Store.Import(ctx, list, id)
	if err != nil {
		return Import{}, err
	}
	switch {
	case i.State == StateWithdrawn:
		return Import{}, ErrState
	case i.State == StatePublished && i.DiffHash == diffHash:
		return i, nil
	case i.State == StatePublished:
		return Import{}, &ChangedError{Import: i, Given: diffHash}
	}
	m, before, err := d.Library.Head(ctx)
	if err != nil {
		return Import{}, err
	}
	for _, code := range accept {
		if !slices.Contains(i.Accept, code) {
			i.Accept = append(slices.Clip(i.Accept), code)
		}
	}
	reviewed, version := i.DiffHash, i.Version
	i.Revision++
	diff, touch, err := d.compare(ctx, m, before, &i)
	if err != nil {
		return Import{}, err
	}
	switch {
	case i.DiffHash != reviewed:
		return Import{}, d.storeChanged(ctx, i, diff, touch, diffHash)
	case diffHash != reviewed:
		i.Revision--
		i.Version = version
		return Import{}, &ChangedError{Import: i, Given: diffHash}
	case preventsPublication(i.Findings):
		return Import{}, &RefusedError{i.Findings}
	}
	return d.putInForce(ctx, m, i, touch, by)
}

// storeChanged stores an import with the current difference, and returns a
// ChangedError.
func (d *Editor) storeChanged(ctx context.Context, i Import, diff *difference.Diff, touch redecision.Touch,
	given string) error {
	i.Reach = d.reach(ctx, touch, diff)
	text, err := difference.Marshal(diff)
	if err != nil {
		return err
	}
	if err := d.Store.UpdateImport(ctx, i, map[string][]byte{PartDiff: text}); err != nil {
		return err
	}
	return &ChangedError{Import: i, Given: given}
}

func (d *Editor) putInForce(ctx context.Context, m *library.Manifest, i Import, touch redecision.Touch,
	by string) (Import, error) {
	next := m.With(i.Edition)
	if err := d.nextVersion(ctx, next, library.ActionPublished, i, by); err != nil {
		return Import{}, err
	}
	i.State, i.Publication, i.PublishedBy, i.PublishedAt, i.PublishedAs = StatePublished, next.Publication, by, next.At,
		next.Version
	return i, d.Store.Move(ctx, next, i, redecision.JobsOf(next, i.Edition, touch))
}

// nextVersion makes a manifest the next version, and stores the built-in
// editions that it is based on.
func (d *Editor) nextVersion(ctx context.Context, m *library.Manifest, action library.Action, i Import,
	by string) error {
	m.Version++
	m.Publication, m.Action, m.List, m.Import, m.By, m.At = d.NewID(), action, i.List, i.ID, by, d.now()
	previous := m.Base
	m.Base = nil
	for _, c := range d.Library.Base().Base() {
		sealed, err := library.Seal(c)
		if err != nil {
			return err
		}
		ref := library.RefOf(c, sealed, "")
		m.Base = append(m.Base, ref)
		if slices.Contains(previous, ref) {
			continue
		}
		if err := d.Store.PutEdition(ctx, sealed); err != nil {
			return err
		}
	}
	return nil
}

// Withdraw withdraws an import. Its edition is no longer in force, and the one
// that it replaced is again. It stays stored, so that old answers can be
// reproduced. Withdrawing a draft does not affect answers. Withdrawing a
// withdrawn import changes nothing.
func (d *Editor) Withdraw(ctx context.Context, list, id, by, why string) (Import, error) {
	for range maxTries {
		i, err := d.withdraw(ctx, list, id, by, why)
		if !errors.Is(err, storage.ErrConflict) {
			return i, wrap(err, "withdraw import %s of %s", id, list)
		}
	}
	return Import{}, fmt.Errorf("withdraw import %s of %s: %w: the lists keep changing", id, list, storage.ErrUnavailable)
}

func (d *Editor) withdraw(ctx context.Context, list, id, by, why string) (Import, error) {
	i, err := d.Store.Import(ctx, list, id)
	if err != nil || i.State == StateWithdrawn {
		return i, err
	}
	i.Revision++
	i.WithdrawnBy, i.WithdrawnAt, i.WithdrawnWhy = by, d.now(), why
	if i.State == StateDraft {
		i.State = StateWithdrawn
		return i, d.Store.UpdateImport(ctx, i, nil)
	}
	// The lists themselves may be the reason for the withdrawal: when they
	// cannot be loaded, it affects all submissions.
	m, err := d.Store.Head(ctx)
	if err != nil {
		return Import{}, err
	}
	next, found := m.Without(list, id)
	if !found {
		return Import{}, fmt.Errorf("import %s is published, but version %d does not have it", id, m.Version)
	}
	if later := d.amendedBy(ctx, next, &i); later != "" {
		return Import{}, &AmendedError{later}
	}
	touch, err := d.touchOf(ctx, m, next, &i)
	if err != nil {
		return Import{}, err
	}
	if err := d.nextVersion(ctx, next, library.ActionWithdrawn, i, by); err != nil {
		return Import{}, err
	}
	i.State, i.Withdrawal, i.WithdrawnAt, i.WithdrawnAs = StateWithdrawn, next.Publication, next.At, next.Version
	return i, d.Store.Move(ctx, next, i, redecision.JobsOf(next, i.Edition, touch))
}

// amendedBy returns the id of the edition that amends the one of an import;
// blank when none does, or when the edition cannot be read.
func (d *Editor) amendedBy(ctx context.Context, m *library.Manifest, i *Import) string {
	var earlier library.Content
	for _, r := range m.Editions {
		if r.List != i.List || r.From <= i.Edition.From {
			continue
		}
		var err error
		if earlier == nil {
			if earlier, err = d.Library.Edition(ctx, i.Edition); err != nil {
				return ""
			}
		}
		later, err := d.Library.Edition(ctx, r)
		if err == nil && library.RestsOn(later, earlier) {
			return r.ID
		}
	}
	return ""
}

// touchOf returns what changes for an import's list from one manifest to
// another.
func (d *Editor) touchOf(ctx context.Context, m, next *library.Manifest, i *Import) (redecision.Touch, error) {
	after, err := d.Library.Lists(ctx, next)
	if err != nil && !errors.Is(err, storage.ErrDamaged) && !errors.Is(err, storage.ErrNotFound) {
		return redecision.Touch{}, err
	}
	before, err2 := d.Library.Lists(ctx, m)
	switch {
	case err2 != nil && !errors.Is(err2, storage.ErrDamaged) && !errors.Is(err2, storage.ErrNotFound):
		return redecision.Touch{}, err2
	case err != nil || err2 != nil:
		return redecision.Touch{Kind: library.Asks(i.Edition.Kind), All: true}, nil
	}
	return redecision.Touched(before, after, i.List), nil
}
