package api_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"importchecker/infra/norace"
	"importchecker/infra/schedule"
	"importchecker/infra/tables/emulator"
	"importchecker/shared/annex"
	"importchecker/shared/api"
	"importchecker/shared/api/submitted"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/event"
	"importchecker/shared/list"
	"importchecker/shared/storage"
	"importchecker/shared/store"
	"importchecker/shared/store/bolt"
	"importchecker/shared/store/dynamo"
	"importchecker/shared/tariff"
)

// csvOf writes a table with its title above it.
func csvOf(title string, table [][]string) string {
	return string(schedule.CSV(append([][]string{{title}}, table...)))
}

// published writes a schedule as one file, or as a ZIP of two: rates and conditions.
func published(t *testing.T, year string, rows []schedule.Row, apart bool) string {
	t.Helper()
	title := "中华人民共和国进出口税则（" + year + "）"
	if !apart {
		return csvOf(title, schedule.Whole(rows))
	}
	return zipped(t, map[string]string{
		"税率.csv": csvOf(title, schedule.Rates(rows)), "监管条件.csv": csvOf(title, schedule.Conditions(rows)),
	})
}

func zipped(t *testing.T, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, files[name])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// An editing changes a schedule into that of the next year, with some 600 changes of
// every kind, and counts them.
type editing struct {
	rows  []schedule.Row
	used  map[string]bool // subheadings that were changed, and those that submissions are of
	next  int
	count map[string]int
	gone  map[string]bool
	added []schedule.Row
}

// take returns the next matching row of a subheading that was not changed.
func (e *editing) take(fits func(r *schedule.Row) bool) *schedule.Row {
	for n := 0; n < 2*len(e.rows); n++ {
		e.next = (e.next + 7) % len(e.rows)
		r := &e.rows[e.next]
		if !e.used[r.Code[:6]] && r.Code[:2] != "98" && !strings.HasPrefix(r.MFN, "完") &&
			!strings.HasPrefix(r.General, "完") && fits(r) {
			e.used[r.Code[:6]] = true
			return r
		}
	}
	panic("no row is left")
}

func anyRow(*schedule.Row) bool { return true }

// free returns a code of a tariff line that the schedule does not have.
func (e *editing) free(line string, n int) string {
	taken := func(code string) bool {
		return slices.ContainsFunc(e.rows, func(r schedule.Row) bool { return r.Code == code }) ||
			slices.ContainsFunc(e.added, func(r schedule.Row) bool { return r.Code == code })
	}
	for i := 50 + n; ; i++ {
		if code := fmt.Sprintf("%s%02d", line, i); !taken(code) {
			return code
		}
	}
}

func (e *editing) end(r *schedule.Row) { e.gone[r.Code] = true }

func (e *editing) begin(like *schedule.Row, name string) {
	r := *like
	r.Code, r.Name = e.free(like.Code[:8], 0), name
	e.added = append(e.added, r)
}

// siblings are the rows of the tariff line of a row.
func (e *editing) siblings(r *schedule.Row) (all []*schedule.Row) {
	for i := range e.rows {
		if e.rows[i].Code[:8] == r.Code[:8] {
			all = append(all, &e.rows[i])
		}
	}
	return all
}

