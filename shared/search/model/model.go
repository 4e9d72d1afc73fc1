package model

import (
	"fmt"
	"math"

	"importchecker/shared/search/matrix"
)

// A Model is read in place: only a few numbers are parsed.
type Model struct {
	codes  string        // six bytes each, ascending
	family int           // the number of leading bytes that sibling codes share
	linear matrix.Matrix // term × code
	folded matrix.Matrix // term × code: all texts about a code as one
	near   matrix.Matrix // term × text
	listed string        // the numbers of Chinese and English listings of each code, two bytes each
	owner  string        // the number of the code of each text, two bytes
	source string        // the Source of each text
	fuse   [KindCount][FeatureCount]float32
	sure   [KindCount]Calibration
	vague  matrix.Matrix // term × one column
	// vagueMix weighs the signs of vagueness.
	vagueMix [VagueCount]float32
	// The tariff lines of titles: eight digits and two zeros, and a count of two
	// bytes, ascending by code.
	lines string
	// Phrases that name goods, ascending: their offsets, the numbers of their codes, and the letters.
	phraseAt, phraseCode, phrases string
	senses                        senses
}

// A Calibration has the bounds of the levels of confidence for a kind of question.
type Calibration struct {
	// High and Medium are the least probabilities of these levels.
	High, Medium float32
	// Hit is the share of first answers of high, medium and low confidence that were
	// right, measured on questions that the model had not seen.
	Hit [3]float32
	// Vague is the least vagueness of a question that is too vague.
	Vague float32
}

// A Source is the kind of a near text.
type Source byte

// The kinds of near text.
const (
	Text     Source = iota // names of the tariff
	Words                  // words of customs staff, and our own
	Listing                // titles of goods with a known code
	Category               // a shop's category of goods with a known code; compared with categories only
)

// A Kind is a kind of question. Each has its own weights of the evidence.
type Kind int

// The kinds of question.
const (
	Chinese      Kind = iota
	English           // some words
	EnglishTitle      // a whole title
	EnglishField      // a title with its category or attributes
	KindCount
)

// CodeWidth is the length of a code in bytes: six digits, or fewer and trailing spaces.
const CodeWidth = 6

// magic is the beginning of a model's bytes, with the version of their layout.
const magic = "hs-words-2\n"

// Parts are the parts of a model, for Write.
type Parts struct {
	Codes                []string
	Linear, Folded, Near []byte
	Listed               [][2]uint16
	Owner                []uint16
	Source               []Source
	Fuse                 [KindCount][FeatureCount]float32
	Sure                 [KindCount]Calibration
	Vague                []byte
	VagueMix             [VagueCount]float32
	Lines                []LineCount
	Phrases              []Phrase
	Senses               []Sense // ascending by their words
}

// A LineCount is the number of known titles of a tariff line.
type LineCount struct {
	Code  string // eight digits and two zeros
	Count uint16
}

// A Phrase has folded words that name goods, with the number of their code.
type Phrase struct {
	Words string
	Code  uint16
}

// Write returns the bytes of a model.
func Write(p *Parts) []byte {
	out := []byte(magic)
	out = append32(out, uint32(len(p.Codes)), uint32(len(p.Owner)), uint32(len(p.Lines)), uint32(len(p.Phrases)),
		uint32(len(p.Senses)))
	for _, c := range p.Codes {
		out = append(out, c...)
	}
	for _, l := range p.Listed {
		out = append(out, byte(l[0]), byte(l[0]>>8), byte(l[1]), byte(l[1]>>8))
	}
	for _, o := range p.Owner {
		out = append(out, byte(o), byte(o>>8))
	}
	for _, s := range p.Source {
		out = append(out, byte(s))
	}
	for k := range p.Fuse {
		out = appendFloats(out, p.Fuse[k][:]...)
		s := &p.Sure[k]
		out = appendFloats(out, s.High, s.Medium, s.Hit[0], s.Hit[1], s.Hit[2], s.Vague)
	}
	out = appendFloats(out, p.VagueMix[:]...)
	for _, l := range p.Lines {
		out = append(append(out, l.Code...), byte(l.Count), byte(l.Count>>8))
	}
	out = appendPhrases(out, p.Phrases)
	out = appendSenses(out, p.Senses)
	for _, m := range [][]byte{p.Linear, p.Folded, p.Near, p.Vague} {
		out = append(out, m...)
	}
	return out
}

