package eligibility

import "importchecker/shared/edition"

// FactKey names a fact in the published vocabulary. Facts come from the
// caller; none is ever assumed.
type FactKey uint8

// The vocabulary. The public names are in factTable.
const (
	NoFact FactKey = iota
	EndangeredSpecies
	DualUse
	UsedGoods
	OriginPrefecture
	Processing
	GeneticallyModified
	ForSowing
	NamedGoods
	ExcludedClass
	BoughtThisYearG
	VolumeML
	Sheets
	AreaM2
	PersonalUse
	SoldOnPlatform
	PilotCity
	PilotAreaName
	MarketAccess
	EmergencySuspension
	PlantRegistered
	SoldInYiwuMall
	Publication
	ECigarettePart
	MedicalDevice
	Cosmetic
	Medicine
	ForAnimals
	BiologicalMaterial
	ForFood
	FoodContact
	AnimalOrigin
	ContainsSoil
	FinishedCraft
	LiveWildAnimal
	HazardousChemical
	NewChemical
	SolidWaste
	RadioTransmitter
	PublicNetwork
	SatelliteReceiver
	CommercialEncryption
	CovertDevice
	CCCCatalogue
	SpecialEquipment
	MeasuringInstrument
	CombustionEngine
	NuclearUse
	ImitationGun
	CulturalRelic
	FoodClass
	numFacts

	// Facts that the request carries in fields of its own rather than under
	// facts; they appear in missing_facts only.
	FactHSCode
	FactOrigin
	FactUnitPrice
	FactQuantity
	FactNetWeight
	FactSpentThisYear

	// Facts of services requests: fields of their own, and what such a request
	// carries under facts; see ServiceVocabulary.
	FactSector
	FactMode
	FactProviderHome
	ServiceActivity
	ChineseNational
	OverseasIndividual
	endFacts
)

// FactKind is the JSON type of a fact's value.
type FactKind uint8

const (
	Bool FactKind = iota + 1
	Number
	String
)

var factKindNames = [...]string{Bool: "boolean", Number: "number", String: "string"}

// String returns the JSON name of the kind.
func (k FactKind) String() string { return factKindNames[k] }

// FactSpec describes one fact of the vocabulary.
type FactSpec struct {
	Key      FactKey
	Name     string // public name; a field path for the facts outside "facts"
	Kind     FactKind
	Values   []string // permitted strings; none means any
	Question edition.Text
}

