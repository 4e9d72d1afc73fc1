package eligibility

import (
	"math/bits"

	"importchecker/shared/edition"
)

// FactKey identifies a fact of the published vocabulary. Facts come from the caller;
// none is assumed.
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
	DogOrCat
	MeatProduct
	EggProduct
	CarrierSendsData
	ElephantIvory
	PoliceEquipment
	numFacts

	// Facts that have their own fields in a request, outside "facts". They appear in
	// missing_facts only.
	FactHSCode
	FactOrigin
	FactUnitPrice
	FactQuantity
	FactNetWeight
	FactSpentThisYear

	// Facts of requests about services: those with their own fields, and those under
	// "facts"; see ServiceVocabulary.
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
	Values   []string // permitted strings; empty permits any
	Question edition.Text
	Matters  edition.Text // which goods the fact matters for, as the end of a sentence; blank for services
	Pointer  string       // JSON pointer to the fact in the body of a check; blank for a fact under "facts"
	Example  string       // JSON that the API accepts for it; blank for the first of Values, or false
}

var factTable = [endFacts]FactSpec{
	EndangeredSpecies: {Key: EndangeredSpecies, Name: "endangered_species", Kind: Bool, Question: edition.Text{
		EN: "Is the product, or a part of it, of a species in the catalogue of wild animals and plants under import and export control?",
		ZH: "商品或其成分是否属于《进出口野生动植物种商品目录》所列物种？"},
		Matters: edition.Text{
			EN: "goods that may hold a listed species; where the tariff asks for the certificate already, that stays",
			ZH: "可能含有名录物种的商品；税则已要求证明的，要求不变"}},
	DualUse: {Key: DualUse, Name: "dual_use", Kind: Bool, Question: edition.Text{
		EN: "Is the product a dual-use item under export or import control?",
		ZH: "商品是否属于两用物项？"},
		Matters: edition.Text{
			EN: "goods of the control lists; where the tariff asks for the licence already, that stays",
			ZH: "两用物项；税则已要求许可证的，要求不变"}},
	UsedGoods: {Key: UsedGoods, Name: "used_goods", Kind: Bool, Question: edition.Text{
		EN: "Is the product used (second-hand)?",
		ZH: "商品是否为旧货（二手）？"},
		Matters: edition.Text{
			EN: "second-hand goods, above all machinery, electrical goods, vehicles and medical devices",
			ZH: "旧货，尤其是机电产品、车辆和医疗器械"}},
	OriginPrefecture: {Key: OriginPrefecture, Name: "origin_prefecture", Kind: String, Example: `"Hokkaido"`,
		Question: edition.Text{
			EN: "In which prefecture of Japan was the product made or harvested (English name, such as Hokkaido)?",
			ZH: "商品产自日本哪个都道府县（如北海道）？"},
		Matters: edition.Text{EN: "food, feed and farm products of Japan", ZH: "原产于日本的食品、饲料和农产品"}},
	Processing: {Key: Processing, Name: "processing", Kind: String,
		Values: []string{"live", "fresh", "chilled", "frozen", "dried", "salted", "smoked", "cooked", "canned", "sauce",
			"other"},
		Question: edition.Text{
			EN: "How is the product processed: live, fresh, chilled, frozen, dried, salted, smoked, cooked, canned, sauce or other?",
			ZH: "商品的加工方式：活、鲜、冷、冻、干、盐渍、熏、熟制、罐头、酱或其他？"},
		Matters: edition.Text{
			EN: "animal and plant products by direct purchase, which Announcement 470 bars by their processing",
			ZH: "直购进口的动植物产品（第470号公告按加工方式区分）"}},
	GeneticallyModified: {Key: GeneticallyModified, Name: "genetically_modified", Kind: Bool, Question: edition.Text{
		EN: "Is the product genetically modified biological material?",
		ZH: "商品是否为转基因生物材料？"},
		Matters: edition.Text{EN: "living and farm products, their food and feed", ZH: "农产品、活生物及其食品、饲料"}},
	ForSowing: {Key: ForSowing, Name: "for_sowing", Kind: Bool, Question: edition.Text{
		EN: "Is the product meant for sowing or planting?",
		ZH: "商品是否供种植（种子、种苗）？"},
		Matters: edition.Text{EN: "plants, seeds, fruit and grain", ZH: "植物、种子、果实和谷物"}},
	NamedGoods: {Key: NamedGoods, Name: "named_goods", Kind: Bool, Example: `true`, Question: edition.Text{
		EN: "Is the product one of the goods that the remark names?",
		ZH: "商品是否为备注中列明的商品？"},
		Matters: edition.Text{EN: "lines that a list admits for named goods only", ZH: "清单仅准许列明商品的税号"}},
	ExcludedClass: {Key: ExcludedClass, Name: "excluded_class", Kind: Bool, Question: edition.Text{
		EN: "Does the product belong to the class that the remark excludes?",
		ZH: "商品是否属于备注中排除的类别？"},
		Matters: edition.Text{EN: "lines of which a list excludes a class", ZH: "清单排除某类商品的税号"}},
	BoughtThisYearG: {Key: BoughtThisYearG, Name: "bought_this_year_g", Kind: Number, Example: `0`, Question: edition.Text{
		EN: "How many grams of goods under the same weight limit has the buyer bought this year, before this order?",
		ZH: "消费者本年度此前已购买的受同一重量限制的商品共多少克？"},
		Matters: edition.Text{
			EN: "lines with a weight limit for a person and year, by retail import",
			ZH: "零售进口中每人每年限重的税号"}},
	VolumeML: {Key: VolumeML, Name: "volume_ml", Kind: Number, Example: `500`, Question: edition.Text{
		EN: "What is the volume of one item in millilitres?",
		ZH: "每件商品的容量是多少毫升？"},
		Matters: edition.Text{
			EN: "goods taxed by volume, such as drinks and cosmetics labelled so",
			ZH: "按容量计税的商品（饮料、按容量标注的化妆品等）"}},
	Sheets: {Key: Sheets, Name: "sheets", Kind: Number, Example: `5`, Question: edition.Text{
		EN: "How many sheets or pieces does one item hold?",
		ZH: "每件商品含多少片（张）？"},
		Matters: edition.Text{EN: "cosmetics sold in sheets or pieces", ZH: "按片（张）标注的化妆品"}},
	AreaM2: {Key: AreaM2, Name: "area_m2", Kind: Number, Example: `2`, Question: edition.Text{
		EN: "What is the area of one item in square metres?",
		ZH: "每件商品的面积是多少平方米？"},
		Matters: edition.Text{EN: "goods taxed by area, such as film", ZH: "按面积计税的商品（胶片等）"}},
	PersonalUse: {Key: PersonalUse, Name: "personal_use", Kind: Bool, Example: `true`, Question: edition.Text{
		EN: "Is it bought by a consumer in China for personal use, not for resale?",
		ZH: "是否由境内消费者购买、仅限个人自用、不再次销售？"},
		Matters: edition.Text{EN: "retail import", ZH: "跨境电商零售进口"}},
	SoldOnPlatform: {Key: SoldOnPlatform, Name: "sold_on_platform", Kind: Bool, Example: `true`, Question: edition.Text{
		EN: "Is it sold on a platform that sends order, payment and logistics data to customs?",
		ZH: "是否通过向海关传输交易、支付、物流电子信息的平台交易？"},
		Matters: edition.Text{EN: "retail import", ZH: "跨境电商零售进口"}},
	PilotCity: {Key: PilotCity, Name: "pilot_city", Kind: Bool, Example: `true`, Question: edition.Text{
		EN: "Is the import made in a city or zone where the pilot for retail imports applies?",
		ZH: "是否在跨境电商零售进口试点城市（区域）开展？"},
		Matters: edition.Text{EN: "retail import", ZH: "跨境电商零售进口"}},
	PilotAreaName: {Key: PilotAreaName, Name: "pilot_area", Kind: String, Example: `"Hangzhou"`, Question: edition.Text{
		EN: "In which city or zone is the import made (with the province where two share a name)?",
		ZH: "在哪个城市（区域）开展（重名的请注明省份）？"},
		Matters: edition.Text{EN: "retail import", ZH: "跨境电商零售进口"}},
	MarketAccess: {Key: MarketAccess, Name: "market_access", Kind: Bool, Example: `true`, Question: edition.Text{
		EN: "Does this product of this country have quarantine access to China?",
		ZH: "该国（地区）该产品是否已获得检疫准入？"},
		Matters: edition.Text{EN: "animals, plants and their products under quarantine", ZH: "应当实施检疫的动植物及其产品"}},
	EmergencySuspension: {Key: EmergencySuspension, Name: "emergency_suspension", Kind: Bool, Question: edition.Text{
		EN: "Does the product come from an epidemic area that authorities have suspended, or is it under an emergency risk measure?",
		ZH: "商品是否来自主管部门明令暂停进口的疫区，或已被采取风险应急处置措施？"},
		Matters: edition.Text{EN: "goods under a suspension", ZH: "被暂停进口的商品"}},
	PlantRegistered: {Key: PlantRegistered, Name: "plant_registered", Kind: Bool, Example: `true`, Question: edition.Text{
		EN: "Is the overseas producer registered with China's customs for this product (for Japanese aquatic products: since the partial reopening)?",
		ZH: "境外生产企业是否已就该产品在海关总署注册（日本水产品：恢复进口后重新注册）？"},
		Matters: edition.Text{EN: "food in general trade, and Japanese aquatic products", ZH: "一般贸易的食品以及日本水产品"}},
	SoldInYiwuMall: {Key: SoldInYiwuMall, Name: "sold_in_yiwu_mall", Kind: Bool, Example: `true`, Question: edition.Text{
		EN: "Will it be sold to wholesalers at the mall in Yiwu?",
		ZH: "是否在义乌中国进口商品城向采购商销售？"},
		Matters: edition.Text{EN: "the Yiwu pilot", ZH: "义乌试点"}},

	Publication: {Key: Publication, Name: "publication", Kind: Bool, Question: edition.Text{
		EN: "Is the product a publication: printed, recorded or electronic matter published for sale?",
		ZH: "商品是否为公开发行的出版物（印刷、音像或电子出版物）？"},
		Matters: edition.Text{EN: "printed, recorded and filmed matter", ZH: "印刷品、音像制品和影片"}},
	ECigarettePart: {Key: ECigarettePart, Name: "e_cigarette_part", Kind: Bool, Question: edition.Text{
		EN: "Is the product a part, cartridge or liquid of e-cigarettes?",
		ZH: "商品是否为电子烟的零件、烟弹或雾化物？"},
		Matters: edition.Text{EN: "parts and liquids of e-cigarettes", ZH: "电子烟零件和雾化物"}},
	MedicalDevice: {Key: MedicalDevice, Name: "medical_device", Kind: Bool, Question: edition.Text{
		EN: "Is the product a medical device by its maker's purpose (diagnosis, treatment, relief or support of the body)?",
		ZH: "按生产者的预期用途，商品是否为医疗器械（诊断、治疗、缓解或者功能补偿）？"},
		Matters: edition.Text{
			EN: "goods that may be a medical device and do not lie in a code of devices",
			ZH: "可能属于医疗器械而不在医疗器械编码内的商品"}},
	Cosmetic: {Key: Cosmetic, Name: "cosmetic", Kind: Bool, Question: edition.Text{
		EN: "Is the product a cosmetic, spread or sprayed on skin, hair, nails or lips?",
		ZH: "商品是否为化妆品（涂擦、喷洒于皮肤、毛发、指甲、口唇等人体表面）？"},
		Matters: edition.Text{EN: "preparations that may be a cosmetic, in general trade", ZH: "一般贸易中可能属于化妆品的制品"}},
	Medicine: {Key: Medicine, Name: "medicine", Kind: Bool, Question: edition.Text{
		EN: "Is the product a medicine for people, or a raw material for one?",
		ZH: "商品是否为人用药品或其原料药、药材？"},
		Matters: edition.Text{EN: "substances and preparations, in general trade", ZH: "一般贸易中的物质和制剂"}},
	ForAnimals: {Key: ForAnimals, Name: "for_animals", Kind: Bool, Question: edition.Text{
		EN: "Is the product meant for animals, as feed, feed additive or veterinary medicine?",
		ZH: "商品是否供动物使用（饲料、饲料添加剂或兽药）？"},
		Matters: edition.Text{EN: "feed, feed additives, medicines and biological products", ZH: "饲料、饲料添加剂、药品和生物制品"}},
	BiologicalMaterial: {Key: BiologicalMaterial, Name: "biological_material", Kind: Bool, Question: edition.Text{
		EN: "Does the product hold micro-organisms, toxins, blood, tissue or other biological material?",
		ZH: "商品是否含有微生物、毒素、血液、组织等生物材料？"},
		Matters: edition.Text{EN: "biological products, reagents and cultures", ZH: "生物制品、试剂和培养物"}},
	ForFood: {Key: ForFood, Name: "for_food", Kind: Bool, Question: edition.Text{
		EN: "Is the product meant to be eaten or drunk?",
		ZH: "商品是否供食用或饮用？"},
		Matters: edition.Text{EN: "substances that may be eaten or drunk, in general trade", ZH: "一般贸易中可供食用或饮用的物质"}},
	FoodContact: {Key: FoodContact, Name: "food_contact", Kind: Bool, Question: edition.Text{
		EN: "Is the product meant to touch food?",
		ZH: "商品是否用于接触食品？"},
		Matters: edition.Text{EN: "tableware, kitchen goods and packaging, in general trade", ZH: "一般贸易中的餐具、厨具和包装"}},
	AnimalOrigin: {Key: AnimalOrigin, Name: "animal_origin", Kind: Bool, Question: edition.Text{
		EN: "Is the product, or a part of it, of animal origin?",
		ZH: "商品或其成分是否为动物源性？"},
		Matters: edition.Text{
			EN: "feed, pet food, fertiliser, fats and medicinal material by direct purchase",
			ZH: "直购进口的饲料、宠物食品、肥料、油脂和药材"}},
	ContainsSoil: {Key: ContainsSoil, Name: "contains_soil", Kind: Bool, Question: edition.Text{
		EN: "Is the product soil or an organic growing medium, or does it come with any?",
		ZH: "商品是否为土壤或有机栽培介质，或带有土壤？"},
		Matters: edition.Text{EN: "plants, earths and growing media", ZH: "植物、土类和栽培介质"}},
	FinishedCraft: {Key: FinishedCraft, Name: "finished_craft", Kind: Bool, Question: edition.Text{
		EN: "Is the product a finished craft of shell, bone, horn or the like, processed and free of blood, flesh and fat?",
		ZH: "商品是否为经加工处理且无血污、肌肉和脂肪的蛋壳、蹄（爪）骨角、贝壳、甲壳类工艺品？"},
		Matters: edition.Text{
			EN: "goods of shell, bone, horn and the like by direct purchase",
			ZH: "直购进口的贝壳、骨、角等制品"}},
	LiveWildAnimal: {Key: LiveWildAnimal, Name: "live_wild_animal", Kind: Bool, Question: edition.Text{
		EN: "Is the product a live animal of a wild species?",
		ZH: "商品是否为野生动物物种的活体？"},
		Matters: edition.Text{EN: "live animals", ZH: "活动物"}},
	HazardousChemical: {Key: HazardousChemical, Name: "hazardous_chemical", Kind: Bool, Question: edition.Text{
		EN: "Is the product in the catalogue of hazardous chemicals, or classified as one?",
		ZH: "商品是否列入危险化学品目录或属于危险化学品？"},
		Matters: edition.Text{EN: "chemicals and goods that hold them, in general trade", ZH: "一般贸易中的化学品"}},
	NewChemical: {Key: NewChemical, Name: "new_chemical", Kind: Bool, Question: edition.Text{
		EN: "Is the product, or a part of it, a chemical substance that is not on China's inventory of existing ones?",
		ZH: "商品或其成分是否为未列入我国现有化学物质名录的新化学物质？"},
		Matters: edition.Text{EN: "chemicals, in general trade", ZH: "一般贸易中的化学物质"}},
	SolidWaste: {Key: SolidWaste, Name: "solid_waste", Kind: Bool, Question: edition.Text{
		EN: "Is the product solid waste: scrap, residue or something discarded that meets no standard of a recycled raw material?",
		ZH: "商品是否为固体废物（不符合再生原料标准的废碎料、残渣或弃置物）？"},
		Matters: edition.Text{EN: "scrap, residues and second-hand goods", ZH: "废碎料、残渣和旧货"}},
	RadioTransmitter: {Key: RadioTransmitter, Name: "radio_transmitter", Kind: Bool, Question: edition.Text{
		EN: "Does the product transmit by radio, other than as a micropower short-range device?",
		ZH: "商品是否为无线电发射设备（微功率短距离设备除外）？"},
		Matters: edition.Text{
			EN: "electronic goods, vehicles and toys that lie in no code of transmitters",
			ZH: "不在发射设备编码内的电子产品、车辆和玩具"}},
	PublicNetwork: {Key: PublicNetwork, Name: "public_network", Kind: Bool, Question: edition.Text{
		EN: "Does the product join the public telecommunications network?",
		ZH: "商品是否接入公用电信网？"},
		Matters: edition.Text{EN: "telecommunications equipment, in general trade", ZH: "一般贸易中的电信设备"}},
	SatelliteReceiver: {Key: SatelliteReceiver, Name: "satellite_receiver", Kind: Bool, Question: edition.Text{
		EN: "Is the product a ground receiver of satellite broadcasts, or a part made for one?",
		ZH: "商品是否为卫星电视广播地面接收设施或其专用元部件？"},
		Matters: edition.Text{EN: "receivers, aerials and their parts", ZH: "接收设备、天线及其零件"}},
	CommercialEncryption: {Key: CommercialEncryption, Name: "commercial_encryption", Kind: Bool, Question: edition.Text{
		EN: "Is the product on the import licence list of commercial encryption (not a consumer good)?",
		ZH: "商品是否列入商用密码进口许可清单（大众消费类产品除外）？"},
		Matters: edition.Text{EN: "goods with encryption", ZH: "含密码功能的产品"}},
	CovertDevice: {Key: CovertDevice, Name: "covert_device", Kind: Bool, Question: edition.Text{
		EN: "Is the product made for secret listening or watching?",
		ZH: "商品是否为窃听、窃照等专用间谍器材？"},
		Matters: edition.Text{EN: "devices for secret listening or watching", ZH: "窃听、窃照器材"}},
	CCCCatalogue: {Key: CCCCatalogue, Name: "ccc_catalogue", Kind: Bool, Question: edition.Text{
		EN: "Is the product in the catalogue of compulsory certification (CCC)?",
		ZH: "商品是否列入强制性产品认证目录？"},
		Matters: edition.Text{
			EN: "lines that do not bear inspection class L, in general trade",
			ZH: "一般贸易中未标注检验检疫类别“L”（民用商品入境验证）的税号"}},
	SpecialEquipment: {Key: SpecialEquipment, Name: "special_equipment", Kind: Bool, Question: edition.Text{
		EN: "Is the product special equipment (boiler, pressure vessel or pipe part, lift, crane, cableway, ride, works vehicle) or a safety part of it?",
		ZH: "商品是否为特种设备（锅炉、压力容器、压力管道元件、电梯、起重机械、客运索道、大型游乐设施、场内车辆）或其安全附件？"},
		Matters: edition.Text{
			EN: "boilers, vessels, pipes, lifting gear and rides, in general trade",
			ZH: "一般贸易中的锅炉、容器、管道、起重机械和游乐设施"}},
	MeasuringInstrument: {Key: MeasuringInstrument, Name: "measuring_instrument", Kind: Bool, Question: edition.Text{
		EN: "Is the product a measuring instrument of the type approval catalogue?",
		ZH: "商品是否为列入型式审查目录的计量器具？"},
		Matters: edition.Text{EN: "measuring instruments, in general trade", ZH: "一般贸易中的计量器具"}},
	CombustionEngine: {Key: CombustionEngine, Name: "combustion_engine", Kind: Bool, Question: edition.Text{
		EN: "Is the product an internal combustion engine, or driven by one?",
		ZH: "商品是否为内燃发动机或由内燃发动机驱动？"},
		Matters: edition.Text{
			EN: "engines, ships and machines with an engine, in general trade",
			ZH: "一般贸易中的发动机、船舶和装有发动机的机械"}},
	NuclearUse: {Key: NuclearUse, Name: "nuclear_use", Kind: Bool, Question: edition.Text{
		EN: "Is the product made for a nuclear facility, or does it hold a radioactive source?",
		ZH: "商品是否为民用核设施专用，或含有放射源？"},
		Matters: edition.Text{
			EN: "equipment of nuclear facilities and radioactive sources, in general trade",
			ZH: "一般贸易中的核设施设备和放射源"}},
	ImitationGun: {Key: ImitationGun, Name: "imitation_gun", Kind: Bool, Question: edition.Text{
		EN: "Is the product an imitation of a gun?",
		ZH: "商品是否为仿真枪？"},
		Matters: edition.Text{EN: "goods in the shape of a gun", ZH: "枪形物品"}},
	CulturalRelic: {Key: CulturalRelic, Name: "cultural_relic", Kind: Bool, Question: edition.Text{
		EN: "Is the product a cultural relic or an antique?",
		ZH: "商品是否为文物或古物？"},
		Matters: edition.Text{EN: "antiques, art and collections", ZH: "古物、艺术品和收藏品"}},
	FoodClass: {Key: FoodClass, Name: "food_class", Kind: String,
		Values: []string{"ordinary", "infant_formula", "health_food", "medical_food"},
		Question: edition.Text{
			EN: "Which kind of food is it: ordinary, infant formula, health food, or formula food for special medical purposes?",
			ZH: "商品属于哪一类食品：普通食品、婴幼儿配方食品、保健食品，还是特殊医学用途配方食品？"},
		Matters: edition.Text{EN: "food preparations, in general trade", ZH: "一般贸易中的食品制品"}},

	DogOrCat: {Key: DogOrCat, Name: "dog_or_cat", Kind: Bool, Question: edition.Text{
		EN: "Is the product a dog or a cat?",
		ZH: "商品是否为犬或猫？"},
		Matters: edition.Text{EN: "live mammals by direct purchase", ZH: "直购进口的活哺乳动物"}},
	MeatProduct: {Key: MeatProduct, Name: "meat_product", Kind: Bool, Question: edition.Text{
		EN: "Is the product a preparation of meat, or does it hold meat?",
		ZH: "商品是否为肉类制品或含有肉类？"},
		Matters: edition.Text{
			EN: "extracts, soups, stuffed pasta and pastries by direct purchase",
			ZH: "直购进口的肉汁、汤料、包馅面食和糕点"}},
	CarrierSendsData: {Key: CarrierSendsData, Name: "carrier_sends_data", Kind: Bool, Example: `true`,
		Question: edition.Text{
			EN: "Does the express or postal firm send customs the data of trade, payment and logistics, and take the legal responsibility?",
			ZH: "快递、邮政企业是否统一向海关提供交易、支付、物流等电子信息，并承诺承担相应法律责任？"},
		Matters: edition.Text{EN: "direct purchase that is not sold on a connected platform", ZH: "未通过联网平台交易的直购进口"}},
	EggProduct: {Key: EggProduct, Name: "egg_product", Kind: Bool, Question: edition.Text{
		EN: "Is the product an egg product, such as mayonnaise?",
		ZH: "商品是否为蛋源产品（如蛋黄酱）？"},
		Matters: edition.Text{EN: "sauces by direct purchase", ZH: "直购进口的调味酱"}},

	ElephantIvory: {Key: ElephantIvory, Name: "elephant_ivory", Kind: Bool, Question: edition.Text{
		EN: "Is the product elephant ivory, or made with it?",
		ZH: "商品是否为象牙或含有象牙？"},
		Matters: edition.Text{EN: "tusks, teeth and goods of them", ZH: "兽牙及其制品"}},
	PoliceEquipment: {Key: PoliceEquipment, Name: "police_equipment", Kind: Bool, Question: edition.Text{
		EN: "Is the product equipment of the police: insignia, uniforms, handcuffs, batons or other restraints?",
		ZH: "商品是否为警用标志、制式服装或手铐、警棍等警械？"},
		Matters: edition.Text{EN: "goods that the police alone may hold", ZH: "人民警察专用的物品"}},

	FactHSCode: {Key: FactHSCode, Name: "item.hs_code", Kind: String, Pointer: "/item/hs_code", Example: `"0409000000"`,
		Question: edition.Text{
			EN: "Which finer code does the product have?",
			ZH: "商品的更细一级编码是什么？"}},
	FactOrigin: {Key: FactOrigin, Name: "item.origin", Kind: String, Pointer: "/item/origin", Example: `"NZ"`,
		Question: edition.Text{
			EN: "In which country or region does the product originate?",
			ZH: "商品的原产国（地区）是哪里？"},
		Matters: edition.Text{EN: "the duty in general trade, and food of every channel", ZH: "一般贸易的关税，以及各渠道的食品"}},
	FactUnitPrice: {Key: FactUnitPrice, Name: "item.unit_price", Kind: Number, Pointer: "/item/unit_price",
		Example: `{"amount":"129.00","currency":"CNY"}`, Question: edition.Text{
			EN: "What is the price of one item in CNY?",
			ZH: "每件商品的价格是多少元人民币？"},
		Matters: edition.Text{EN: "taxes, and the value limits of retail import", ZH: "税款，以及零售进口的限值"}},
	FactQuantity: {Key: FactQuantity, Name: "item.quantity", Kind: Number, Pointer: "/item/quantity", Example: `1`,
		Question: edition.Text{
			EN: "How many items are in the order?",
			ZH: "订单中有多少件商品？"},
		Matters: edition.Text{EN: "taxes, and the limits of retail import", ZH: "税款，以及零售进口的限值、限量"}},
	FactNetWeight: {Key: FactNetWeight, Name: "item.net_weight_g", Kind: Number, Pointer: "/item/net_weight_g",
		Example: `500`, Question: edition.Text{
			EN: "What is the net weight of one item in grams?",
			ZH: "每件商品的净重是多少克？"},
		Matters: edition.Text{
			EN: "goods taxed by weight, cosmetics labelled by weight, and lines with a weight limit",
			ZH: "按重量计税的商品、按重量标注的化妆品，以及限重的税号"}},
	FactSpentThisYear: {Key: FactSpentThisYear, Name: "buyer.spent_this_year", Kind: Number,
		Pointer: "/buyer/spent_this_year", Example: `{"amount":"1200.00","currency":"CNY"}`, Question: edition.Text{
			EN: "How much has the buyer spent on retail imports this year, before this order?",
			ZH: "消费者本年度此前的零售进口交易总额是多少？"},
		Matters: edition.Text{EN: "the yearly limit of retail import", ZH: "零售进口的年度限值"}},

	FactSector: {Key: FactSector, Name: "sector.code", Kind: String, Pointer: "/sector/code", Example: `"7231"`,
		Question: edition.Text{
			EN: "Which code of GB/T 4754-2017 does the service have, as fine as it is known?",
			ZH: "该服务对应的国民经济行业分类（GB/T 4754-2017）编码是什么（尽可能细）？"}},
	FactMode: {Key: FactMode, Name: "mode", Kind: Number, Pointer: "/mode", Example: `1`, Question: edition.Text{
		EN: "How is the service supplied: from abroad (1), to a consumer who is abroad (2), by a company in China (3), or by persons who come to China (4)?",
		ZH: "服务以何种模式提供：跨境交付（1）、境外消费（2）、商业存在（3）或自然人移动（4）？"}},
	FactProviderHome: {Key: FactProviderHome, Name: "provider.home", Kind: String, Pointer: "/provider/home",
		Example: `"HK"`, Question: edition.Text{
			EN: "In which country or region outside the mainland is the provider at home?",
			ZH: "境外服务提供者来自哪个国家或地区？"}},
	ServiceActivity: {Key: ServiceActivity, Name: "activity", Kind: String, Example: `"none"`, Question: edition.Text{
		EN: "Which of the activities that the reasons name does the service consist in? Name all of them; add none when it is no other.",
		ZH: "该服务包含理由中所列的哪些活动？请全部列出；不含其他活动的，另填 none。"}},
	ChineseNational: {Key: ChineseNational, Name: "chinese_national", Kind: Bool, Question: edition.Text{
		EN: "Is the person who would supply the service a Chinese national?",
		ZH: "提供服务的自然人是否具有中国国籍？"}},
	OverseasIndividual: {Key: OverseasIndividual, Name: "overseas_individual", Kind: Bool, Question: edition.Text{
		EN: "Is the person who would supply the service an overseas individual (境外个人): a foreigner, or a resident of Hong Kong, Macao or Taiwan?",
		ZH: "提供服务的自然人是否为境外个人（外国人，或者香港、澳门、台湾居民）？"}},
}

