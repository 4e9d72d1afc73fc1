package eligibility

import "importchecker/shared/edition"

// The reasons why a tax is not computed.
var (
	whyNoTariff = edition.Text{
		EN: "The tariff of this day is not held, so its rates are unknown.",
		ZH: "未收录该日适用的税则，税率未知。"}
	whyUnstated = edition.Text{
		EN: "No source says how goods of this pilot are taxed.",
		ZH: "现有来源未说明该试点商品如何征税。"}
	whyBlank = edition.Text{
		EN: "The tariff leaves this rate blank; it is unknown, not zero.",
		ZH: "税则此栏为空，税率未知，不等于零。"}
	whyDefect = edition.Text{
		EN: "The text of this rate cannot be relied upon.",
		ZH: "该税率文本有误，不足为据。"}
	whyBase = edition.Text{
		EN: "A tax that belongs to the base of this one is unknown.",
		ZH: "构成计税价格的其他税额未知。"}
	whyFact = edition.Text{
		EN: "A fact that the amount depends on is missing.",
		ZH: "缺少计算税额所需的信息。"}
	whyThreshold = edition.Text{
		EN: "The value per unit lies below the threshold without the duty and above it with the duty; the texts held do not say which counts.",
		ZH: "不含关税的单位价值低于起征标准，含关税则高于该标准；现有文本未说明以何者为准。"}
	whyUnit = edition.Text{
		EN: "The rate is set for a unit that no fact of the vocabulary measures.",
		ZH: "税率所依据的计量单位没有对应的信息项。"}
	whyOtherRules = edition.Text{
		EN: "Other texts than the schedule decide the tax on these goods; see the notes.",
		ZH: "该商品的税收另有规定，见说明。"}
	whyNoPrice = edition.Text{
		EN: "A price of zero is no customs value: customs sets one from comparable goods. Give the value to be declared.",
		ZH: "价格为零不等于完税价格为零：海关将另行估价。请提供申报价格。"}
	whyLimit = edition.Text{
		EN: "Whether the composite tax or the full tax applies turns on a limit that the texts held do not settle for this amount.",
		ZH: "适用综合税还是全额征税取决于限值，现有文本对该金额未作规定。"}
	whyRange = edition.Text{
		EN: "The amount is out of range.",
		ZH: "金额超出范围。"}
)
