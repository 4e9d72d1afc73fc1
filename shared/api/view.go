package api

// View says how much of a decision an answer has.
type View string

const (
	// Full is a decision whole.
	Full View = "full"
	// Summary is the sentences, the verdicts, what is to be paid, and the first
	// questions.
	Summary View = "summary"
)

// ViewParameter is the query parameter that chooses the view.
const ViewParameter = "view"

// View reads the view that the caller asks for.
func (c *Call) View(byDefault View) View {
	if v := c.OneOf(ViewParameter, string(Full), string(Summary)); v != "" {
		return View(v)
	}
	return byDefault
}
