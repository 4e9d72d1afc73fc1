package compile

import (
	"io/fs"
	"slices"
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/services"
)

var (
	lawHeader = strings.Split(
		"basis_id,section,gbt4754_codes,sector_zh,sector_en,law_zh,law_en,level,version_date_of_copy,articles,modes,"+
			"restriction_kind,summary_en,summary_zh,related_list_item,caveat,source_id,confidence", ",")
	readingHeader = strings.Split(
		"basis_id,n,articles,modes,person,kind,weight,whole,part,activities,summary_en,summary_zh,exception_en,exception_zh,"+
			"permit_en,permit_zh,permit_name,authority_en,authority_zh,in_force,day_from,until,revised,caveat_en,caveat_zh,note",
		",")
)

// lawBases has the basis of provisions by their confidence.
var lawBases = map[string]edition.Basis{"transcribed": edition.Law, "paraphrased-from-secondary": edition.Reported}

// readLaws reads law/: law_basis.csv has the provisions as they were found, and
// readings.csv how each is applied. It adds the words by which provisions name
// sectors to names, for search.
func readLaws(p *problems, fsys fs.FS, v Vocabulary, names *aliases) *services.Laws {
	laws := &services.Laws{}
	meta := readMeta(p, fsys, "law/edition.json")
	laws.Edition = meta.edition(p, "law/edition.json")
	rows := map[string]*row{}
	var ids []string
	for _, r := range readCSV(p, fsys, "law/law_basis.csv", lawHeader) {
		r.need("basis_id", "law_zh", "law_en", "level", "version_date_of_copy", "articles", "summary_en", "summary_zh",
			"source_id")
		id := r.get("basis_id")
		if rows[id] != nil {
			r.problem("basis_id", "%s stands twice", id)
		}
		if _, ok := lawBases[r.get("confidence")]; !ok {
			r.problem("confidence", "%q: want transcribed or paraphrased-from-secondary", r.get("confidence"))
		}
		if l := r.get("level"); l != "law" && l != "admin_regulation" && l != "ministry_rule" {
			r.problem("level", "%q: want law, admin_regulation or ministry_rule", l)
		}
		checkSources(r, v.Source, parts(r.get("source_id"), "|"))
		rows[id] = r
		ids = append(ids, id)
	}
	modes := map[string]services.Modes{}
	for _, r := range readCSV(p, fsys, "law/readings.csv", readingHeader) {
		law := rows[r.get("basis_id")]
		if law == nil {
			r.problem("basis_id", "%s is not in law_basis.csv", r.get("basis_id"))
			continue
		}
		provision := readProvision(r, law, v)
		modes[r.get("basis_id")] |= provision.Modes
		laws.Provisions = append(laws.Provisions, provision)
		names.add(&provision.Restriction, edition.Text{EN: law.get("sector_en"), ZH: law.get("sector_zh")})
	}
	for _, id := range ids {
		var want services.Modes
		for _, m := range rows[id].list("modes") {
			want |= services.ModesOf(services.Mode(m[0] - '0'))
		}
		if modes[id] != want {
			rows[id].problem("modes", "the readings are of modes %v, the row of %v", modes[id].List(), want.List())
		}
	}
	laws.Held = len(ids)
	if p.err() == nil {
		laws.SHA256 = laws.Sum()
	}
	return laws
}