// At returns the JSON pointer to the fact in the body of a check. In a check of a
// service, "facts" is at the top level.
func (s *FactSpec) At(service bool) string {
	switch {
	case s.Pointer != "":
		return s.Pointer
	case service:
		return "/facts/" + s.Name
	}
	return "/item/facts/" + s.Name
}

// Sample returns JSON that the API accepts for the fact.
func (s *FactSpec) Sample() string {
	switch {
	case s.Example != "":
		return s.Example
	case len(s.Values) > 0:
		return `"` + s.Values[0] + `"`
	}
	return "false"
}

// JSONType returns the type of the fact's value in JSON.
func (s *FactSpec) JSONType() string {
	if s.Example != "" && s.Example[0] == '{' {
		return "object"
	}
	return s.Kind.String()
}

// Spec returns the description of a fact.
func (k FactKey) Spec() *FactSpec { return &factTable[k] }

// String returns the public name of the fact.
func (k FactKey) String() string { return factTable[k].Name }

// Vocabulary returns the facts that a request about goods may have under "facts", in a
// fixed order.
func Vocabulary() []*FactSpec {
	specs := make([]*FactSpec, 0, numFacts)
	for k := NoFact + 1; k < numFacts; k++ {
		specs = append(specs, &factTable[k])
	}
	return specs
}

// ParseFact returns the fact with that name among those of Vocabulary.
func ParseFact(name string) (FactKey, bool) {
	for k := NoFact + 1; k < numFacts; k++ {
		if factTable[k].Name == name {
			return k, true
		}
	}
	return NoFact, false
}

// FindFact returns the fact with that name, including facts with their own fields and
// facts about services.
func FindFact(name string) (FactKey, bool) {
	for k := NoFact + 1; k < endFacts; k++ {
		if factTable[k].Name == name && name != "" {
			return k, true
		}
	}
	return NoFact, false
}

// A factSet is a set of facts.
type factSet [(endFacts + 63) / 64]uint64

// add adds a fact.
func (s *factSet) add(k FactKey) { s[k>>6] |= 1 << (k & 63) }

// addAll adds the facts of another set.
func (s *factSet) addAll(o *factSet) {
	for i := range s {
		s[i] |= o[i]
	}
}

// appendTo appends the facts that are not in except, in the order of the vocabulary.
func (s *factSet) appendTo(to []FactKey, except *factSet) []FactKey {
	for i, word := range s {
		for word &^= except[i]; word != 0; word &= word - 1 {
			to = append(to, FactKey(i<<6+bits.TrailingZeros64(word)))
		}
	}
	return to
}
