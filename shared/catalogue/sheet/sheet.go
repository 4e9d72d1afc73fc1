// Package sheet defines tables of goods: rows of cells, some of which may be unreadable. Package tablefile
// reads such tables from files.
package sheet

import "importchecker/shared/edition"

// Limits of a file. Beyond them a row has a problem; beyond MaxFile and MaxRows the whole file has.
const (
	MaxRecord  = 1 << 20   // bytes of one row
	MaxColumns = 512       // cells of one row
	MaxFile    = 512 << 20 // bytes of a file
	MaxRows    = 1_000_000 // rows of a file
)

// Rows reads the rows of a table from the top.
type Rows interface {
	// Next returns the cells of the next row and its number in the file, from 1. The cells are valid until the
	// next call. At the end it returns io.EOF. A *Problem concerns only this row if its code is OfRow; any
	// other error concerns the file.
	Next() (cells []string, row int, err error)
}

// Sheets is implemented by Rows whose file has several tables.
type Sheets interface {
	// NextSheet moves to the next table; io.EOF when there is none.
	NextSheet() (name string, err error)
}

// Problem is the reason why a row or a file cannot be read.
type Problem struct {
	Code Code
}

// Code is the stable name of a problem.
type Code string

const (
	Empty          Code = "empty_file"
	RowTooLong     Code = "row_too_long"
	NULByte        Code = "nul_byte"
	NotText        Code = "not_text"
	TooManyColumns Code = "too_many_columns"
	CellTooLong    Code = "cell_too_long"
	FormulaUnsaved Code = "formula_unsaved"

	WorkbookTooLarge Code = "workbook_too_large"
	DamagedFile      Code = "damaged_file"
	FileTooLarge     Code = "file_too_large"
	UnknownFormat    Code = "unknown_format"
)

// OfRow reports whether the problem is that of one row, and the next one can be read.
func (c Code) OfRow() bool {
	switch c {
	case RowTooLong, NULByte, NotText, TooManyColumns, CellTooLong, FormulaUnsaved:
		return true
	}
	return false
}

var sentences = map[Code]edition.Text{
	Empty: {EN: "The file is empty.", ZH: "文件为空。"},
	RowTooLong: {EN: "The row is longer than 1 MiB, or a quotation mark in it is not closed.",
		ZH: "该行超过 1 MiB，或引号未闭合。"},
	NULByte:        {EN: "The row has a zero byte.", ZH: "该行含有空字节。"},
	NotText:        {EN: "The row is not in the encoding of the rest of the file.", ZH: "该行的编码与文件其余部分不同。"},
	TooManyColumns: {EN: "The row has more than 512 cells.", ZH: "该行超过 512 个单元格。"},
	CellTooLong:    {EN: "A cell of the row has more than 1 MiB of text.", ZH: "该行有单元格超过 1 MiB 文字。"},
	FormulaUnsaved: {EN: "A formula of the row has no saved value. Open the workbook, save it and send it again.",
		ZH: "该行的公式没有保存的值。请打开工作簿保存后重新上传。"},
	WorkbookTooLarge: {EN: "The workbook is larger than 128 MiB. Save it as CSV.", ZH: "工作簿超过 128 MiB。请另存为 CSV。"},
	DamagedFile:      {EN: "The spreadsheet is damaged or ends too early.", ZH: "电子表格已损坏或不完整。"},
	FileTooLarge:     {EN: "The file, unpacked, is larger than 512 MiB.", ZH: "文件解压后超过 512 MiB。"},
	UnknownFormat: {EN: "The file is neither text nor an XLSX spreadsheet. Save it as CSV or XLSX.",
		ZH: "该文件不是文本，也不是 XLSX 表格。请另存为 CSV 或 XLSX。"},
}

// Text describes the problem.
func (p *Problem) Text() edition.Text { return sentences[p.Code] }

func (p *Problem) Error() string { return p.Text().EN }