var factTable = [endFacts]FactSpec{
	EndangeredSpecies: {Name: "endangered_species", Kind: Bool, Question: edition.Text{
		EN: "Is the product, or a part of it, of a species in the catalogue of wild animals and plants under import and export control?",
		ZH: "商品或其成分是否属于《进出口野生动植物种商品目录》所列物种？"}},
	DualUse: {Name: "dual_use", Kind: Bool, Question: edition.Text{
		EN: "Is the product a dual-use item under export or import control?",
		ZH: "商品是否属于两用物项？"}},
	UsedGoods: {Name: "used_goods", Kind: Bool, Question: edition.Text{
		EN: "Is the product used (second-hand)?",
		ZH: "商品是否为旧货（二手）？"}},
	OriginPrefecture: {Name: "origin_prefecture", Kind: String, Question: edition.Text{
		EN: "In which prefecture of Japan was the product made or harvested (English name, such as Hokkaido)?",
		ZH: "商品产自日本哪个都道府县（如北海道）？"}},
	Processing: {Name: "processing", Kind: String,
		Values: []string{"live", "fresh", "chilled", "frozen", "dried", "salted", "smoked", "cooked", "canned", "sauce", "other"},
		Question: edition.Text{
			EN: "How is the product processed: live, fresh, chilled, frozen, dried, salted, smoked, cooked, canned, sauce or other?",
			ZH: "商品的加工方式：活、鲜、冷、冻、干、盐渍、熏、熟制、罐头、酱或其他？"}},
	GeneticallyModified: {Name: "genetically_modified", Kind: Bool, Question: edition.Text{
		EN: "Is the product genetically modified biological material?",
		ZH: "商品是否为转基因生物材料？"}},
	ForSowing: {Name: "for_sowing", Kind: Bool, Question: edition.Text{
		EN: "Is the product meant for sowing or planting?",
		ZH: "商品是否供种植（种子、种苗）？"}},
	NamedGoods: {Name: "named_goods", Kind: Bool, Question: edition.Text{
		EN: "Is the product one of the goods that the remark names?",
		ZH: "商品是否为备注中列明的商品？"}},
	ExcludedClass: {Name: "excluded_class", Kind: Bool, Question: edition.Text{
		EN: "Does the product belong to the class that the remark excludes?",
		ZH: "商品是否属于备注中排除的类别？"}},
	BoughtThisYearG: {Name: "bought_this_year_g", Kind: Number, Question: edition.Text{
		EN: "How many grams of goods under the same weight limit has the buyer bought this year, before this order?",
		ZH: "消费者本年度此前已购买的受同一重量限制的商品共多少克？"}},
	VolumeML: {Name: "volume_ml", Kind: Number, Question: edition.Text{
		EN: "What is the volume of one item in millilitres?",
		ZH: "每件商品的容量是多少毫升？"}},
	Sheets: {Name: "sheets", Kind: Number, Question: edition.Text{
		EN: "How many sheets or pieces does one item hold?",
		ZH: "每件商品含多少片（张）？"}},
	AreaM2: {Name: "area_m2", Kind: Number, Question: edition.Text{
		EN: "What is the area of one item in square metres?",
		ZH: "每件商品的面积是多少平方米？"}},
	PersonalUse: {Name: "personal_use", Kind: Bool, Question: edition.Text{
		EN: "Is the product bought by a consumer in China for personal use, not for resale?",
		ZH: "商品是否由境内消费者购买、仅限个人自用、不再次销售？"}},
	SoldOnPlatform: {Name: "sold_on_platform", Kind: Bool, Question: edition.Text{
		EN: "Is it sold on a cross-border platform that sends order, payment and logistics data to customs?",
		ZH: "是否通过与海关联网的跨境电商平台交易，并向海关传输交易、支付、物流电子信息？"}},
	PilotCity: {Name: "pilot_city", Kind: Bool, Question: edition.Text{
		EN: "Is the import made in a city or zone where the pilot for retail imports applies?",
		ZH: "是否在跨境电商零售进口试点城市（区域）开展？"}},
	PilotAreaName: {Name: "pilot_area", Kind: String, Question: edition.Text{
		EN: "In which city or zone is the retail import made (Chinese or English name, such as 杭州 or Hangzhou, with the province where two cities share a name)?",
		ZH: "零售进口在哪个城市（区域）开展（中文或英文名，如“杭州”；重名的请注明省份）？"}},
	MarketAccess: {Name: "market_access", Kind: Bool, Question: edition.Text{
		EN: "Does this product of this country have quarantine access to China?",
		ZH: "该国（地区）该产品是否已获得检疫准入？"}},
	EmergencySuspension: {Name: "emergency_suspension", Kind: Bool, Question: edition.Text{
		EN: "Does the product come from an epidemic area that authorities have suspended, or is it under an emergency risk measure?",
		ZH: "商品是否来自主管部门明令暂停进口的疫区，或已被采取风险应急处置措施？"}},
	PlantRegistered: {Name: "plant_registered", Kind: Bool, Question: edition.Text{
		EN: "Is the overseas producer registered with China's customs for this product (for Japanese aquatic products: since the partial reopening)?",
		ZH: "境外生产企业是否已就该产品在海关总署注册（日本水产品：恢复进口后重新注册）？"}},
	SoldInYiwuMall: {Name: "sold_in_yiwu_mall", Kind: Bool, Question: edition.Text{
		EN: "Will the product be sold to wholesalers at the Yiwu China Imported Commodities Mall?",
		ZH: "商品是否在义乌中国进口商品城向采购商销售？"}},

	Publication: {Name: "publication", Kind: Bool, Question: edition.Text{
		EN: "Is the product a publication: printed, recorded or electronic matter published for sale?",
		ZH: "商品是否为公开发行的出版物（印刷、音像或电子出版物）？"}},
	ECigarettePart: {Name: "e_cigarette_part", Kind: Bool, Question: edition.Text{
		EN: "Is the product a part, cartridge or liquid of e-cigarettes?",
		ZH: "商品是否为电子烟的零件、烟弹或雾化物？"}},
	MedicalDevice: {Name: "medical_device", Kind: Bool, Question: edition.Text{
		EN: "Is the product a medical device by its maker's purpose (diagnosis, treatment, relief or support of the body)?",
		ZH: "按生产者的预期用途，商品是否为医疗器械（诊断、治疗、缓解或者功能补偿）？"}},
	Cosmetic: {Name: "cosmetic", Kind: Bool, Question: edition.Text{
		EN: "Is the product a cosmetic, spread or sprayed on skin, hair, nails or lips?",
		ZH: "商品是否为化妆品（涂擦、喷洒于皮肤、毛发、指甲、口唇等人体表面）？"}},
	Medicine: {Name: "medicine", Kind: Bool, Question: edition.Text{
		EN: "Is the product a medicine for people, or a raw material for one?",
		ZH: "商品是否为人用药品或其原料药、药材？"}},
	ForAnimals: {Name: "for_animals", Kind: Bool, Question: edition.Text{
		EN: "Is the product meant for animals, as feed, feed additive or veterinary medicine?",
		ZH: "商品是否供动物使用（饲料、饲料添加剂或兽药）？"}},
	BiologicalMaterial: {Name: "biological_material", Kind: Bool, Question: edition.Text{
		EN: "Does the product hold micro-organisms, toxins, blood, tissue or other biological material?",
		ZH: "商品是否含有微生物、毒素、血液、组织等生物材料？"}},
	ForFood: {Name: "for_food", Kind: Bool, Question: edition.Text{
		EN: "Is the product meant to be eaten or drunk?",
		ZH: "商品是否供食用或饮用？"}},
	FoodContact: {Name: "food_contact", Kind: Bool, Question: edition.Text{
		EN: "Is the product meant to touch food?",
		ZH: "商品是否用于接触食品？"}},
	AnimalOrigin: {Name: "animal_origin", Kind: Bool, Question: edition.Text{
		EN: "Is the product, or a part of it, of animal origin?",
		ZH: "商品或其成分是否为动物源性？"}},
	ContainsSoil: {Name: "contains_soil", Kind: Bool, Question: edition.Text{
		EN: "Is the product soil or an organic growing medium, or does it come with any?",
		ZH: "商品是否为土壤或有机栽培介质，或带有土壤？"}},
	FinishedCraft: {Name: "finished_craft", Kind: Bool, Question: edition.Text{
		EN: "Is the product a finished craft of shell, bone, horn or the like, processed and free of blood, flesh and fat?",
		ZH: "商品是否为经加工处理且无血污、肌肉和脂肪的蛋壳、蹄（爪）骨角、贝壳、甲壳类工艺品？"}},
	LiveWildAnimal: {Name: "live_wild_animal", Kind: Bool, Question: edition.Text{
		EN: "Is the product a live animal of a wild species?",
		ZH: "商品是否为野生动物物种的活体？"}},
	HazardousChemical: {Name: "hazardous_chemical", Kind: Bool, Question: edition.Text{
		EN: "Is the product in the catalogue of hazardous chemicals, or classified as one?",
		ZH: "商品是否列入危险化学品目录或属于危险化学品？"}},
	NewChemical: {Name: "new_chemical", Kind: Bool, Question: edition.Text{
		EN: "Is the product, or a part of it, a chemical substance that is not on China's inventory of existing ones?",
		ZH: "商品或其成分是否为未列入我国现有化学物质名录的新化学物质？"}},
	SolidWaste: {Name: "solid_waste", Kind: Bool, Question: edition.Text{
		EN: "Is the product solid waste: scrap, residue or something discarded that meets no standard of a recycled raw material?",
		ZH: "商品是否为固体废物（不符合再生原料标准的废碎料、残渣或弃置物）？"}},
	RadioTransmitter: {Name: "radio_transmitter", Kind: Bool, Question: edition.Text{
		EN: "Does the product transmit by radio, other than as a micropower short-range device?",
		ZH: "商品是否为无线电发射设备（微功率短距离设备除外）？"}},
	PublicNetwork: {Name: "public_network", Kind: Bool, Question: edition.Text{
		EN: "Does the product join the public telecommunications network?",
		ZH: "商品是否接入公用电信网？"}},
	SatelliteReceiver: {Name: "satellite_receiver", Kind: Bool, Question: edition.Text{
		EN: "Is the product a ground receiver of satellite broadcasts, or a part made for one?",
		ZH: "商品是否为卫星电视广播地面接收设施或其专用元部件？"}},
	CommercialEncryption: {Name: "commercial_encryption", Kind: Bool, Question: edition.Text{
		EN: "Is the product on the import licence list of commercial encryption (not a consumer good)?",
		ZH: "商品是否列入商用密码进口许可清单（大众消费类产品除外）？"}},
	CovertDevice: {Name: "covert_device", Kind: Bool, Question: edition.Text{
		EN: "Is the product made for secret listening or watching?",
		ZH: "商品是否为窃听、窃照等专用间谍器材？"}},
	CCCCatalogue: {Name: "ccc_catalogue", Kind: Bool, Question: edition.Text{
		EN: "Is the product in the catalogue of compulsory certification (CCC)?",
		ZH: "商品是否列入强制性产品认证目录？"}},
	SpecialEquipment: {Name: "special_equipment", Kind: Bool, Question: edition.Text{
		EN: "Is the product special equipment (boiler, pressure vessel or pipe part, lift, crane, cableway, ride, works vehicle) or a safety part of it?",
		ZH: "商品是否为特种设备（锅炉、压力容器、压力管道元件、电梯、起重机械、客运索道、大型游乐设施、场内车辆）或其安全附件？"}},
	MeasuringInstrument: {Name: "measuring_instrument", Kind: Bool, Question: edition.Text{
		EN: "Is the product a measuring instrument of the type approval catalogue?",
		ZH: "商品是否为列入型式审查目录的计量器具？"}},
	CombustionEngine: {Name: "combustion_engine", Kind: Bool, Question: edition.Text{
		EN: "Is the product an internal combustion engine, or driven by one?",
		ZH: "商品是否为内燃发动机或由内燃发动机驱动？"}},
	NuclearUse: {Name: "nuclear_use", Kind: Bool, Question: edition.Text{
		EN: "Is the product made for a nuclear facility, or does it hold a radioactive source?",
		ZH: "商品是否为民用核设施专用，或含有放射源？"}},
	ImitationGun: {Name: "imitation_gun", Kind: Bool, Question: edition.Text{
		EN: "Is the product an imitation of a gun?",
		ZH: "商品是否为仿真枪？"}},
	CulturalRelic: {Name: "cultural_relic", Kind: Bool, Question: edition.Text{
		EN: "Is the product a cultural relic or an antique?",
		ZH: "商品是否为文物或古物？"}},
	FoodClass: {Name: "food_class", Kind: String,
		Values: []string{"ordinary", "infant_formula", "health_food", "medical_food"},
		Question: edition.Text{
			EN: "Which kind of food is it: ordinary, infant formula, health food, or formula food for special medical purposes?",
			ZH: "商品属于哪一类食品：普通食品、婴幼儿配方食品、保健食品，还是特殊医学用途配方食品？"}},

	FactHSCode: {Name: "item.hs_code", Kind: String, Question: edition.Text{
		EN: "Which finer code does the product have?",
		ZH: "商品的更细一级编码是什么？"}},
	FactOrigin: {Name: "item.origin", Kind: String, Question: edition.Text{
		EN: "In which country or region does the product originate?",
		ZH: "商品的原产国（地区）是哪里？"}},
	FactUnitPrice: {Name: "item.unit_price", Kind: Number, Question: edition.Text{
		EN: "What is the price of one item in CNY?",
		ZH: "每件商品的价格是多少元人民币？"}},
	FactQuantity: {Name: "item.quantity", Kind: Number, Question: edition.Text{
		EN: "How many items are in the order?",
		ZH: "订单中有多少件商品？"}},
	FactNetWeight: {Name: "item.net_weight_g", Kind: Number, Question: edition.Text{
		EN: "What is the net weight of one item in grams?",
		ZH: "每件商品的净重是多少克？"}},
	FactSpentThisYear: {Name: "buyer.spent_this_year", Kind: Number, Question: edition.Text{
		EN: "How much has the buyer spent on cross-border retail imports this year, before this order?",
		ZH: "消费者本年度此前的跨境电商零售进口交易总额是多少？"}},

	FactSector: {Name: "sector.code", Kind: String, Question: edition.Text{
		EN: "Which code of GB/T 4754-2017 does the service have, as fine as it is known?",
		ZH: "该服务对应的国民经济行业分类（GB/T 4754-2017）编码是什么（尽可能细）？"}},
	FactMode: {Name: "mode", Kind: Number, Question: edition.Text{
		EN: "How is the service supplied: from abroad (1), to a consumer who is abroad (2), by a company in China (3), or by persons who come to China (4)?",
		ZH: "服务以何种模式提供：跨境交付（1）、境外消费（2）、商业存在（3）或自然人移动（4）？"}},
	FactProviderHome: {Name: "provider.home", Kind: String, Question: edition.Text{
		EN: "In which country or region outside the mainland is the provider at home?",
		ZH: "境外服务提供者来自哪个国家或地区？"}},
	ServiceActivity: {Name: "activity", Kind: String, Question: edition.Text{
		EN: "Which of the activities that the reasons name does the service consist in? Name all of them; add none when it is no other.",
		ZH: "该服务包含理由中所列的哪些活动？请全部列出；不含其他活动的，另填 none。"}},
	ChineseNational: {Name: "chinese_national", Kind: Bool, Question: edition.Text{
		EN: "Is the person who would supply the service a Chinese national?",
		ZH: "提供服务的自然人是否具有中国国籍？"}},
	OverseasIndividual: {Name: "overseas_individual", Kind: Bool, Question: edition.Text{
		EN: "Is the person who would supply the service an overseas individual (境外个人): a foreigner, or a resident of Hong Kong, Macao or Taiwan?",
		ZH: "提供服务的自然人是否为境外个人（外国人，或者香港、澳门、台湾居民）？"}},
}

