package tablefile

import (
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"importchecker/shared/catalogue/sheet"
)

// read returns the rows of a file, with problems in place of unreadable rows.
func read(t *testing.T, file string) [][]string {
	t.Helper()
	rows, done, err := Open(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	var got [][]string
	for {
		cells, _, err := rows.Next()
		var p *sheet.Problem
		switch {
		case errors.Is(err, io.EOF):
			return got
		case errors.As(err, &p):
			got = append(got, []string{"!" + string(p.Code)})
		case err != nil:
			t.Fatal(err)
		default:
			got = append(got, append([]string(nil), cells...))
		}
	}
}

func TestCSV(t *testing.T) {
	gb, _ := simplifiedchinese.GB18030.NewEncoder().String("税号,品名\n04090000,天然蜂蜜\n")
	utf16, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("税号,品名\n04090000,天然蜂蜜\n")
	honey := [][]string{{"税号", "品名"}, {"04090000", "天然蜂蜜"}}
	for _, tt := range []struct {
		name, file string
		want       [][]string
	}{
		{"commas", "a,b\n1,2\n", [][]string{{"a", "b"}, {"1", "2"}}},
		{"no line end at the end", "a,b\n1,2", [][]string{{"a", "b"}, {"1", "2"}}},
		{"semicolons", "a;b\n1,5;2\n", [][]string{{"a", "b"}, {"1,5", "2"}}},
		{"tabs", "a\tb\n1\t2\n", [][]string{{"a", "b"}, {"1", "2"}}},
		{"carriage returns alone", "a,b\r1,2\r", [][]string{{"a", "b"}, {"1", "2"}}},
		{"both", "a,b\r\n1,2\r\n", [][]string{{"a", "b"}, {"1", "2"}}},
		{"empty lines are passed over", "a\n\n\n1\n", [][]string{{"a"}, {"1"}}},
		{"a line end in a cell", "a,b\n\"x\ny\",2\n", [][]string{{"a", "b"}, {"x\ny", "2"}}},
		{"a doubled mark", `a` + "\n" + `"5"" screen"` + "\n", [][]string{{"a"}, {`5" screen`}}},
		{"a mark within a plain cell", "a,b\n5\" screen,2\n", [][]string{{"a", "b"}, {`5" screen`, "2"}}},
		{"two marks within a plain cell", "a,b\n5\"\" x,2\n1,2\n", [][]string{{"a", "b"}, {`5"" x`, "2"}, {"1", "2"}}},
		{"an empty cell in marks", "a,b\n\"\",2\n", [][]string{{"a", "b"}, {"", "2"}}},
		{"a mark that is not closed costs one row", "a,b\n\"x,2\n3,4\n",
			[][]string{{"a", "b"}, {"!row_too_long"}, {"3", "4"}}},
		{"UTF-8 with a mark", "\xef\xbb\xbf税号,品名\n04090000,天然蜂蜜\n", honey},
		{"GB18030", gb, honey},
		{"UTF-16", utf16, honey},
		{"UTF-16 without a mark", utf16[2:], honey},
		{"GB18030 behind much plain text", "code,name\n" + strings.Repeat("1,x\n", 20000) + gb[strings.Index(gb, "\n")+1:],
			append(append([][]string{{"code", "name"}}, repeated([]string{"1", "x"}, 20000)...), []string{"04090000", "天然蜂蜜"})},
		{"a line of GB18030 in UTF-8", "税号,品名\n1,蜂蜜\n2,\xb7\xe4\n3,蜂蜜\n",
			[][]string{{"税号", "品名"}, {"1", "蜂蜜"}, {"!not_text"}, {"3", "蜂蜜"}}},
		{"a line of UTF-8 in GB18030", gb + gb + "1,蜂蜜\n",
			append(append(append([][]string{}, honey...), honey...), []string{"!not_text"})},
		{"a title above semicolons", "清单\n税号;品名;单价\n1;a;1,5\n2;b;2,5\n",
			[][]string{{"清单"}, {"税号", "品名", "单价"}, {"1", "a", "1,5"}, {"2", "b", "2,5"}}},
		{"commas in quotation marks, and tabs", "\"a, b, c\"\tx\n\"d, e\"\ty\n", [][]string{{"a, b, c", "x"}, {"d, e", "y"}}},
		{"a delimiter that is said", "sep=;\na;b,c,d,e\n", [][]string{{"sep=", ""}, {"a", "b,c,d,e"}}},
		{"a zero byte", "a\nx\x00y\nz\n", [][]string{{"a"}, {"!nul_byte"}, {"z"}}},
		{"a row of another encoding", "税号,品名\n" + strings.Repeat("1,蜂蜜\n", 20000) + "2,\xb7\xe4\n3,蜂蜜\n",
			append(append(append([][]string{{"税号", "品名"}}, repeated([]string{"1", "蜂蜜"}, 20000)...), []string{"!not_text"}),
				[]string{"3", "蜂蜜"})},
		{"a row that is too long", "a\n" + strings.Repeat("x", 3*sheet.MaxRecord) + "\nz\n",
			[][]string{{"a"}, {"!row_too_long"}, {"z"}}},
		{"too many columns", "a\n" + strings.Repeat(",", 600) + "\nz\n", [][]string{{"a"}, {"!too_many_columns"}, {"z"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := read(t, tt.file); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %d rows %.300q; want %d rows %.300q", len(got), got, len(tt.want), tt.want)
			}
		})
	}
}

func repeated(row []string, n int) [][]string {
	rows := make([][]string, n)
	for i := range rows {
		rows[i] = row
	}
	return rows
}

func TestNoTable(t *testing.T) {
	for name, tt := range map[string]struct {
		file string
		want sheet.Code
	}{
		"empty":     {"", sheet.Empty},
		"PDF":       {"%PDF-1.7 …", sheet.UnknownFormat},
		"XLS":       {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", sheet.UnknownFormat},
		"truncated": {"PK\x03\x04garbage", sheet.DamagedFile},
	} {
		_, _, err := Open(strings.NewReader(tt.file))
		if p, ok := errors.AsType[*sheet.Problem](err); !ok || p.Code != tt.want {
			t.Errorf("%s: got %v; want %s", name, err, tt.want)
		}
	}
}

// FuzzCSV checks that reading any file ends, and that its rows are within the limits.
func FuzzCSV(f *testing.F) {
	f.Add("a,b\n\"x\ny\",2\n")
	f.Add("\"")
	f.Add("a;b\r\"\r\n\xff")
	f.Fuzz(func(t *testing.T, file string) {
		rows, done, err := Open(strings.NewReader(file))
		if err != nil {
			return
		}
		defer done()
		for n := 0; n <= len(file)+1; n++ {
			cells, _, err := rows.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			if _, ok := errors.AsType[*sheet.Problem](err); err != nil && !ok {
				return
			}
			if len(cells) > sheet.MaxColumns {
				t.Fatalf("%d cells", len(cells))
			}
		}
		t.Fatal("more rows than bytes")
	})
}
