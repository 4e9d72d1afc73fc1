package compile

import (
	"encoding/binary"
	"slices"
	"strings"
)

// checkHistory checks that each historic code was listed in some source.
func (s *sources) checkHistory() {
	p := &s.problems
	for _, r := range s.history.rows {
		code := r.get("code")
		if !isCode(code, 10) {
			r.problem(p, "code", "want ten digits")
			continue
		}
		if historyFlags(r) == 0 {
			r.problem(p, "status_2019", "neither listed in 2018 nor in force or expired in 2019")
		}
		s.checkLength(r, "name_zh_2019")
	}
}

// historyFlags returns flags for the lists that had a Chinese code: 1 listed in 2018, 2
// in force in 2019, 4 expired by 2019.
func historyFlags(r row) byte {
	var flags byte
	if r.get("listed_2018") == "1" {
		flags |= 1
	}
	switch r.get("status_2019") {
	case "in_force":
		flags |= 2
	case "expired":
		flags |= 4
	}
	return flags
}

// lineage writes the data files for the lineage of codes and for predecessors.
//
// history.bin, 18 bytes each: a ten-digit code that some year does not have; the flags
// of historyFlags; a zero; offset and length of its name.
//
// retired.bin, 14 bytes each: a code of 2 to 6 digits padded with spaces that
// HS 2022 no longer has; 1 if HS 2017 had it, plus 2 if HS 2012 did; a
// zero; offset and length of its name, the newer one if they differ.
//
// was*.bin and became*.bin, 14 bytes each: a subheading, its counterpart, the
// relationship as a digit (see relationships), and 1 for the pair that UNSD
// prefers, else 0. The first lead from HS 2022 back to all older subheadings,
// the second from the retired subheadings forward to HS 2022.
func (s *sources) lineage(files map[string][]byte) {
	var names text
	var records []byte
	addName := func(name string) {
		if len(names.bytes) > 0 {
			names.add("\n")
		}
		offset, length := names.add(name)
		records = binary.LittleEndian.AppendUint32(records, offset)
		records = binary.LittleEndian.AppendUint16(records, length)
	}
	yearsWith := make(map[string]int) // number of years that have a code
	for _, y := range s.years {
		for _, r := range y.tariff.rows {
			yearsWith[r.get("code")]++
		}
	}
	for _, r := range s.history.rows {
		if yearsWith[r.get("code")] == len(s.years) {
			continue // all years have it
		}
		records = append(records, r.get("code")...)
		records = append(records, historyFlags(r), 0)
		addName(r.get("name_zh_2019"))
	}
	files[historyFile] = records

	records = nil
	retired := s.retiredCodes()
	for _, code := range sortedKeys(retired) {
		r := retired[code]
		records = append(records, pad(code)...)
		records = append(records, r.flags, 0)
		addName(r.name)
	}
	files[retiredFile] = records
	files[lineageNamesFile] = names.bytes

	files[wasFile2017], files[becameFile2017] = s.correlate("hs2017", 1, retired)
	files[wasFile2012], files[becameFile2012] = s.correlate("hs2012", 2, retired)
}

type retiredCode struct {
	flags byte
	name  string
}

// retiredCodes returns the codes of older editions of the HS that HS 2022 dropped.
func (s *sources) retiredCodes() map[string]retiredCode {
	p := &s.problems
	current := make(map[string]bool)
	for _, r := range s.hs.rows {
		current[r.get("code")] = true
	}
	out := make(map[string]retiredCode)
	for i, e := range editions {
		for _, r := range s.retired[e].rows {
			code := r.get("code")
			if n := len(code); !isCode(code, n) || n != 4 && n != 6 {
				r.problem(p, "code", "want four or six digits")
				continue
			}
			if current[code] {
				r.problem(p, "code", "HS 2022 has it")
			}
			if r.get("name_en") == "" {
				r.problem(p, "name_en", "no name")
			}
			s.checkLength(r, "name_en")
			c := out[code]
			c.flags |= 1 << i
			if c.name == "" {
				c.name = r.get("name_en")
			}
			out[code] = c
		}
	}
	return out
}

// relationships as UNSD writes them, read from HS 2022 to the older edition.
var relationships = []string{"1:1", "1:n", "n:1", "n:n"}

// maxPartners is the largest number of older subheadings that one of today may be
// related to; relationships with more are left out, since they say nothing. Waste of
// every kind of apparatus went to 8549, displays of every kind of apparatus to 8524, and
// transducers of any kind to 8541.5: each is n:n with hundreds, while the next largest
// has 65.
const maxPartners = 100

// withoutCounterpart are the retired subheadings without a counterpart in the UNSD
// tables, or only with one that exceeds maxPartners.
var withoutCounterpart = map[string][]string{
	"hs2017": {"300219", "854150"},
	"hs2012": {"854150"},
}

// correlate returns the records of was*.bin and became*.bin for an older edition.
func (s *sources) correlate(e string, flag byte, retired map[string]retiredCode) (was, became []byte) {
	p := &s.problems
	t := s.correlation[e]
	current := make(map[string]bool)
	for _, r := range s.hs.rows {
		current[r.get("code")] = true
	}
	partners := make(map[string]int)
	for _, r := range t.rows {
		partners[r.get("hs2022")]++
	}
	var forward []string
	reached := make(map[string]bool)
	for _, r := range t.rows {
		now, old, relationship := r.get("hs2022"), r.get(e), r.get("relationship")
		if !isCode(now, 6) || !current[now] {
			r.problem(p, "hs2022", "not a subheading of HS 2022")
		}
		if !isCode(old, 6) || !current[old] && retired[old].flags&flag == 0 {
			r.problem(p, e, "neither in HS 2022 nor retired")
		}
		kind := slices.Index(relationships, relationship)
		if kind < 0 {
			r.problem(p, "relationship", "want one of %s", strings.Join(relationships, ", "))
		}
		preferred := "0"
		if r.flag(p, "is_unsd_conversion") {
			preferred = "1"
		}
		if partners[now] > maxPartners && relationship == "n:n" && now != old {
			continue
		}
		tail := string(rune('0'+kind)) + preferred
		was = append(was, now+old+tail...)
		if !current[old] {
			forward = append(forward, old+now+tail)
			reached[old] = true
		}
	}
	slices.Sort(forward)
	var missing []string
	for code, c := range retired {
		if len(code) == 6 && c.flags&flag != 0 && !reached[code] {
			missing = append(missing, code)
		}
	}
	slices.Sort(missing)
	if !slices.Equal(missing, withoutCounterpart[e]) {
		p.add("%s: nothing for the retired subheadings %v, want %v", t.name, missing, withoutCounterpart[e])
	}
	return was, []byte(strings.Join(forward, ""))
}