// Spec returns the description of a fact.
func (k FactKey) Spec() *FactSpec { return &factTable[k] }

// String returns the public name of the fact.
func (k FactKey) String() string { return factTable[k].Name }

// Vocabulary lists the facts that a request may carry under facts, in a fixed
// order.
func Vocabulary() []*FactSpec {
	specs := make([]*FactSpec, 0, numFacts)
	for k := NoFact + 1; k < numFacts; k++ {
		specs = append(specs, &factTable[k])
	}
	return specs
}

// ParseFact returns the fact of that name among those of Vocabulary.
func ParseFact(name string) (FactKey, bool) {
	for k := NoFact + 1; k < numFacts; k++ {
		if factTable[k].Name == name {
			return k, true
		}
	}
	return NoFact, false
}

// FindFact returns the fact of that name, also one that a request carries in a
// field of its own or that services alone ask for.
func FindFact(name string) (FactKey, bool) {
	for k := NoFact + 1; k < endFacts; k++ {
		if factTable[k].Name == name && name != "" {
			return k, true
		}
	}
	return NoFact, false
}

// Facts holds what the caller knows. The zero Facts holds nothing. Numbers are
// held in thousandths.
type Facts struct {
	values [numFacts]factValue
	told   uint64 // a bit for each fact that is set
}

