package chinese_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"importchecker/shared/annex/chinese"
)

func TestOf(t *testing.T) {
	for _, row := range []struct{ en, zh string }{
		{"blank", "为空"},
		{`"0901 0902" holds what may be 2 codes (0901, 0902), and space does not join them: one code to a row`,
			"“0901 0902”可能是2个编码（0901, 0902），空白不作为连接：每行一个编码"},
		{"a.xlsx: has 57.2 MiB, and an annex may have 4 MiB: take out its pictures, or save only the sheet or the pages that hold the list", "a.xlsx：文件为57.2 MiB，附件上限为4 MiB：请去除图片，或只保存清单所在的工作表或页"},
		{"a.xlsx, sheet 清单, row 3: an annex has at most 20000 rows", "a.xlsx，工作表清单，第3行：附件最多20000行"},
		{`remark clause "见注释" cannot be read as a rule; mark row 3 manual to let it stand as a condition that quotes it`,
			"备注“见注释”无法读作规则；可将第3行标记为人工处理，按原文作为条件保留"},
		{"holds 3 rows, but the announcement states 4; an annex of changes must first be applied to the list that it changes",
			"有3项（行），而公告为4项；调整表须先应用于其所调整的清单"},
		{"nobody has said this: before", ""},
	} {
		if got := chinese.Translate(row.en); got != row.zh {
			t.Errorf("%s: got %q, want %q", row.en, got, row.zh)
		}
	}
}

// TestForms checks that every form has the same arguments in both languages.
func TestForms(t *testing.T) {
	seen := map[string]bool{}
	for _, en := range chinese.Forms() {
		if seen[en] {
			t.Errorf("%q stands there twice", en)
		}
		seen[en] = true
	}
	if len(seen) < 150 {
		t.Errorf("%d forms", len(seen))
	}
}

// speakers are functions that take a sentence for the maintainer.
var speakers = []string{"Problem", "Note", "Fault", "fault", "remind", "say", "problem", "problemOf", "Errorf", "New"}

// TestReadersSpeakChinese checks that every sentence of a reader has a
// translation.
func TestReadersSpeakChinese(t *testing.T) {
	known := chinese.Forms()
	for _, folder := range []string{"layout", "goods", "measures", "tables", "packed", "xlsx", "docx", "htmltable", "pdf",
		"file", "office", "confined"} {
		files, err := filepath.Glob("../" + folder + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatal(folder, err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "layout/profile.go") {
				continue // its errors are for authors of profiles
			}
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || !slices.Contains(speakers, nameOf(call.Fun)) {
					return true
				}
				for _, arg := range call.Args {
					lit, ok := arg.(*ast.BasicLit)
					if !ok || lit.Kind != token.STRING {
						continue
					}
					text, _ := strconv.Unquote(lit.Value)
					if !strings.Contains(text, " ") || !strings.ContainsFunc(text, unicode.IsLower) || slices.Contains(unsaid, text) {
						continue
					}
					if !slices.Contains(known, text) {
						t.Errorf("%s: %q has no Chinese", name, text)
					}
					break
				}
				return true
			})
		}
	}
}

// unsaid are texts that nobody sees.
var unsaid = []string{"too much", "nothing was written", "pdftocairo takes no -cropbox here"}

func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}
