package place

import (
	"strings"

	"importchecker/shared/edition"
)

//go:generate go run gen.go

// Kind is the kind of zone that a place has.
type Kind uint8

const (
	// PilotZone: a cross-border e-commerce comprehensive pilot zone.
	PilotZone Kind = iota + 1
	// PromotionZone: an import promotion demonstration zone, and no known zone of
	// another kind.
	PromotionZone
)

// Place is a city or area, with the days on which it has its zone.
type Place struct {
	Kind     Kind
	Name     edition.Text
	province string // Chinese, without its suffix; blank for a municipality
	twice    bool   // another place of China has the same name in Latin letters
	edition.Interval

	Document string // established the zone, or ended it
	Basis    edition.Basis
	Source   string
}

// Revoked reports whether the zone had ended by the day.
func (p *Place) Revoked(day edition.Date) bool { return p.To != 0 && day >= p.To }

// Replacement returns the zone that replaced a revoked one: the whole island of Hainan has
// one since 2025-04-25.
func (p *Place) Replacement(day edition.Date) (*Place, bool) {
	if p.Revoked(day) && p.province == "海南" {
		return find(func(q *Place) bool { return q.Name.ZH == "海南" && q.Contains(day) })
	}
	return nil, false
}

// Places returns the number of places.
func Places() int { return len(places) }

// Find returns the place with a name, in Chinese or in Latin letters.
func Find(name string) (*Place, bool) {
	name = strings.TrimSpace(name)
	for _, r := range name {
		if r >= 0x2E80 {
			return findChinese(name)
		}
	}
	return findLatin(name)
}

func find(match func(*Place) bool) (*Place, bool) {
	for i := range places {
		if match(&places[i]) {
			return &places[i], true
		}
	}
	return nil, false
}

// zoneWords are the words that may end the name of a zone.
var zoneWords = [...]string{"跨境电子商务综合试验区", "跨境电商综合试验区", "跨境电商综试区", "综合试验区", "综试区", "自由贸易试验区", "自贸试验区", "综合保税区"}

// areas has the full names of areas and provinces with a name of another form.
var areas = [...]struct{ name, whole string }{
	{"德宏", "德宏傣族景颇族自治州"}, {"博尔塔拉", "博尔塔拉蒙古自治州"}, {"喀什", "喀什地区"}, {"雄安新区", "雄安"},
	{"海南", "海南省"}, {"海南", "海南岛"}, {"海南", "海南自由贸易港"}, {"海南", "海南自贸港"}, {"海南", "海南全岛"},
	{"内蒙古", "内蒙古自治区"}, {"广西", "广西壮族自治区"}, {"宁夏", "宁夏回族自治区"}, {"新疆", "新疆维吾尔自治区"},
}

func findChinese(name string) (*Place, bool) {
	s := strings.NewReplacer(" ", "", "（", "", "）", "", "(", "", ")", "").Replace(name)
	s = strings.TrimPrefix(s, "中国")
	for _, w := range zoneWords {
		if cut, ok := strings.CutSuffix(s, w); ok {
			s = cut
			break
		}
	}
	return find(func(p *Place) bool {
		rest, named := cutProvince(s, p.province)
		if rest == p.Name.ZH+"市" && p.Name.ZH != "海南" {
			return true
		}
		if rest == p.Name.ZH {
			// Jilin is the name of both the province and the city.
			return !(p.Name.ZH == "吉林" && !named)
		}
		for _, a := range areas {
			if a.name == p.Name.ZH && rest == a.whole {
				return true
			}
		}
		return false
	})
}

// cutProvince removes a province from the front of a name, and reports whether it was
// there.
func cutProvince(s, province string) (rest string, named bool) {
	if province == "" || s == province {
		return s, false
	}
	for _, a := range areas {
		if a.name == province {
			if rest, ok := strings.CutPrefix(s, a.whole); ok && rest != "" {
				return rest, true
			}
		}
	}
	for _, whole := range [...]string{province + "省", province} {
		if rest, ok := strings.CutPrefix(s, whole); ok && rest != "" && rest != "市" {
			return rest, true
		}
	}
	return s, false
}

// latinWords may follow the name of a place.
var latinWords = [...]string{
	"cross-border e-commerce comprehensive pilot zone", "CBEC comprehensive pilot zone", "CBEC zone",
	"comprehensive pilot zone", "pilot zone",
	"municipality", "prefecture", "province", "island", "city",
}

func findLatin(name string) (*Place, bool) {
	head, tail, _ := strings.Cut(name, ",")
	s := letters(head)
	for _, w := range latinWords {
		if cut, ok := strings.CutSuffix(s, letters(w)); ok && cut != "" {
			s = cut
			break
		}
	}
	tail = strings.TrimSuffix(strings.TrimSuffix(letters(tail), "china"), "province")
	jilinCity := s == "jilin" && strings.Contains(letters(head), "city")
	return find(func(p *Place) bool {
		if letters(p.Name.EN) != s {
			return false
		}
		if tail == "" {
			return !p.twice || p.Name.ZH == "吉林" && jilinCity
		}
		for _, pr := range provinces {
			if pr.zh == p.province && pr.latin == tail {
				return true
			}
		}
		return false
	})
}

// letters returns only the letters of a name, in lower case.
func letters(s string) string {
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z':
			b.WriteByte(c)
		case c >= 'A' && c <= 'Z':
			b.WriteByte(c + 'a' - 'A')
		}
	}
	return b.String()
}

var provinces = [...]struct{ zh, latin string }{
	{"河北", "hebei"}, {"山西", "shanxi"}, {"内蒙古", "innermongolia"}, {"辽宁", "liaoning"}, {"吉林", "jilin"},
	{"黑龙江", "heilongjiang"},
	{"江苏", "jiangsu"}, {"浙江", "zhejiang"}, {"安徽", "anhui"}, {"福建", "fujian"}, {"江西", "jiangxi"}, {"山东", "shandong"},
	{"河南", "henan"}, {"湖北", "hubei"}, {"湖南", "hunan"}, {"广东", "guangdong"}, {"广西", "guangxi"}, {"海南", "hainan"},
	{"四川", "sichuan"}, {"贵州", "guizhou"}, {"云南", "yunnan"}, {"陕西", "shaanxi"}, {"甘肃", "gansu"}, {"青海", "qinghai"},
	{"宁夏", "ningxia"}, {"新疆", "xinjiang"}, {"北京", "beijing"}, {"天津", "tianjin"}, {"上海", "shanghai"}, {"重庆", "chongqing"},
}
