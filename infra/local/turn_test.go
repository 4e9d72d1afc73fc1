package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"importchecker/infra/schedule"
	"importchecker/infra/tables/emulator"
)

// scheduleFile writes the built-in schedule as that of the next year, with a duty of 5% on honey.
func scheduleFile(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "schedule.csv")
	if err := os.WriteFile(file, schedule.CSV(schedule.Whole(schedule.NextYear())), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// bring runs the command lists bring, and returns its output.
func (s *server) bring(lists string, fails bool, args ...string) string {
	s.t.Helper()
	cmd := exec.Command(lists, append([]string{"bring", "-list", "cn-tariff"}, args...)...)
	cmd.Env = append(os.Environ(), "CHECKER_API="+s.url, "CHECKER_TOKEN="+s.maintainer)
	out, err := cmd.CombinedOutput()
	if (err != nil) != fails {
		s.t.Fatalf("bring %s: %v\n%.3000s", args, err, out)
	}
	return string(out)
}

// honeyTax returns the duty rate on honey and the edition of a check for today, and whether the answer is
// indicative.
func (s *server) honeyTax() string {
	s.t.Helper()
	got := s.ask("POST", "/v1/goods/checks", "", `{"channels":["general_trade"],"item":{"hs_code":"0409000000","origin":"NZ",
		"unit_price":{"amount":"100.00","currency":"CNY"},"quantity":1}}`).want(s.t, 200)
	text := fmt.Sprint(got.json)
	rate := regexp.MustCompile(`kind:duty[^]]*?rate:([0-9.]+%)`).FindStringSubmatch(text)
	switch {
	case strings.Contains(text, "tariff_not_held"):
		return "not held"
	case rate == nil:
		return text
	}
	return rate[1]
}

// decided waits until a submission has so many decisions.
func (s *server) decided(id string, want int) {
	s.t.Helper()
	count := func() int {
		return len(s.ask("GET", "/v1/submissions/"+id+"/decisions?limit=20", s.token, "").want(s.t, 200).json["items"].([]any))
	}
	for begun := time.Now(); count() < want; time.Sleep(50 * time.Millisecond) {
		if time.Since(begun) > 2*time.Minute { // an emulator reads each code of the schedule
			s.t.Fatalf("%d decisions, want %d", count(), want)
		}
	}
	if n := count(); n != want {
		s.t.Errorf("%d decisions, want %d", n, want)
	}
}

// listsProgram builds the command lists once.
var listsProgram = sync.OnceValues(func() (string, error) {
	path := filepath.Join(binaries, "lists")
	out, err := exec.Command("go", "build", "-o", path, "../lists").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
})

// turn rehearses the turn of a year with the programs: a schedule is imported and published in December, takes
// effect on 1 January in Shanghai, when stored submissions are decided again, once each, and is withdrawn.
func turn(t *testing.T, flags ...string) {
	file, data := scheduleFile(t), t.TempDir()
	lists, err := listsProgram()
	if err != nil {
		t.Fatal(err)
	}
	at := func(clock string) *server { return start(t, data, append([]string{"-clock", clock}, flags...)...) }

	s := at("2026-12-20T10:00:00+08:00")
	body := `{"item":{"hs_code":"0409000000","origin":"NZ","unit_price":{"amount":"100.00","currency":"CNY"},"quantity":1},"channels":["general_trade"]%s}`
	undated := s.ask("POST", "/v1/submissions", s.token, fmt.Sprintf(body, "")).want(t, 201).json["id"].(string)
	dated := s.ask("POST", "/v1/submissions", s.token, fmt.Sprintf(body, `,"as_of":"2026-06-01"`)).want(t, 201).json["id"].(string)
	about := []string{"-edition", "2027", "-effective", "2027-01-01", "-document", "示例2027", "-published", "example"}
	bad := filepath.Join(t.TempDir(), "bad.csv")
	text := "商品编码,商品名称,第一法定单位,最惠国税率,暂定税率,普通税率,增值税率,消费税率,监管条件,检验检疫类别\n0409000000,天然蜂蜜,千克,l5,,80,9,0,AB,P.R/Q.S\n"
	if err := os.WriteFile(bad, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	said := s.bring(lists, true, append(about, "-stated", "1", bad)...)
	if !strings.Contains(said, "-accept rates_unreadable takes it") || !strings.Contains(said, "bad.csv, row 2, column 最惠国税率") ||
		!strings.Contains(said, "is refused: nothing was stored") {
		t.Errorf("with rates that cannot be read: %.1500s", said)
	}
	said = s.bring(lists, false, append(about, "-stated", "12030", "-accept", "rates_unreadable", file)...)
	next := regexp.MustCompile(`-import (\S+) -publish (\S+)`).FindStringSubmatch(said)
	if next == nil || !strings.Contains(said, `"hs_code":"0409000000"`) || !strings.Contains(said, "read        12030 of 12030") {
		t.Fatalf("brought in: %.1500s … %s", said, said[max(0, len(said)-800):])
	}
	if said := s.bring(lists, true, "-import", next[1], "-publish", strings.Repeat("0", 64)); !strings.Contains(said, "is not published") {
		t.Errorf("with another hash: %s", said)
	}
	s.bring(lists, false, "-import", next[1], "-publish", next[2])
	if got := s.honeyTax(); got != "15%" {
		t.Errorf("in December: %s", got)
	}
	s.decided(undated, 1)
	s.interrupt()

	s = at("2027-01-01T00:02:00+08:00")
	if got := s.honeyTax(); got != "5%" {
		t.Errorf("on 1 January: %s", got)
	}
	s.decided(undated, 2)
	time.Sleep(2 * pollInterval) // once, and no more
	s.decided(undated, 2)
	s.decided(dated, 1)
	s.bring(lists, false, "-withdraw", next[1], "-why", "a rehearsal")
	s.decided(undated, 3)
	if got := s.honeyTax(); got != "not held" {
		t.Errorf("withdrawn: %s", got)
	}
	s.interrupt()
}

func TestYearTurns(t *testing.T) { turn(t) }

func TestYearTurnsOnDynamoDB(t *testing.T) {
	turn(t, "-dynamodb", emulator.Config(t).Endpoint, "-table", fmt.Sprintf("turn-%d", time.Now().UnixNano()))
}