func readProvision(r, law *row, v Vocabulary) services.Provision {
	id := law.get("basis_id")
	if n := r.get("n"); n != "1" {
		id += "/" + n
	}
	out := services.Provision{
		ID: id, Law: edition.Text{EN: law.get("law_en"), ZH: law.get("law_zh")}, Level: law.get("level"),
		Version: law.get("version_date_of_copy"), Related: law.get("related_list_item"),
		Source: law.get("source_id"), Confidence: law.get("confidence"),
		Basis: lawBases[law.get("confidence")],
	}
	out.Caveat, out.Permit, out.Authority = r.texts("caveat"), readPermit(r), r.texts("authority")
	for _, version := range law.list("version_date_of_copy") {
		out.Adopted = max(out.Adopted, law.date("version_date_of_copy", version))
	}
	// A copy does not always say when its text took effect. Laws take effect within
	// a year of their adoption.
	out.From = out.Adopted + 10000
	if d := r.day("in_force"); d != 0 {
		out.From = d
	}
	out.To, out.Revised = r.day("until"), r.day("revised")
	out.DayAssumed = readDayFrom(r)
	out.Restriction = readRestriction(r, v, "")
	var ok bool
	if out.Person, ok = services.ParsePerson(r.get("person")); !ok {
		r.problem("person", "%q: want everyone, overseas, foreign, foreign_and_regions or regions", r.get("person"))
	}
	out.Exception = r.texts("exception")
	if out.Summary = r.texts("summary"); out.Summary.EN == "" {
		out.Summary = edition.Text{EN: law.get("summary_en"), ZH: law.get("summary_zh")}
	}
	if len(r.list("part")) > 0 && len(out.Activities) == 0 {
		r.problem("activities", "blank, though classes are touched in part")
	}
	// A reading names its articles if they are not all those of the row.
	articlesRow := law
	if r.get("articles") != "" {
		articlesRow = r
	}
	articles := articlesRow.list("articles")
	out.Articles = articlesRow.get("articles")
	out.Label = label(out.Law, articles)
	out.Document = out.Label.ZH + "（" + strings.Join(law.list("version_date_of_copy"), "、") + " 文本）"
	setIf(&out.Restriction)
	return out
}

// label returns the name of articles of a law in a sentence. If there are as many laws
// as articles, each law has one of them.
func label(law edition.Text, articles []string) edition.Text {
	en, zh := strings.Split(law.EN, "; "), strings.Split(law.ZH, "；")
	if n := len(articles); n > 1 && n == len(en) && n == len(zh) {
		for i, article := range articles {
			en[i] += ", art. " + article
			zh[i] = "《" + zh[i] + "》第" + article + "条"
		}
		return edition.Text{EN: strings.Join(en, "; "), ZH: strings.Join(zh, "、")}
	}
	word := ", art. "
	if len(articles) > 1 {
		word = ", arts. "
	}
	return edition.Text{
		EN: law.EN + word + strings.Join(articles, ", "),
		ZH: "《" + strings.Join(zh, "》《") + "》第" + strings.Join(articles, "、") + "条",
	}
}

// readPermit reads the permit. It marks a customary name that is not in the text of
// the law.
func readPermit(r *row) edition.Text {
	permit := r.texts("permit")
	switch name := r.get("permit_name"); {
	case name == "":
	case name != "customary" || permit.EN == "":
		r.problem("permit_name", "%q: want customary, beside a permit, or blank", name)
	default:
		permit.EN += " (its customary name; the text read has none)"
		permit.ZH += "（通称，所读文本未载其名）"
	}
	return permit
}

// readDayFrom reads how the first day in force is known, and reports whether it is
// assumed: "text" is the last article or the head of the text, "index" a register of
// the rules, and "assumed" is derived from the day on which the text was adopted.
func readDayFrom(r *row) bool {
	switch from := r.get("day_from"); from {
	case "text", "index":
		return false
	case "assumed":
	default:
		r.problem("day_from", "%q: want text, index or assumed", from)
	}
	return true
}

// readActivities reads activities.csv.
func readActivities(p *problems, fsys fs.FS) []services.Activity {
	var out []services.Activity
	for _, r := range readCSV(p, fsys, "activities.csv", []string{"key", "name_en", "name_zh", "part_of", "excludes"}) {
		r.need("key", "name_en", "name_zh")
		if strings.Trim(r.get("key"), "abcdefghijklmnopqrstuvwxyz_") != "" || r.get("key") == services.NoActivity {
			r.problem("key", "want lower case letters and underscores")
		}
		out = append(out, services.Activity{
			Key: r.get("key"), Name: edition.Text{EN: r.get("name_en"), ZH: r.get("name_zh")},
			PartOf: r.get("part_of"), Excludes: r.list("excludes"),
		})
	}
	slices.SortFunc(out, func(a, b services.Activity) int { return strings.Compare(a.Key, b.Key) })
	for i := 1; i < len(out); i++ {
		if out[i].Key == out[i-1].Key {
			p.add("activities.csv", 0, "key", "%s stands twice", out[i].Key)
		}
	}
	known := func(key string) bool {
		return slices.ContainsFunc(out, func(a services.Activity) bool { return a.Key == key })
	}
	for _, a := range out {
		if a.PartOf != "" && (!known(a.PartOf) || a.PartOf == a.Key) {
			p.add("activities.csv", 0, "part_of", "%s: %q is not another activity", a.Key, a.PartOf)
		}
		for _, e := range a.Excludes {
			if !known(e) || e == a.Key {
				p.add("activities.csv", 0, "excludes", "%s: %q is not another activity", a.Key, e)
			}
		}
	}
	return out
}

