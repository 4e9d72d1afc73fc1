package words

import (
	"strings"
	"sync"

	terms "importchecker/shared/search/words"
)

// trades are groups of words for the same kind of service: hire, rental and 租赁 are one. A name
// and a question with words of one trade share a term, whatever the language.
var trades = []struct{ en, zh string }{
	{"rental rent renting hire hiring lease leasing charter", "租赁 出租 租借 租用 租车 租房"},
	{"training lesson tuition coaching coach tutoring tutor course class teaching workshop", "培训 辅导 补习 教学 课程 家教"},
	{"school college academy kindergarten university", "学校 学院 大学 中学 小学"},
	{"repair repairing mending fixing servicing maintenance restoration overhaul refurbishment", "维修 修理 保养 检修 维护 翻新 修复"},
	{"cleaning cleaner cleanup sweeping", "清洗 清洁 保洁 打扫 清扫"},
	{"testing test inspection laboratory analysis", "检测 检验 化验 测试 检查"},
	{"valuation appraisal appraiser valuer assessment estimating", "评估 估价 鉴定 估值 评价"},
	{"agency agent broker brokerage intermediary", "代理 代办 中介 经纪"},
	{"consulting consultant consultancy consultation advice adviser advisor advisory", "咨询 顾问"},
	{"design designer designing", "设计"},
	{"shop store retail retailer retailing boutique", "零售 商店 专卖 门店 店铺"},
	{"wholesale wholesaler distributor", "批发 经销"},
	{"transport transportation haulage hauling trucking carriage freight shipping", "运输 货运 物流 运送"},
	{"delivery courier parcel", "快递 配送 送货 派送"},
	{"storage warehouse warehousing depot", "仓储 仓库 存储 保管"},
	{"building construction erection contractor", "建筑 施工 建造 工程"},
	{"installation installing fitting", "安装"},
	{"insurance insurer", "保险 承保"},
	{"loan lending credit mortgage", "贷款 借贷 信贷"},
	{"investment investing", "投资"},
	{"doctor physician clinic medical hospital treatment therapy", "医疗 医院 诊所 门诊 治疗 医生"},
	{"nursing care caring carer caregiver", "护理 照料 看护 养老 托管"},
	{"film movie cinema", "电影 影片 影视"},
	{"photography photographer photo", "摄影 照相 拍照 拍摄"},
	{"publishing publisher publication", "出版"},
	{"performance performer concert theatre show", "演出 表演 演艺"},
	{"sport sports fitness gym athletic", "体育 运动 健身"},
	{"competition race racing contest match tournament", "比赛 竞赛 赛事"},
	{"exhibition fair expo convention conference", "展览 会展 展会 会议"},
	{"advertising advertisement ad marketing promotion", "广告 营销 推广"},
	{"software app", "软件"},
	{"translation translator interpreting interpreter", "翻译 口译 笔译"},
	{"hotel hostel lodging accommodation inn", "酒店 宾馆 旅馆 住宿 民宿"},
	{"restaurant catering dining canteen", "餐饮 餐厅 饭店 餐馆"},
	{"travel tourism tour sightseeing", "旅行 旅游 观光"},
	{"security guard guarding", "保安 安保"},
	{"research study", "研究 调研"},
	{"waste rubbish garbage refuse recycling", "废物 垃圾 固废 废料"},
	{"employment recruitment recruiting staffing", "招聘 用工"},
}

// tradesBy returns the trades by the stems of their English words, and by their
// Chinese words, which have two characters.
var tradesBy = sync.OnceValue(func() (by struct {
	stem map[string]int
	zh   map[string]int
}) {
	by.stem, by.zh = map[string]int{}, map[string]int{}
	for i, t := range trades {
		for w := range strings.FieldsSeq(t.en) {
			by.stem[terms.Stem(w)] = i
		}
		for w := range strings.FieldsSeq(t.zh) {
			by.zh[w] = i
		}
	}
	return by
})

// addTrades adds a term for each trade that a text has words of.
func addTrades(t *terms.Text) {
	by, seen := tradesBy(), map[int]bool{}
	for _, x := range t.Terms {
		w := t.Folded[x.At:x.End]
		trade, ok := 0, false
		switch x.Kind {
		case terms.Word:
			trade, ok = by.stem[terms.Stem(w)]
		case terms.Gram:
			trade, ok = by.zh[w]
		}
		if ok && !seen[trade] {
			seen[trade] = true
			t.Terms = append(t.Terms, terms.Term{
				Hash: terms.Hash(terms.Char, trades[trade].en), Kind: terms.Char, At: x.At, End: x.End})
		}
	}
}
