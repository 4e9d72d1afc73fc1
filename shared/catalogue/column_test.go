package catalogue

import (
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// meant describes how the columns of a heading were understood.
func meant(l Layout) string {
	var got []string
	for _, c := range l.Columns {
		got = append(got, string(c.Field)+"@"+c.Letter)
	}
	for _, n := range l.Notes {
		got = append(got, string(n.Code)+"!"+n.Column)
	}
	return strings.Join(got, " ")
}

// TestHeadings has headings of sellers, shops, ERPs and customs brokers.
func TestHeadings(t *testing.T) {
	for _, tt := range []struct{ heading, want string }{
		// Our own names.
		{"hs_code,name,origin", "hs_code@A name@B origin@C"},
		{"ref,hs_code,name,category,origin,unit_price,currency,quantity,net_weight_g,spent_this_year",
			"ref@A hs_code@B name@C category@D origin@E unit_price@F currency@G quantity@H net_weight_g@I spent_this_year@J"},
		{"hs_code,net_weight,net_weight_kg", "hs_code@A net_weight@B net_weight_kg@C"},
		{"SKU,税则号列,used_goods", "ref@A hs_code@B used_goods@C"},
		// In English.
		{"HS Code,Product Name,Country of Origin,Unit Price (CNY)", "hs_code@A name@B origin@C unit_price@D"},
		{"Item No.,Description of Goods,HTS No.,Made in,Qty,Unit Price (RMB)",
			"ref@A name@B hs_code@C origin@D quantity@E unit_price@F"},
		{"Part Number,Harmonized Code,Goods Description,COO,Net Weight (kg)",
			"ref@A hs_code@B name@C origin@D net_weight_kg@E"},
		{"sku,title,tariff code,price,currency", "ref@A name@B hs_code@C unit_price@D currency@E"},
		{"sku,hs code,price", "ref@A hs_code@B unit_price@C currency_assumed!C"},
		{"sku,hs code,Price (USD)", "ref@A hs_code@B currency_unknown!C"},
		{"id,title_en,brand,price_usd,currency,hs_code", "ref@A name@B currency@E hs_code@F currency_unknown!D"},
		{"Commodity Code,Item,Weight (g),Pieces", "hs_code@A name@B net_weight_g@C quantity@D"},
		{"CUSTOMS CODE,GOODS,ORIGIN COUNTRY,CURRENCY CODE,UNIT VALUE", "hs_code@A name@B origin@C currency@D unit_price@E"},
		// In Chinese.
		{"税号,品名,原产国,单价", "hs_code@A name@B origin@C unit_price@D"},
		{"商品编码,商品名称,原产国（地区）,净重（千克）", "hs_code@A name@B origin@C net_weight_kg@D"},
		{"序号,商品编号,商品名称及规格型号,原产国别,成交数量,申报单价,币制", "hs_code@B name@C origin@D quantity@E unit_price@F currency@G"},
		{"货号,HS编码(10位),品名规格,产地,单价（元）,数量（件）", "ref@A hs_code@B name@C origin@D unit_price@E"},
		{"*商品名称(必填),*海关编码(必填),原产地(选填),售价(人民币)", "name@A hs_code@B origin@C unit_price@D"},
		{"商家编码,宝贝标题,类目,价格,库存", "ref@A name@B category@C unit_price@D"},
		{"企业商品货号,申报品名,海关商品编码,原产国（地区）二字码,净重KG,毛重KG", "ref@A name@B hs_code@C origin@D net_weight_kg@E"},
		{"商品货号,商品编码,HS编码,商品名称,销售价格(元),净重(克)", "ref@A hs_code@C name@D unit_price@E net_weight_g@F second_column!B"},
		{"商品编码,海关编码,品名", "ref@A hs_code@B name@C"}, // an ERP's own number beside the customs code
		{"物料编码,物料名称,HS CODE,品名", "ref@A hs_code@C name@D"},
		{"款号,中文品名,英文品名,税则号,重量", "ref@A name@B hs_code@D net_weight@E second_column!C"},
		{"税号 HS Code,品名 Product Name,原产国 Country of Origin", "hs_code@A name@B origin@C"},
		{"税号/HS Code,品名/Product Name,产地/Origin,单价/Unit Price (CNY)", "hs_code@A name@B origin@C unit_price@D"},
		{"税号（HS Code）,商品名称（中文）,单价（USD）", "hs_code@A name@B currency_unknown!C"},
		{"稅號,品名,原產國,單價", "hs_code@A name@B origin@C unit_price@D"},
		{"ＨＳ编码,品名,单价", "hs_code@A name@B unit_price@C"}, // full width
		{" 税 号 ,品　名", "hs_code@A name@B"},
		{"\ufeff税号,品名", "hs_code@A name@B"},
		{"商品条码,品名,税号", "ref@A name@B hs_code@C"},
		{"货号,条码,品名,税号", "ref@A name@C hs_code@D second_column!B"},
		{"是否旧货,税号,容量(ml)", "used_goods@A hs_code@B volume_ml@C"},
		{"成本价,市场价,售价,税号", "unit_price@C hs_code@D"},
		{"总价,金额,税号,品名", "hs_code@C name@D"},
		{"毛重(kg),税号", "hs_code@B"},
		// Of shops.
		{"Handle,Title,Body (HTML),Vendor,Type,Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,Variant Barcode,Cost per item",
			"name@B category@E ref@F second_column!A currency_unknown!I second_column!J"},
		{"Handle,Title,SKU,HS Code,COO,Location,Available", "name@B ref@C hs_code@D origin@E second_column!A"},
		{"ID,Type,SKU,Name,Published,Short description,Description,Stock,Weight (kg),Regular price,Sale price,Categories",
			"ref@C name@D net_weight_kg@I category@L second_column!A second_column!B second_column!F second_column!G currency_unknown!J currency_unknown!K"},
		{"item_sku,item_name,standard_price,quantity,country_of_origin",
			"ref@A name@B origin@E currency_unknown!C stock_quantity!D"},
		{"seller-sku,asin1,item-name,price,quantity", "ref@A name@C unit_price@D currency_assumed!D stock_quantity!E"},
		{"id,title,description,link,price,currency,google product category",
			"ref@A name@B unit_price@E currency@F category@G second_column!C"},
		{"品名,商品名称", "name@A second_column!B"}, // the first of two
	} {
		l := Columns(strings.Split(tt.heading, ","), nil)
		if got := meant(l); got != tt.want || len(l.Unknown) > 0 {
			t.Errorf("%s\n got %s\nwant %s", tt.heading, got, tt.want)
		}
		// Every column is either recognised or listed as ignored.
		if headings := len(strings.Split(tt.heading, ",")); len(l.Columns)+len(l.Ignored) != headings {
			t.Errorf("%s: %d columns, %d ignored", tt.heading, len(l.Columns), len(l.Ignored))
		}
		for _, n := range l.Notes {
			if n.Text.EN == "" || n.Text.ZH == "" || !strings.Contains(n.Text.EN, strings.TrimSpace(n.Heading)) {
				t.Errorf("note %+v", n)
			}
		}
	}
}

func TestMapping(t *testing.T) {
	for _, tt := range []struct {
		heading string
		mapping map[Field]string
		want    string
	}{
		{"x,y", map[Field]string{HSCode: "y", Name: "A"}, "name@A hs_code@B"},
		{"x,y", map[Field]string{HSCode: "2"}, "hs_code@B"},
		{"hs_code,name", map[Field]string{Name: ""}, "hs_code@A"},
		{"SKU,Variant Price,税号", map[Field]string{UnitPrice: "Variant Price"}, "ref@A unit_price@B hs_code@C"},
		{"商品编码,海关编码", map[Field]string{HSCode: "商品编码"}, "hs_code@A second_column!B"},
	} {
		l := Columns(strings.Split(tt.heading, ","), tt.mapping)
		if got := meant(l); got != tt.want || len(l.Unknown) > 0 {
			t.Errorf("%s %v: got %q %v; want %q", tt.heading, tt.mapping, got, l.Unknown, tt.want)
		}
	}
	if l := Columns([]string{"a"}, map[Field]string{HSCode: "zz"}); len(l.Unknown) != 1 {
		t.Errorf("a mapping to no column: %v", l.Unknown)
	}
}

// TestFindHeading checks where the heading is found, with rows above, beside and below it.
func TestFindHeading(t *testing.T) {
	for _, tt := range []struct {
		name, file string
		mapping    map[Field]string
		want       string // columns, and the numbers of the decided rows
	}{
		{"a title above", "2026年春季商品清单,,\n制表: 王,,\n\n税号,品名,单价\n04090000,蜂蜜,129\n", nil, "hs_code@A name@B unit_price@C 1"},
		{"a title that is a heading's word", "商品,,\n税号,品名,单价\n04090000,蜂蜜,129\n", nil, "hs_code@A name@B unit_price@C 1"},
		{"two rows, merged across and down", "税号,品名,价格,,重量,\n,,单价,币制,净重(kg),毛重(kg)\n04090000,蜂蜜,129,CNY,0.5,0.6\n", nil,
			"hs_code@A name@B unit_price@C currency@D net_weight_kg@E 1"},
		{"labels and field names",
			"Seller SKU,Product Name,Country of origin\nitem_sku,item_name,country_of_origin\nA,honey,NZ\n", nil,
			"ref@A name@B origin@C 1"},
		{"no heading, a mapping", "04090000,蜂蜜\n04090000,蜂蜜\n", map[Field]string{HSCode: "A", Name: "B"},
			"hs_code@A name@B 2"},
		{"a mapping below a title", "清单,\n编号,名字\n04090000,蜂蜜\n", map[Field]string{HSCode: "编号"}, "hs_code@A 1"},
		{"blank rows between and behind", "税号,品名\n,\n04090000,蜂蜜\n , \n04090000,蜂蜜\n,,,\n,\n", nil, "hs_code@A name@B 2"},
	} {
		report, out := check(t, tt.file, Options{Mapping: tt.mapping})
		got := meant(Layout{Columns: report.Columns}) + fmt.Sprintf(" %d", report.Tally.Rows)
		if got != tt.want || len(out) != 1+report.Tally.Rows {
			t.Errorf("%s: got %q; want %q; %d rows of result", tt.name, got, tt.want, len(out))
		}
	}
}

// TestSheets checks that the first sheet with a heading is read, and the others are named.
func TestSheets(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	f.SetCellValue("Sheet1", "A1", "填写说明")
	for _, name := range []string{"商品", "旧版", "空"} {
		f.NewSheet(name)
		if name != "空" {
			f.SetSheetRow(name, "A1", &[]any{"税号", "品名"})
			f.SetSheetRow(name, "A2", &[]any{"04090000", "蜂蜜"})
		}
	}
	var b strings.Builder
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	report, out := check(t, b.String(), Options{})
	if len(out) != 2 || report.Tally.Decided != 1 {
		t.Errorf("%q", out)
	}
	if got := meant(Layout{Columns: report.Columns,
		Notes: report.Notes}); got != "hs_code@A name@B other_sheet! other_sheet!" {
		t.Errorf("%s", got)
	}
}