func appendPhrases(out []byte, phrases []Phrase) []byte {
	at := uint32(0)
	for _, p := range phrases {
		out = append32(out, at)
		at += uint32(len(p.Words))
	}
	out = append32(out, at)
	for _, p := range phrases {
		out = append(out, byte(p.Code), byte(p.Code>>8))
	}
	for _, p := range phrases {
		out = append(out, p.Words...)
	}
	return out
}

func appendFloats(out []byte, fs ...float32) []byte {
	for _, f := range fs {
		out = append32(out, math.Float32bits(f))
	}
	return out
}

func append32(out []byte, ns ...uint32) []byte {
	for _, n := range ns {
		out = append(out, byte(n), byte(n>>8), byte(n>>16), byte(n>>24))
	}
	return out
}

// calibrationLen is the number of floats of a Calibration.
const calibrationLen = 6

// Read returns the model of the tariff in its bytes. The codes of a heading are siblings.
func Read(bytes string) (*Model, error) { return ReadFamilies(bytes, 4) }

// ReadFamilies is like Read, for codes that are siblings if their first family bytes are equal.
func ReadFamilies(bytes string, family int) (*Model, error) {
	const numbers = 20
	if len(bytes) < len(magic)+numbers || bytes[:len(magic)] != magic {
		return nil, fmt.Errorf("model: not in the layout %q", magic)
	}
	rest := bytes[len(magic):]
	codes, texts, lines, phrases := int(u32(rest)), int(u32(rest[4:])), int(u32(rest[8:])), int(u32(rest[12:]))
	r := reader{rest: rest[numbers:]}
	m := &Model{family: family}
	m.codes, m.listed, m.owner, m.source = r.take(CodeWidth*codes), r.take(4*codes), r.take(2*texts), r.take(texts)
	for k := range m.fuse {
		r.floats(m.fuse[k][:])
		var s [calibrationLen]float32
		r.floats(s[:])
		m.sure[k] = Calibration{High: s[0], Medium: s[1], Hit: [3]float32{s[2], s[3], s[4]}, Vague: s[5]}
	}
	r.floats(m.vagueMix[:])
	m.lines = r.take(lineWidth * lines)
	m.phraseAt, m.phraseCode = r.take(4*(phrases+1)), r.take(2*phrases)
	if r.short {
		return nil, fmt.Errorf("model: %d bytes are too few", len(bytes))
	}
	m.phrases = r.take(int(u32(m.phraseAt[4*phrases:])))
	m.senses = r.senses(int(u32(rest[16:])))
	for _, part := range []*matrix.Matrix{&m.linear, &m.folded, &m.near, &m.vague} {
		var err error
		if *part, r.rest, err = matrix.Read(r.rest); err != nil {
			return nil, fmt.Errorf("model: %w", err)
		}
	}
	if r.short {
		return nil, fmt.Errorf("model: %d bytes are too few", len(bytes))
	}
	return m, nil
}

const lineWidth = 12

// A reader splits parts off the beginning of bytes.
type reader struct {
	rest  string
	short bool
}

func (r *reader) take(n int) string {
	if n < 0 || n > len(r.rest) {
		r.short = true
		return ""
	}
	part := r.rest[:n]
	r.rest = r.rest[n:]
	return part
}

func (r *reader) floats(out []float32) {
	part := r.take(4 * len(out))
	for i := range out {
		if part != "" {
			out[i] = math.Float32frombits(u32(part[4*i:]))
		}
	}
}

func u32(s string) uint32 {
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

// Codes returns the number of codes of the model.
func (m *Model) Codes() int { return len(m.codes) / CodeWidth }

// heading returns the prefix that a code shares with its siblings.
func (m *Model) heading(i int) string { return m.codes[CodeWidth*i : CodeWidth*i+m.family] }

// Code returns the code with a number.
func (m *Model) Code(i int) string { return m.codes[CodeWidth*i : CodeWidth*(i+1)] }