// readAreas reads areas.csv.
func readAreas(p *problems, fsys fs.FS, v Vocabulary) []services.Area {
	var out []services.Area
	for _, r := range readCSV(p, fsys, "areas.csv", []string{"key", "name_en", "name_zh", "sectors", "places"}) {
		r.need("key", "name_en", "name_zh", "sectors", "places")
		a := services.Area{Key: r.get("key"), Name: edition.Text{EN: r.get("name_en"), ZH: r.get("name_zh")},
			Reach: readReach(r, v)}
		for _, name := range r.list("places") {
			place, ok := services.ParsePlace(name)
			if !ok {
				r.problem("places", "%q is not a place", name)
			}
			a.Places = append(a.Places, place)
		}
		out = append(out, a)
	}
	return out
}

func readReach(r *row, v Vocabulary) []services.Code {
	var out []services.Code
	for _, c := range r.list("sectors") {
		if !v.Sector(c) {
			r.problem("sectors", "%q is not a division, group or class of GB/T 4754", c)
		}
		out = append(out, services.Code(c))
	}
	return out
}

var reportHeader = strings.Split(
	"id,places,state,sectors,modes,activities,homes,from,text_en,text_zh,day,basis,sources,opens", ",")

// readReports reads reports.csv: statements of secondary sources and guides about
// services at a place.
func readReports(p *problems, fsys fs.FS, v Vocabulary, laws *services.Laws) []services.Report {
	seen := map[string]bool{}
	var out []services.Report
	for _, r := range readCSV(p, fsys, "reports.csv", reportHeader) {
		r.need("id", "places", "state", "sectors", "modes", "text_en", "text_zh", "day", "sources")
		report := services.Report{
			ID: r.get("id"), Activities: r.list("activities"), Homes: r.list("homes"), Text: r.texts("text"),
			Day: r.get("day"), Sources: r.list("sources"), Opens: r.list("opens"), From: r.day("from"),
		}
		if seen[report.ID] {
			r.problem("id", "%s stands twice", report.ID)
		}
		seen[report.ID] = true
		report.Reach = readReach(r, v)
		var ok bool
		if report.State, ok = services.ParseState(r.get("state")); !ok {
			r.problem("state", "%q is not a state", r.get("state"))
		}
		if report.Basis, ok = edition.ParseBasis(r.get("basis")); !ok || report.Basis == edition.Sample {
			r.problem("basis", "%q does not fit", r.get("basis"))
		}
		for _, name := range r.list("places") {
			place, ok := services.ParsePlace(name)
			if !ok {
				r.problem("places", "%q is not a place", name)
			}
			report.Places = append(report.Places, place)
		}
		for _, m := range r.list("modes") {
			report.Modes |= services.ModesOf(services.Mode(m[0] - '0'))
		}
		for _, a := range report.Activities {
			if _, ok := v.Activity(a); !ok {
				r.problem("activities", "%q is not in activities.csv", a)
			}
		}
		for _, id := range report.Opens {
			if !slices.ContainsFunc(laws.Provisions, func(p services.Provision) bool { return p.ID == id }) {
				r.problem("opens", "%q is no provision", id)
			}
		}
		checkSources(r, v.Source, report.Sources)
		out = append(out, report)
	}
	return out
}

// readSources reads sources.csv.
func readSources(p *problems, fsys fs.FS) []services.Source {
	var out []services.Source
	header := strings.Split("source_id,title,issuer,doc_no,date,url_or_repo,licence,supports", ",")
	for _, r := range readCSV(p, fsys, "sources.csv", header) {
		r.need("source_id", "title")
		out = append(out, services.Source{
			ID: r.get("source_id"), Title: r.get("title"), Issuer: r.get("issuer"), Document: r.get("doc_no"),
			Date:  r.get("date"),
			Where: r.get("url_or_repo"), Licence: r.get("licence"), Supports: r.get("supports"),
		})
	}
	slices.SortFunc(out, func(a, b services.Source) int { return strings.Compare(a.ID, b.ID) })
	return out
}
