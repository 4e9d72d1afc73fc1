package compile

import (
	"io/fs"
	"maps"
	"slices"
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/services"
)

var (
	lawHeader = strings.Split("basis_id,section,gbt4754_codes,sector_zh,sector_en,law_zh,law_en,level,version_date_of_copy,articles,modes,"+
		"restriction_kind,summary_en,summary_zh,related_list_item,caveat,source_id,confidence", ",")
	readingHeader = strings.Split("basis_id,n,modes,kind,weight,whole,part,activities,in_force,until,revised,caveat_en,caveat_zh,note", ",")
)

// readLaws reads law/: the rows of law_basis.csv as they were found, and
// readings.csv, which says how each is applied.
//
// Its rows name the activities that they regulate, often in other words than
// the classes; those words are kept for search.
func readLaws(p *problems, fsys fs.FS, v Vocabulary, words *aliases) *services.Laws {
	laws := &services.Laws{}
	meta := readMeta(p, fsys, "law/edition.json")
	laws.Edition = meta.edition(p, "law/edition.json")
	rows := map[string]*row{}
	var ids []string
	for _, r := range readCSV(p, fsys, "law/law_basis.csv", lawHeader) {
		r.need("basis_id", "law_zh", "law_en", "level", "version_date_of_copy", "articles", "summary_en", "summary_zh", "source_id")
		id := r.get("basis_id")
		if rows[id] != nil {
			r.problem("basis_id", "%s stands twice", id)
		}
		if r.get("confidence") != "transcribed" {
			r.problem("confidence", "a provision is read from a text")
		}
		if l := r.get("level"); l != "law" && l != "admin_regulation" {
			r.problem("level", "%q: want law or admin_regulation", l)
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
		words.add(&provision.Restriction, edition.Text{EN: law.get("sector_en"), ZH: law.get("sector_zh")})
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
		Version: law.get("version_date_of_copy"), Articles: law.get("articles"), Related: law.get("related_list_item"),
		Source: law.get("source_id"), Confidence: law.get("confidence"),
		Caveat: edition.Text{EN: r.get("caveat_en"), ZH: r.get("caveat_zh")},
	}
	if (out.Caveat.EN == "") != (out.Caveat.ZH == "") {
		r.problem("caveat_zh", "want a caveat in both languages or in none")
	}
	day := func(r *row, column, text string) edition.Date {
		if text == "" {
			return 0
		}
		d, err := edition.ParseDate(text)
		if err != nil {
			r.problem(column, "%v", err)
		}
		return d
	}
	for _, version := range law.list("version_date_of_copy") {
		out.Adopted = max(out.Adopted, day(law, "version_date_of_copy", version))
	}
	// A copy does not always say from when its text is in force. Laws come into
	// force within a year, so a year later it surely is.
	out.From = out.Adopted + 10000
	if d := day(r, "in_force", r.get("in_force")); d != 0 {
		out.From = d
	}
	out.To, out.Revised = day(r, "until", r.get("until")), day(r, "revised", r.get("revised"))
	out.Restriction = readRestriction(r, v, "")
	out.Summary = edition.Text{EN: law.get("summary_en"), ZH: law.get("summary_zh")}
	if len(r.list("part")) > 0 && len(out.Activities) == 0 {
		r.problem("activities", "blank, though classes are touched in part")
	}
	articles := law.list("articles")
	word := "art. "
	if len(articles) > 1 {
		word = "arts. "
	}
	name := "《" + strings.ReplaceAll(out.Law.ZH, "；", "》《") + "》"
	out.Label = edition.Text{
		EN: out.Law.EN + ", " + word + strings.Join(articles, ", "),
		ZH: name + "第" + strings.Join(articles, "、") + "条",
	}
	out.Document = name + " (" + out.Law.EN + "), " + word + strings.Join(articles, ", ") + "; text adopted " + strings.Join(law.list("version_date_of_copy"), ", ")
	finish(&out.Restriction)
	return out
}

// readActivities reads activities.csv.
func readActivities(p *problems, fsys fs.FS) []services.Activity {
	var out []services.Activity
	for _, r := range readCSV(p, fsys, "activities.csv", []string{"key", "name_en", "name_zh"}) {
		r.need("key", "name_en", "name_zh")
		if strings.Trim(r.get("key"), "abcdefghijklmnopqrstuvwxyz_") != "" || r.get("key") == services.NoActivity {
			r.problem("key", "want lower case letters and underscores")
		}
		out = append(out, services.Activity{Key: r.get("key"), Name: edition.Text{EN: r.get("name_en"), ZH: r.get("name_zh")}})
	}
	slices.SortFunc(out, func(a, b services.Activity) int { return strings.Compare(a.Key, b.Key) })
	for i := 1; i < len(out); i++ {
		if out[i].Key == out[i-1].Key {
			p.add("activities.csv", 0, "key", "%s stands twice", out[i].Key)
		}
	}
	return out
}

// readAreas reads areas.csv.
func readAreas(p *problems, fsys fs.FS, v Vocabulary) []services.Area {
	var out []services.Area
	for _, r := range readCSV(p, fsys, "areas.csv", []string{"key", "name_en", "name_zh", "sectors", "places"}) {
		r.need("key", "name_en", "name_zh", "sectors", "places")
		a := services.Area{Key: r.get("key"), Name: edition.Text{EN: r.get("name_en"), ZH: r.get("name_zh")}, Reach: readReach(r, v)}
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

var (
	differenceHeader        = strings.Split("diff_id,topic,national_2024,ftz_2024,hainan_2021,source_id,confidence,notes", ",")
	differenceReadingHeader = strings.Split("diff_id,sectors,modes,topic_zh,national_zh,ftz_zh,hainan_zh", ",")
)

// readDifferences reads edition_differences.csv as it was found, and
// difference_readings.csv, which ties each to sectors and translates it.
func readDifferences(p *problems, fsys fs.FS, v Vocabulary) []services.Difference {
	readings := map[string]*row{}
	for _, r := range readCSV(p, fsys, "difference_readings.csv", differenceReadingHeader) {
		r.need(differenceReadingHeader...)
		readings[r.get("diff_id")] = r
	}
	var out []services.Difference
	for _, r := range readCSV(p, fsys, "edition_differences.csv", differenceHeader) {
		reading := readings[r.get("diff_id")]
		if reading == nil {
			r.problem("diff_id", "no reading")
			continue
		}
		delete(readings, r.get("diff_id"))
		d := services.Difference{
			ID: r.get("diff_id"), Topic: edition.Text{EN: r.get("topic"), ZH: reading.get("topic_zh")},
			Reach: readReach(reading, v), Sources: parts(r.get("source_id"), "|"), Note: r.get("notes"), Basis: edition.Reported,
		}
		if r.get("confidence") == "transcribed" {
			d.Basis = edition.Official
		}
		for _, m := range reading.list("modes") {
			d.Modes |= services.ModesOf(services.Mode(m[0] - '0'))
		}
		d.Statement = edition.Text{
			EN: "national 2024: " + r.get("national_2024") + "; FTZ 2024: " + r.get("ftz_2024") + "; Hainan 2021: " + r.get("hainan_2021"),
			ZH: "全国版（2024年）：" + reading.get("national_zh") + "；自贸试验区版（2024年）：" + reading.get("ftz_zh") + "；海南版（2021年）：" + reading.get("hainan_zh"),
		}
		checkSources(r, v.Source, d.Sources)
		out = append(out, d)
	}
	for _, id := range slices.Sorted(maps.Keys(readings)) {
		readings[id].problem("diff_id", "%s is not in edition_differences.csv", id)
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
			ID: r.get("source_id"), Title: r.get("title"), Issuer: r.get("issuer"), Document: r.get("doc_no"), Date: r.get("date"),
			Where: r.get("url_or_repo"), Licence: r.get("licence"), Supports: r.get("supports"),
		})
	}
	slices.SortFunc(out, func(a, b services.Source) int { return strings.Compare(a.ID, b.ID) })
	return out
}