func (e *editing) changeAll() {
	percent := func(s string) bool { return strings.HasSuffix(s, "%") && !strings.Contains(s, "+") && s != "0%" }
	times := func(n int, what string, change func()) {
		for range n {
			change()
		}
		e.count[what] += n
	}
	alone := func(r *schedule.Row) bool { return len(e.siblings(r)) == 1 }
	times(40, "ended", func() { e.end(e.take(alone)) })
	times(30, "new", func() { r := e.take(anyRow); e.begin(r, "示例新增"+r.Name) })
	times(20, "split", func() {
		r := e.take(alone)
		e.end(r)
		e.begin(r, "示例甲"+r.Name)
		e.begin(r, "示例乙"+r.Name)
	})
	times(15, "merged", func() {
		r := e.take(func(r *schedule.Row) bool { return len(e.siblings(r)) == 2 })
		for _, old := range e.siblings(r) {
			e.end(old)
		}
		e.begin(r, "示例合并"+r.Name)
	})
	times(15, "renumbered", func() { r := e.take(alone); e.end(r); e.begin(r, r.Name) })
	times(150, "mfn_rate down", func() {
		e.take(func(r *schedule.Row) bool { return percent(r.MFN) && percent(r.General) }).MFN = "0%"
	})
	times(50, "mfn_rate up", func() {
		r := e.take(func(r *schedule.Row) bool { return r.MFN == "0%" && percent(r.General) })
		r.MFN = r.General
	})
	times(80, "provisional_rate set", func() {
		e.take(func(r *schedule.Row) bool { return r.Provisional == "" }).Provisional = "0.5%"
	})
	times(40, "provisional_rate gone", func() {
		e.take(func(r *schedule.Row) bool { return r.Provisional != "" }).Provisional = ""
	})
	times(40, "vat_rate down", func() { e.take(func(r *schedule.Row) bool { return r.VAT == "13%" }).VAT = "9%" })
	times(20, "consumption_tax up",
		func() { e.take(func(r *schedule.Row) bool { return r.Consumption == "0%" }).Consumption = "5%" })
	times(60, "supervision set",
		func() { e.take(func(r *schedule.Row) bool { return r.Supervision == "" }).Supervision = "4x" })
	times(30, "supervision gone",
		func() { e.take(func(r *schedule.Row) bool { return r.Supervision != "" }).Supervision = "" })
	times(20, "unit2 set", func() { e.take(func(r *schedule.Row) bool { return r.Unit2 == "" }).Unit2 = "立方米" })
	times(30, "name_zh other", func() { r := e.take(anyRow); r.Name = "示例改名" + r.Name })
}

// result is the schedule after the changes.
func (e *editing) result() []schedule.Row {
	rows := slices.DeleteFunc(slices.Clone(e.rows), func(r schedule.Row) bool { return e.gone[r.Code] })
	rows = append(rows, e.added...)
	slices.SortFunc(rows, func(a, b schedule.Row) int { return strings.Compare(a.Code, b.Code) })
	return rows
}

// onEachTable runs a test on the embedded table, and on DynamoDB when the
// environment names an emulator.
func onEachTable(t *testing.T, test func(t *testing.T, table store.Table)) {
	t.Run("bolt", func(t *testing.T) {
		table, err := bolt.Open(filepath.Join(t.TempDir(), "data"))
		if err != nil {
			t.Fatal(err)
		}
		defer table.Close()
		test(t, table)
	})
	t.Run("dynamodb", func(t *testing.T) {
		table, err := dynamo.New(emulator.Table(t, emulator.Config(t), emulator.WithoutStream(t, "../../template.yaml")))
		if err != nil {
			t.Fatal(err)
		}
		test(t, table)
	})
}

func (s *service) at(day string, hour, minute int) {
	s.t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", fmt.Sprintf("%s %02d:%02d", day, hour, minute),
		time.FixedZone("Shanghai", 8*3600))
	if err != nil {
		s.t.Fatal(err)
	}
	s.now = at.UTC()
	s.refresh()
}

// asFile sends the body as bytes, as the gateway passes them.
func asFile(r *api.Request) {
	r.Headers["content-type"] = "application/octet-stream"
	r.Body, r.IsBase64Encoded = base64.StdEncoding.EncodeToString([]byte(r.Body)), true
}

// submitted stores a submission and returns its id.
func (s *service) submitted(code, asOf string) string {
	s.t.Helper()
	body := map[string]any{"item": map[string]any{"hs_code": code,
		"unit_price": map[string]string{"amount": "100.00", "currency": "CNY"}, "quantity": 1},
		"channels": []string{"general_trade"}}
	if asOf != "" {
		body["as_of"] = asOf
	}
	text, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	return read(s.t, s.post("/v1/submissions", string(text), as("acme")), 201)["id"].(string)
}

