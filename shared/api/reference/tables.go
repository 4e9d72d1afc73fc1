package reference

import "importchecker/shared/api/table"

// maxTableRows bounds the rows of a table of entries when no limit is given. The lists
// of goods are shorter.
const maxTableRows = 2000

// The tables of the answers.
var (
	entriesTable = table.Table{
		Rows: []table.Rows{{Path: "items"}},
		Columns: []table.Column{
			table.Col("id"), table.Col("kind"), table.Col("hs_code"), table.Col("category"), table.Col("name_zh"),
			table.Col("name_en"),
			table.Col("remark"), {Name: "conditions", Path: "conditions.kind"}, table.Col("item"), table.Col("domain"),
			table.Col("original"), table.Col("law"), table.Col("articles"), table.Col("summary"), table.Col("restriction"),
			{Name: "reach", Path: "reach.code"}, table.Col("basis"), table.Col("confidence"), table.Col("sources"),
			{Name: "list", Path: "citation.list"}, {Name: "edition", Path: "citation.edition"},
			{Name: "document", Path: "citation.document"},
		},
	}
	differenceTable = table.Table{
		Rows: []table.Rows{{Path: "added", Kind: "added"}, {Path: "removed", Kind: "removed"},
			{Path: "renumbered", Kind: "renumbered"},
			{Path: "changed", Kind: "changed"}},
		Columns: []table.Column{
			{Name: "change"}, table.Col("hs_code"), table.Col("id"), table.Col("name_zh"), table.Col("name_en"),
			table.Col("remark"),
			table.Col("summary"), table.Col("what"),
			{Name: "hs_code_before", Path: "from.hs_code"}, {Name: "hs_code_after", Path: "to.hs_code"},
			{Name: "name_before", Path: "from.name_zh"}, {Name: "name_after", Path: "to.name_zh"},
			{Name: "remark_before", Path: "from.remark"}, {Name: "remark_after", Path: "to.remark"},
		},
	}
	codeTable = table.Table{
		Rows: []table.Rows{{}},
		Columns: []table.Column{
			table.Col("hs_code"), table.Col("level"), table.Col("name_zh"), table.Col("name_en"), table.Col("as_of"),
			{Name: "edition", Path: "edition.edition"}, table.Col("lines"), table.Col("declared_as"), table.Col("units"),
			{Name: "mfn", Path: "rates.mfn"}, {Name: "provisional", Path: "rates.provisional"},
			{Name: "general", Path: "rates.general"},
			{Name: "vat", Path: "rates.vat"}, {Name: "consumption_tax", Path: "rates.consumption_tax"},
			{Name: "supervision", Path: "supervision.letter"}, {Name: "inspection", Path: "inspection.letter"},
			{Name: "children", Path: "children.hs_code"}, {Name: "listed_in", Path: "lists[status=listed].list"},
		},
	}
)