// Any reports whether a fact is told.
func (f *Facts) Any() bool { return f.told != 0 }

// Told reports whether that fact is told.
func (f *Facts) Told(k FactKey) bool { return f.told&(1<<k) != 0 }

// Without returns the facts but one.
func (f *Facts) Without(k FactKey) Facts {
	out := *f
	out.values[k] = factValue{}
	out.told &^= 1 << k
	return out
}

func (f *Facts) set(k FactKey, v factValue) {
	f.values[k] = v
	f.told |= 1 << k
}

type factValue struct {
	set  bool
	bool bool
	num  int64 // thousandths
	str  string
}

// SetBool records a boolean fact.
func (f *Facts) SetBool(k FactKey, v bool) { f.set(k, factValue{set: true, bool: v}) }

// SetMilli records a number, in thousandths.
func (f *Facts) SetMilli(k FactKey, thousandths int64) {
	f.set(k, factValue{set: true, num: thousandths})
}

// SetString records a string.
func (f *Facts) SetString(k FactKey, v string) { f.set(k, factValue{set: true, str: v}) }

// Bool returns a boolean fact and whether it is known.
func (f *Facts) Bool(k FactKey) (value, known bool) {
	return f.values[k].bool, f.values[k].set
}

// Milli returns a number in thousandths and whether it is known.
func (f *Facts) Milli(k FactKey) (thousandths int64, known bool) {
	return f.values[k].num, f.values[k].set
}

// Str returns a string and whether it is known.
func (f *Facts) Str(k FactKey) (value string, known bool) {
	return f.values[k].str, f.values[k].set
}
