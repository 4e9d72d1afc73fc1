package compile

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// inventedYear adds a schedule of 2027 to the sources: that of 2026 with one
// rate lowered, one code removed and an amendment added.
func inventedYear(t *testing.T, files fstest.MapFS) {
	t.Helper()
	const horses = "\n0101210010,"
	schedule := files["2026/tariff.csv"].Data
	schedule = bytes.ReplaceAll(schedule, []byte("cn-tariff-2026-hd,2026\n"), []byte("cn-tariff-2026-hd,2027\n"))
	schedule = bytes.ReplaceAll(schedule, []byte("+cn-tariff-2026-hd-v200,2026\n"),
		[]byte("+cn-tariff-2026-hd-v200,2027\n"))
	schedule = bytes.Replace(schedule, []byte("天然蜂蜜,千克,,15%"), []byte("天然蜂蜜,千克,,12%"), 1)
	at := bytes.Index(schedule, []byte(horses))
	end := at + 1 + bytes.IndexByte(schedule[at+1:], '\n')
	schedule = append(schedule[:at:at], schedule[end:]...)
	edition := string(files["2026/edition.csv"].Data)
	for old, new := range map[string]string{
		"to,2027-01-01": "to,2028-01-01", "from,2026-01-01": "from,2027-01-01", "codes,12030": "codes,12029",
		"2026）": "2027）", "(2026)": "(2027)",
	} {
		if !strings.Contains(edition, old) {
			t.Fatalf("edition.csv does not hold %q", old)
		}
		edition = strings.ReplaceAll(edition, old, new)
	}
	files["2027/tariff.csv"] = &fstest.MapFile{Data: schedule}
	files["2027/edition.csv"] = &fstest.MapFile{Data: []byte(edition)}
	files["2027/defects.csv"] = files["2026/defects.csv"]
	files["2027/amendments.csv"] = &fstest.MapFile{Data: []byte("code,field,rate,effective,document,basis\n" +
		"2208300000,mfn_rate,8%,2027-07-01,示例公告,reported\n")}
}

// TestTwoYears compiles the sources with an invented second schedule, and builds a
// program with both.
func TestTwoYears(t *testing.T) {
	files := sourceFiles(t)
	inventedYear(t, files)
	generated, err := Files(files)
	if err != nil {
		t.Fatal(err)
	}
	if testing.Short() {
		t.Skip("-short: does not build the program")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	overlay := struct{ Replace map[string]string }{map[string]string{}}
	for name, content := range generated {
		file := filepath.Join(dir, strings.ReplaceAll(name, "/", "_"))
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		overlay.Replace[filepath.Join(root, name)] = file
	}
	raw, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "overlay.json"), raw, 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := exec.CommandContext(t.Context(), "go", "run", "-overlay", filepath.Join(dir, "overlay.json"),
		"./testdata/years").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, got)
	}
	const want = `2025-12-31 no schedule; the last one: none
2026-01-01 2026 12030 15% 10% true 0
2026-12-31 2026 12030 15% 10% true 0
2027-01-01 2027 12029 12% 10% false 1
2027-06-30 2027 12029 12% 10% false 1
2027-07-01 2027 12029 12% 8% false 1
2028-01-01 no schedule; the last one: 2027
`
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
