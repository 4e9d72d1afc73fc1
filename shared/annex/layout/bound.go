package layout

import (
	"fmt"
	"slices"

	"importchecker/shared/annex/chinese"
	"importchecker/shared/list/compile"
)

// Bounds of the lists in a report. More findings than this mean that the
// maintainer brought another file than intended.
const (
	maxListed = 500  // problems, notes and lines of one kind
	maxQuoted = 400  // characters of one
	maxAside  = 2000 // characters of a footnote
)

// Bound shortens the lists of findings, and says how many were left out. It is
// called after all findings are known.
func (l *Layout) Bound() {
	l.Problems = boundProblems(l.Problems, "problems")
	l.Notes = boundProblems(l.Notes, "notes")
	l.Joined, l.Passed = boundTexts(l.Joined, maxQuoted), boundTexts(l.Passed, maxQuoted)
	l.Footnotes = boundTexts(l.Footnotes, maxAside)
	l.Skipped = boundTexts(l.Skipped, maxQuoted)
}

func boundProblems(all []*compile.Problem, what string) []*compile.Problem {
	for _, p := range all {
		if p.ZH == "" {
			p.ZH = chinese.Translate(p.Text)
		}
		p.ZH = Short(p.ZH, maxQuoted)
		p.Text, p.Column = Short(p.Text, maxQuoted), Short(p.Column, 60)
	}
	if len(all) <= maxListed {
		return all
	}
	text := fmt.Sprintf("%s more %s are not listed", Thousands(len(all)-maxListed), what)
	more := &compile.Problem{File: all[0].File, Text: text, ZH: chinese.Translate(text)}
	return append(all[:maxListed:maxListed], more)
}

func boundTexts(all []string, most int) []string {
	for i := range all {
		all[i] = Short(all[i], most)
	}
	if len(all) <= maxListed {
		return all
	}
	return append(all[:maxListed:maxListed], fmt.Sprintf("… and %s more", Thousands(len(all)-maxListed)))
}

// Short cuts a text to a number of characters.
func Short(text string, most int) string {
	if len(text) <= most {
		return text
	}
	n := 0
	for i := range text {
		if n == most {
			return text[:i] + "…"
		}
		n++
	}
	return text
}

// The names by which a maintainer accepts findings, as in package publication.
const (
	// AcceptUnread is for pages without text, text that is struck through or
	// hidden by a merged cell, formulas without a value.
	AcceptUnread = "content_unread"
	// AcceptTitle is for a title in the file that names another list or year.
	AcceptTitle = "title_contradicts"
	// AcceptLoss is for rows of the stored edition that are not in the file.
	AcceptLoss = "rows_lost"
)

// Accept turns the problems that a maintainer accepts by name into notes.
func (l *Layout) Accept(names []string) {
	var stay []*compile.Problem
	for _, p := range l.Problems {
		if p.Accept != "" && slices.Contains(names, p.Accept) {
			if p.ZH == "" {
				p.ZH = chinese.Translate(p.Text)
			}
			p.Text, p.ZH, p.Accept = p.Text+" (accepted)", p.ZH+"（已接受）", ""
			l.Notes = append(l.Notes, p)
			continue
		}
		stay = append(stay, p)
	}
	l.Problems = stay
}