// decided is how many decisions a submission has, and the verdict and the edition of
// the tariff that the newest has.
func (s *service) decided(id string) (n int, verdict, edition string) {
	s.t.Helper()
	items := read(s.t, s.get("/v1/submissions/"+id+"/decisions?limit=100", as("acme")), 200)["items"].([]any)
	d := items[0].(map[string]any)["body"].(map[string]any)
	for _, l := range d["lists"].([]any) {
		if l := l.(map[string]any); l["id"] == tariff.List {
			edition = l["edition"].(string)
		}
	}
	return len(items), d["channels"].([]any)[0].(map[string]any)["verdict"].(string), edition
}

func (s *service) eventsOf(seller string) []event.Event {
	s.t.Helper()
	events, _, err := s.kept.Events(s.t.Context(), seller, storage.Page{Limit: 100})
	if err != nil {
		s.t.Fatal(err)
	}
	return events
}

// TestRehearsal takes a schedule "2027", made from that of 2026 with some 600
// changes of every kind, from its files to the withdrawal.
func TestRehearsal(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, a whole tariff many times")
	onEachTable(t, func(t *testing.T, table store.Table) {
		s := serviceOf(t, eligibility.NewChecker(list.BuiltIn()), store.New(table), table)
		s.reader = annex.Reader{}
		s.at("2026-12-20", 10, 0)

		const honey, skis, whisky = "0409000000", "9506110000", "2208300000"
		e := &editing{rows: schedule.Held(), used: map[string]bool{}, count: map[string]int{},
			gone: map[string]bool{}}
		for _, code := range []string{honey, skis, whisky} {
			e.used[code[:6]] = true
		}
		e.changeAll()
		for i := range e.rows {
			if e.rows[i].Code == honey {
				e.rows[i].MFN = "5%"
				e.count["mfn_rate down"]++
			}
		}
		rows := e.result()
		var ended, split, licensed string
		for _, r := range e.rows {
			if e.gone[r.Code] && ended == "" && !slices.ContainsFunc(e.added,
				func(n schedule.Row) bool { return n.Code[:8] == r.Code[:8] }) {
				ended = r.Code
			}
			if was, ok := tariff.Tables()[0].Lookup(tariff.Code(r.Code)); ok && was.Supervision == "" && r.Supervision == "4x" &&
				licensed == "" {
				licensed = r.Code
			}
		}
		for _, n := range e.added {
			if strings.HasPrefix(n.Name, "示例甲") && split == "" {
				split = n.Code[:8]
			}
		}

		// What sellers have submitted.
		undated := map[string]string{}
		for _, code := range []string{honey, skis, ended, split, licensed} {
			undated[code] = s.submitted(code, "")
		}
		past, ahead := s.submitted(honey, "2026-06-01"), s.submitted(honey, "2027-02-01")
		if n, verdict, _ := s.decided(ahead); n != 1 || verdict != "undetermined" {
			t.Fatalf("ahead of the schedule: %d decisions, %s", n, verdict)
		}

		// Refused: a schedule without its conditions, one of another year, one that
		// is not whole.
		query := "edition=2027&effective=2027-01-01&document=%E7%A4%BA%E4%BE%8B2027&published=example&filename=2027.zip&stated=" + fmt.Sprint(len(rows))
		bring := func(body, more string) api.Response {
			return s.post("/v1/lists/cn-tariff/imports?"+query+more, body, maintainer, asFile)
		}
		whole := published(t, "2027", rows, true)
		for name, c := range map[string]struct{ body, more, want string }{
			"without conditions": {csvOf("税则", schedule.Rates(rows)), "", "no table has the column 监管条件"},
			"of another year":    {published(t, "2029", rows, false), "", "speaks of 2029"},
			"short": {published(t, "2027", rows[:len(rows)-1], false), "",
				fmt.Sprintf("%d ten-digit codes were read, %d are stated", len(rows)-1, len(rows))},
			"with blank rates": {whole, "", "rates_unreadable"},
		} {
			res := bring(c.body, c.more)
			if res.StatusCode != 422 || !strings.Contains(res.Body, c.want) {
				t.Errorf("%s: %d, no %q in %.1500s", name, res.StatusCode, c.want, res.Body)
			}
		}

		began := time.Now()
		res := bring(whole, "&accept=rates_unreadable")
		took := time.Since(began)
		made := read(t, res, 201)
		id := made["id"].(string)
		diff := read(t, s.get("/v1/lists/cn-tariff/imports/"+id+"/diff", maintainer), 200)
		s.checkDifference(diff["tariff"].(map[string]any), e.count)
		t.Logf("import of %d codes, %d bytes, %v; answer %d bytes", len(rows), len(whole), took.Round(time.Millisecond),
			len(res.Body))

		// In December: nothing changes for those that are asked of today.
		s.put(tariff.List, id)
		s.work()
		for code, sub := range undated {
			if n, _, edition := s.decided(sub); n != 1 || edition != "2026" {
				t.Errorf("%s in December: %d decisions, on %s", code, n, edition)
			}
		}
		if n, verdict, edition := s.decided(ahead); n != 2 || edition != "2027" || verdict == "undetermined" {
			t.Errorf("of February: %d decisions, %s on %s", n, verdict, edition)
		}
		between := read(t, s.get("/v1/lists/cn-tariff/diff?from=2026&to=2027"), 200)
		if changed := between["tariff"].(map[string]any)["changed"].([]any); len(changed) != len(
			diff["tariff"].(map[string]any)["changed"].([]any)) {
			t.Errorf("%d codes changed between the editions", len(changed))
		}
		s.midnight(honey, ended)

		// On the day, once each.
		s.at("2027-01-01", 0, 2)
		s.work()
		s.work()
		// Skis are as they were, but read from the annex now and not from a copy.
		want := map[string]int{honey: 2, skis: 2, ended: 2, split: 2, licensed: 2}
		for code, sub := range undated {
			if n, _, edition := s.decided(sub); n != want[code] || n > 1 && edition != "2027" {
				t.Errorf("%s on 1 January: %d decisions, on %s, want %d", code, n, edition, want[code])
			}
		}
		if n, _, _ := s.decided(past); n != 1 {
			t.Errorf("of June 2026: %d decisions", n)
		}
		s.checkCauses(undated, honey, ended, split, licensed)

		// What was answered in December can be given again, byte for byte, and so can
		// what is answered now.
		for _, at := range []struct{ day, edition string }{{"2026-12-20", "2026"}, {"2027-01-01", "2027"}} {
			request := `{"as_of": "` + at.day + `", "item": {"hs_code": "` + honey + `"}, "channels": ["general_trade"]}`
			ask := func(c *eligibility.Checker) ([]byte, error) {
				return submitted.DecideAgain(nil)(c, []byte(request), edition.DateOf(s.now))
			}
			body, err := ask(s.current)
			if err != nil || !bytes.Contains(body, []byte(`"edition":"`+at.edition+`"`)) {
				t.Fatalf("on %s: %v %s", at.day, err, body)
			}
			if version, err := s.library.Reproduce(t.Context(), body, ask); err != nil || version != 1 {
				t.Errorf("the answer of %s: version %d, %v", at.day, version, err)
			}
		}

		// Withdrawn: there is no schedule of the day again.
		s.at("2027-01-02", 9, 0)
		read(t, s.send("DELETE", "/v1/lists/cn-tariff/imports/"+id+"?why=a+mistake", "", maintainer), 200)
		s.refresh()
		s.work()
		s.work()
		for code, sub := range undated {
			if n, verdict, _ := s.decided(sub); n != want[code]+1 || verdict != "undetermined" {
				t.Errorf("%s after the withdrawal: %d decisions, %s", code, n, verdict)
			}
		}
		if n, verdict, _ := s.decided(ahead); n != 3 || verdict != "undetermined" {
			t.Errorf("of February, after the withdrawal: %d decisions, %s", n, verdict)
		}
		if d := read(t, s.get("/v1/tariff/"+honey), 200); d["indication"] == nil {
			t.Error("no indication after the withdrawal")
		}
	})
}

