package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const table = "商品编码,商品名称,计量单位,最惠国税率,暂定税率,普通税率,增值税率,消费税率,监管条件,检验检疫类别\n" +
	"0409.00.00.00,天然蜂蜜,千克,12,,80,9,0,AB,P.R/Q.S\n"

// TestRun imports a schedule of one row.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	write("sources.csv", "source_id,title,origin,path,version,licence,year\n")
	good, bad := write("2027.csv", table), write("bad.csv", strings.Replace(table, ",9,", ",,", 1))
	call := func(args ...string) (string, error) {
		var out bytes.Buffer
		err := run(append([]string{"-source", dir, "-year", "2027", "-document", "公告", "-where", "a test, invented"},
			args...), &out)
		return out.String(), err
	}
	if out, err := call(bad); err == nil || !strings.Contains(out, `bad.csv:2: vat_rate "" of 0409000000: blank`) {
		t.Errorf("a blank rate: %v\n%s", err, out)
	}
	if out, err := call("-codes", "2", good); err == nil ||
		!strings.Contains(err.Error(), "1 codes were read, 2 are stated") {
		t.Errorf("a row short: %v\n%s", err, out)
	}
	if _, err := os.Stat(filepath.Join(dir, "2027")); err == nil {
		t.Fatal("a refused schedule was written")
	}
	out, err := call("-show", "1", good)
	if err != nil || !strings.Contains(out, `0409000000 "15%" → "12%"`) ||
		!strings.Contains(out, "12029 codes ended, 0 new, 1 cells changed") {
		t.Errorf("%v\n%s", err, out)
	}
	raw, _ := os.ReadFile(filepath.Join(dir, "2027", "tariff.csv"))
	if !strings.Contains(string(raw),
		"0409000000,04090000,040900,天然蜂蜜,千克,,12%,,80%,9%,0%,,,,AB,PR,QS,cn-tariff-2027,2027\n") {
		t.Errorf("tariff.csv is\n%s", raw)
	}
	if raw, _ = os.ReadFile(filepath.Join(dir, "sources.csv")); !strings.Contains(string(raw), `cn-tariff-2027,`) ||
		!strings.Contains(string(raw), `"a test, invented"`) {
		t.Errorf("sources.csv is\n%s", raw)
	}
	if out, err := call(good); err == nil {
		t.Errorf("a year was written over:\n%s", out)
	}
	if out, err := call("-accept-defects", "-n", bad); err != nil {
		t.Errorf("an accepted defect: %v\n%s", err, out)
	}
	if _, err := call(); err == nil {
		t.Error("no table was asked for")
	}
}
