package search

import (
	"strings"
	"sync"

	"importchecker/shared/search/model"
	"importchecker/shared/search/words"
)

// glosses are English words with Chinese words of tariff lines, which have no English names:
// mouse is 鼠标, among the units of computers.
const glosses = `mouse 鼠标;keyboard 键盘;scanner 扫描;printer 打印;plotter 绘图;monitor 显示器;toothbrush 牙刷;baby 婴儿;diaper 尿布;diaper 尿裤;
nappy 尿布;nappy 尿裤;tampon 卫生棉;induction 电磁炉;kettle 电热水壶;oven 烤箱;microwave 微波炉;toaster 面包;robot 机器人;puzzle 智力;
drone 无人机;doll 玩偶;model 模型;treadmill 跑步机;dumbbell 哑铃;lobster 龙虾;salmon 鲑鱼;tuna 金枪鱼;cod 鳕鱼;oyster 牡蛎;mussel 贻贝;
scallop 扇贝;abalone 鲍鱼;squid 鱿鱼;octopus 章鱼;trout 鳟鱼;eel 鳗鱼;beef 牛肉;pork 猪肉;lamb 羊肉;turkey 火鸡;butter 黄油;
cheese 乳酪;yogurt 酸乳;ginseng 人参;green 绿茶;black 红茶;oolong 乌龙;jasmine 茉莉;coffee 咖啡;almond 扁桃;walnut 核桃;cashew 腰果;
pistachio 阿月浑子;macadamia 马卡达姆;hazelnut 榛子;chestnut 栗子;peanut 花生;apple 苹果;cherry 樱桃;grape 葡萄;lemon 柠檬;
banana 香蕉;mango 芒果;pineapple 菠萝;kiwi 猕猴桃;strawberry 草莓;blueberry 蓝莓;cranberry 蔓越橘;durian 榴莲;mangosteen 山竹;
lychee 荔枝;longan 龙眼;coconut 椰子;tomato 番茄;potato 马铃薯;onion 洋葱;garlic 大蒜;mushroom 蘑菇;truffle 块菌;carrot 胡萝卜;
spinach 菠菜;asparagus 芦笋;noodle 面条;instant 即食;vermicelli 粉丝;biscuit 饼干;cake 糕饼;bread 面包;chocolate 巧克力;candy 糖果;
jelly 果冻;gin 杜松子酒;rum 朗姆酒;vodka 伏特加;tequila 龙舌兰;whisky 威士忌;whiskey 威士忌;brandy 白兰地;champagne 香槟;beer 啤酒;
perfume 香水;shampoo 洗发;toothpaste 牙膏;candle 蜡烛;sunscreen 防晒;piano 钢琴;guitar 吉他;violin 提琴;camera 照相机;
telescope 望远镜;microscope 显微镜;thermometer 温度计;bicycle 自行车;motorcycle 摩托车;helmet 头盔;suitcase 衣箱;handbag 手提包;
wallet 钱包;backpack 背包;dress 连衣裙;shirt 衬衫;jacket 上衣;coat 大衣;glove 手套;scarf 围巾;carpet 地毯;curtain 窗帘;towel 毛巾;
mattress 床垫;sofa 沙发;refrigerator 冰箱;freezer 冷冻;washing 洗衣机;dishwasher 洗碟机;dryer 干燥;purifier 净化;vacuum 吸尘;
telephone 电话;headphone 耳机;earphone 耳机;speaker 扬声器;microphone 传声器;battery 电池;charger 充电;laptop 便携;tablet 平板;
television 电视;projector 投影;led 发光二极管;razor 剃须`

// glossed has the Chinese terms of each English word, by its stem.
var glossed = sync.OnceValue(func() map[string][]uint32 {
	by := map[string][]uint32{}
	for pair := range strings.SplitSeq(strings.ReplaceAll(glosses, "\n", ""), ";") {
		en, zh, _ := strings.Cut(pair, " ")
		for _, t := range words.Read(zh).Terms {
			if t.Kind == words.Gram {
				by[words.Stem(en)] = append(by[words.Stem(en)], t.Hash)
			}
		}
	}
	return by
})

// glossTerms returns the Chinese terms of the English words of a question.
func glossTerms(q *model.Question) map[uint32]bool {
	terms := map[uint32]bool{}
	for _, field := range []*words.Text{&q.Title, &q.Attributes} {
		for _, t := range field.Terms {
			if t.Kind == words.Word {
				for _, hash := range glossed()[words.Stem(field.Folded[t.At:t.End])] {
					terms[hash] = true
				}
			}
		}
	}
	return terms
}

// glossOverlap weighs the glosses that a name has, without those that all its siblings have.
func glossOverlap(name, glosses map[uint32]bool, common map[uint32]int, siblings int) float64 {
	s := 0.0
	for h := range glosses {
		if name[h] && common[h] < siblings {
			s += glossWeight
		}
	}
	return min(s, maxGlosses)
}

const glossWeight, maxGlosses = 2, 4