// checkDifference compares the difference with what was changed.
func (s *service) checkDifference(d map[string]any, want map[string]int) {
	s.t.Helper()
	got := map[string]int{"ended": len(d["ended"].([]any)), "new": len(d["new"].([]any))}
	for _, n := range d["successions"].([]any) {
		got[n.(map[string]any)["kind"].(string)]++
	}
	before := 1 << 30
	for _, l := range d["changed"].([]any) {
		l := l.(map[string]any)
		for _, c := range l["cells"].([]any) {
			c := c.(map[string]any)
			got[c["field"].(string)+" "+c["change"].(string)]++
		}
		if n := int(l["submissions"].(float64)); n > before {
			s.t.Errorf("%s touches %d, and stands below %d", l["hs_code"], n, before)
		} else {
			before = n
		}
	}
	if first := d["changed"].([]any)[0].(map[string]any); first["submissions"].(float64) < 1 {
		s.t.Errorf("first stands %v", first)
	}
	// The amendment of 2026 is not in a table that was printed anew.
	want = maps.Clone(want)
	want["provisional_rate gone"]++
	if !maps.Equal(got, want) {
		s.t.Errorf("got  %v\nwant %v", got, want)
	}
}

// midnight reads codes just before and just after midnight in Shanghai.
func (s *service) midnight(honey, ended string) {
	s.t.Helper()
	for _, side := range []struct {
		day            string
		hour, minute   int
		edition, total string
		status         int
	}{{"2026-12-31", 23, 59, "2026", "15%", 200}, {"2027-01-01", 0, 0, "2027", "5%", 404}} {
		s.at(side.day, side.hour, side.minute)
		d := read(s.t, s.get("/v1/tariff/"+honey), 200)
		if rate := d["rates"].(map[string]any)["mfn"]; d["edition"].(map[string]any)["edition"] != side.edition ||
			rate != side.total || d["indication"] != nil {
			s.t.Errorf("%s %d:%d: %v, %v", side.day, side.hour, side.minute, d["edition"], rate)
		}
		res := s.get("/v1/tariff/" + ended)
		if res.StatusCode != side.status || side.status == 404 && !strings.Contains(res.Body, `"cn-2026"`) {
			s.t.Errorf("%s, a code that ends, on %s: %d %s", ended, side.day, res.StatusCode, res.Body)
		}
		check := read(s.t, s.post("/v1/goods/checks", `{"item": {"hs_code": "`+honey+`"}, "channels": ["general_trade"]}`),
			200)
		if l := check["lists"].([]any)[0].(map[string]any); l["edition"] != side.edition || check["as_of"] != side.day {
			s.t.Errorf("a check on %s was answered of %v from %v", side.day, check["as_of"], l["edition"])
		}
	}
}

// checkCauses checks that each cause is delivered once, with the change of the schedule.
func (s *service) checkCauses(undated map[string]string, honey, ended, split, licensed string) {
	s.t.Helper()
	told := map[string][]event.Event{}
	for _, e := range s.eventsOf("acme") {
		told[e.Submission] = append(told[e.Submission], e)
	}
	for code, want := range map[string]string{
		honey: event.CauseChanged, ended: event.CauseRemoved, split: event.CauseRenumbered, licensed: event.CauseChanged,
	} {
		events := told[undated[code]]
		if len(events) != 1 {
			s.t.Errorf("%s: %d events", code, len(events))
			continue
		}
		if c := events[0].Cause; c.Change != want || c.List != tariff.List || c.Edition != "2027" || c.Document != "示例2027" {
			s.t.Errorf("%s: caused by %+v, want %s", code, c, want)
		}
	}
	if e := told[undated["9506110000"]]; len(e) != 1 || e[0].Type != event.DecisionReworded {
		s.t.Errorf("skis: %+v", e)
	}
	if e := told[undated[honey]]; len(e) == 1 && e[0].Cause.Remark != "最惠国税率 15% → 5%" {
		s.t.Errorf("honey: %q", e[0].Cause.Remark)
	}
}
