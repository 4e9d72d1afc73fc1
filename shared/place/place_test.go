package place

import (
	"fmt"
	"testing"

	"importchecker/shared/edition"
)

func TestFind(t *testing.T) {
	for name, want := range map[string]string{
		"杭州": "杭州", "杭州市": "杭州", "浙江省杭州市": "杭州", "浙江杭州": "杭州", "中国（杭州）跨境电子商务综合试验区": "杭州", " 杭州 综试区": "杭州",
		"中国（上海）自由贸易试验区": "上海", "宁波综合保税区": "宁波", "海南自由贸易港": "海南", "中国（广东）自由贸易试验区": "",
		"Hangzhou": "杭州", "hangzhou city": "杭州", "HANG ZHOU": "杭州", "Hangzhou, Zhejiang": "杭州", "Hangzhou, China": "杭州",
		"Hangzhou, Zhejiang Province, China": "杭州", "Hangzhou Cross-border E-commerce Comprehensive Pilot Zone": "杭州",
		"Xi'an": "西安", "Xian": "西安", "西安市": "西安",
		"上海市": "上海", "Shanghai Municipality": "上海", "内蒙古自治区呼和浩特市": "呼和浩特", "Erenhot, Inner Mongolia": "二连浩特",
		"德宏傣族景颇族自治州": "德宏", "喀什地区": "喀什", "雄安": "雄安新区", "雄安新区": "雄安新区",
		"海南": "海南", "海南省": "海南", "Hainan Island": "海南", "海南全岛": "海南", "海口市": "海口", "Sanya, Hainan": "三亚",
		"苏州": "苏州", "江苏省苏州市": "苏州", "Suzhou, Jiangsu": "苏州", "Taizhou, Zhejiang": "台州", "福州": "福州",
		"吉林市": "吉林", "吉林省吉林市": "吉林", "Jilin City": "吉林", "Jilin, Jilin": "吉林",
		"昆山市": "昆山", "江苏省昆山市": "昆山", "Kunshan": "昆山", "阿拉山口": "阿拉山口",
		// Not held, or two places at once: nothing is found.
		"": "", "?": "", "Suzhou": "", "Suzhou, Anhui": "", "宿州": "", "安徽苏州": "", "Taizhou": "", "泰州": "", "Fuzhou": "",
		"抚州": "",
		"吉林": "", "Jilin": "", "吉林省": "", "海南市": "", "海南藏族自治州": "", "南京路": "", "Nanjing Road": "",
		"Beijing Road, Shanghai": "",
		"Hangzhou, Jiangsu":      "", "江苏杭州": "", "拉萨": "", "Lhasa": "", "杭州湾新区": "", "City": "", "香港": "", "浙江": "",
		"Zhejiang": "",
	} {
		got := ""
		if p, ok := Find(name); ok {
			got = p.Name.ZH
		}
		if got != want {
			t.Errorf("Find(%q) = %q, want %q", name, got, want)
		}
	}
}

// TestEveryPlaceIsFoundByItsNames checks that each place is found by its Chinese name,
// and by its name in Latin letters unless two places share it.
func TestEveryPlaceIsFoundByItsNames(t *testing.T) {
	if Places() != 147 {
		t.Errorf("%d places, want 147", Places())
	}
	for i := range places {
		p := &places[i]
		names := []string{p.Name.ZH + "市", p.province + p.Name.ZH, p.Name.EN}
		if p.Name.ZH == "海南" || p.Name.ZH == "吉林" || p.Kind == PromotionZone {
			names = []string{p.Name.EN}
		}
		if p.twice {
			names[len(names)-1] = p.Name.ZH + "市"
		}
		for _, name := range names {
			if got, ok := Find(name); !ok || got != p {
				t.Errorf("Find(%q) = %+v, want %+v", name, got, p)
			}
		}
	}
}

func TestRevoked(t *testing.T) {
	before, after := edition.NewDate(2025, 4, 24), edition.NewDate(2025, 4, 25)
	haikou, _ := Find("海口")
	if haikou.Revoked(before) || !haikou.Revoked(after) {
		t.Error("Haikou was revoked on 2025-04-25")
	}
	if p, ok := haikou.Replacement(after); !ok || p.Name.EN != "Hainan" {
		t.Errorf("Haikou lies in %+v, want Hainan", p)
	}
	if p, ok := haikou.Replacement(before); ok {
		t.Errorf("Haikou lay in %+v before", p)
	}
	alashankou, _ := Find("Alashankou")
	if _, ok := alashankou.Replacement(after); ok || !alashankou.Revoked(after) {
		t.Error("Alashankou was revoked for nothing")
	}
}

func FuzzFind(f *testing.F) {
	f.Add("浙江省杭州市")
	f.Add("Hangzhou, Zhejiang")
	f.Fuzz(func(t *testing.T, name string) {
		if p, ok := Find(name); ok && p.Name.ZH == "" {
			t.Errorf("Find(%q) = %+v", name, p)
		}
	})
}

func ExampleFind() {
	p, _ := Find("Hangzhou")
	fmt.Println(p.Name.ZH, p.From, p.Document)
	_, ok := Find("Suzhou") // of Jiangsu or of Anhui?
	fmt.Println(ok)
	// Output:
	// 杭州 2015-03-07 国函〔2015〕44号
	// false
}
