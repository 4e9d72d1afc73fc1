package eligibility

import (
	"slices"
	"strconv"
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/money"
	"importchecker/shared/regime"
)

// ReasonCode is the public, stable name of a reason. Codes are never reused;
// their sentences may be reworded.
type ReasonCode string

const (
	// The code and the tariff of the day.
	CodeMissing   ReasonCode = "code_missing"    // no code was given; the name has candidates
	NameNotFound  ReasonCode = "name_not_found"  // no code was given, and the name matches none in the tariff
	CodeUnknown   ReasonCode = "code_unknown"    // in no tariff held
	CodeOutdated  ReasonCode = "code_outdated"   // a former code, not in the tariff of the day
	CodeTooCoarse ReasonCode = "code_too_coarse" // the lines under it have different verdicts
	TariffNotHeld ReasonCode = "tariff_not_held" // no tariff is held for the day
	SpecialCode   ReasonCode = "special_code"    // chapter 98 declares categories, not products

	// Prohibited outright.
	ImportProhibited       ReasonCode = "import_prohibited"       // supervision condition 9
	UsedGoodsProhibited    ReasonCode = "used_goods_prohibited"   // supervision condition 6
	ExportOnlyCode         ReasonCode = "export_only_code"        // a code for exports by its name
	ProhibitedArticle      ReasonCode = "prohibited_article"      // Customs Order 43
	OutsideTariffControls  ReasonCode = "outside_tariff_controls" // arms and explosives without a stated condition
	OriginRestricted       ReasonCode = "origin_restricted"       // food: the origin decides
	PrefectureBarred       ReasonCode = "prefecture_barred"       // food of ten Japanese prefectures
	PrefectureCertificates ReasonCode = "prefecture_certificates" // food of Japan that is not barred
	JapaneseAquatic        ReasonCode = "japanese_aquatic"        // Japanese aquatic products
	ListedSpeciesExcluded  ReasonCode = "listed_species_excluded" // wildlife catalogue
	DualUseExcluded        ReasonCode = "dual_use_excluded"       // dual-use items
	EmergencyMeasure       ReasonCode = "emergency_measure"       // suspended epidemic areas, emergency risk measures
	ECigaretteOnline       ReasonCode = "e_cigarette_online"      // no network sale of e-cigarettes
	MedicinePilotOnly      ReasonCode = "medicine_pilot_only"     // 13 medicines in one pilot
	MailBarred             ReasonCode = "mail_barred"             // Announcement 470

	// The list.
	NoImportProhibition   ReasonCode = "no_import_prohibition" // the tariff has the line and does not prohibit it
	ChannelNotOpen        ReasonCode = "channel_not_open"      // the day is before the channel existed
	NoEditionInForce      ReasonCode = "no_edition_in_force"   // the list has no edition on the day
	Listed                ReasonCode = "listed"
	NameMustFit           ReasonCode = "name_must_fit"            // informs
	NotListed             ReasonCode = "not_listed"               // absent from a complete edition
	RemovedFromList       ReasonCode = "removed_from_list"        // taken out by the edition in force
	ListIncomplete        ReasonCode = "list_incomplete"          // absent from a partial edition
	StoodInEarlierEdition ReasonCode = "stood_in_earlier_edition" // informs
	PredecessorWasListed  ReasonCode = "predecessor_was_listed"   // informs
	NamedWithoutCode      ReasonCode = "named_without_code"       // informs

	// Remarks.
	BondedOnly     ReasonCode = "bonded_only"
	NamedGoodsOnly ReasonCode = "named_goods_only"
	ClassExcluded  ReasonCode = "class_excluded"
	WeightLimit    ReasonCode = "weight_limit"
	RemarkToBeRead ReasonCode = "remark_to_be_read"

	// Place, channel and limits.
	SoldInMall             ReasonCode = "sold_in_mall"
	PersonalUseOnly        ReasonCode = "personal_use_only"
	PlatformOrder          ReasonCode = "platform_order"
	PersonalUseSupervision ReasonCode = "personal_use_supervision" // standing
	NoOfflinePickup        ReasonCode = "no_offline_pickup"        // standing
	ReturnWindow           ReasonCode = "return_window"            // standing
	PilotArea              ReasonCode = "pilot_area"
	PilotZoneHeld          ReasonCode = "pilot_zone_held"    // the place named has a comprehensive pilot zone
	PilotZoneRevoked       ReasonCode = "pilot_zone_revoked" // the place named had a zone that was revoked
	// the place named has an import promotion zone, and no pilot zone that is held
	PromotionZoneOnly  ReasonCode = "promotion_zone_only"
	PilotAreaUnknown   ReasonCode = "pilot_area_unknown"   // the place named is not among those held
	MarketAccessNeeded ReasonCode = "market_access_needed" // quarantine access of country and product
	TransactionLimit   ReasonCode = "transaction_limit"
	OneItemRule        ReasonCode = "one_item_rule"
	AnnualLimit        ReasonCode = "annual_limit"

	// Documents: the supervision conditions of the tariff.
	ImportLicenceRequired               ReasonCode = "import_licence_required"
	DualUseLicenceRequired              ReasonCode = "dual_use_licence_required"
	AutomaticLicenceRequired            ReasonCode = "automatic_licence_required"
	ProcessingTradeLicence              ReasonCode = "processing_trade_licence" // informs
	QuotaCertificateRequired            ReasonCode = "quota_certificate_required"
	InspectionRequired                  ReasonCode = "inspection_required"
	EntryVerificationRequired           ReasonCode = "entry_verification_required"
	SpeciesCertificateRequired          ReasonCode = "species_certificate_required"
	LegalCatchCertificateRequired       ReasonCode = "legal_catch_certificate_required"
	MedicineClearanceRequired           ReasonCode = "medicine_clearance_required"
	MedicinePermitRequired              ReasonCode = "medicine_permit_required"
	NarcoticsPermitRequired             ReasonCode = "narcotics_permit_required"
	VeterinaryMedicineClearanceRequired ReasonCode = "veterinary_medicine_clearance_required"
	PesticideClearanceRequired          ReasonCode = "pesticide_clearance_required"
	ToxicChemicalClearanceRequired      ReasonCode = "toxic_chemical_clearance_required"
	GoldPermitRequired                  ReasonCode = "gold_permit_required"
	DiamondInspectionRequired           ReasonCode = "diamond_inspection_required"
	ExplosivesPermitRequired            ReasonCode = "explosives_permit_required"
	BroadcastMaterialPermitRequired     ReasonCode = "broadcast_material_permit_required"
	AudiovisualPermitRequired           ReasonCode = "audiovisual_permit_required"
	DiscProcessingRecordRequired        ReasonCode = "disc_processing_record_required"
	BanknotePermitRequired              ReasonCode = "banknote_permit_required"
	OtherDocumentRequired               ReasonCode = "other_document_required"
	WaiversUnknown                      ReasonCode = "waivers_unknown" // standing

	// Notes on the tax; all inform.
	OriginDecidesDuty    ReasonCode = "origin_decides_duty"     // MFN or general rate; both totals are known
	OriginNotStated      ReasonCode = "origin_not_stated"       // the same, with no total at the general rate
	OriginMayBringDuties ReasonCode = "origin_may_bring_duties" // duties on top for some origins
	GeneralRateApplies   ReasonCode = "general_rate_applies"    // the origin is not known to be a most-favoured nation
	GeneralRateUnknown   ReasonCode = "general_rate_unknown"    // the same, with no total at the other rate
	DutyOnTopIncluded    ReasonCode = "duty_on_top_included"    // by origin, in the total
	DutyOnTopInRetail    ReasonCode = "duty_on_top_in_retail"   // by origin; the duty is set at zero within the limits
	DutyOnTopPossible    ReasonCode = "duty_on_top_possible"    // by origin, not in the total
	DutyOnTopSuspended   ReasonCode = "duty_on_top_suspended"   // by origin, and not levied on the day
	TaxedByOtherRules    ReasonCode = "taxed_by_other_rules"    // no total from the schedule
	SmallDuty            ReasonCode = "small_duty"              // duty of fifty yuan or less

	// Alternatives, and the basis of the verdict.
	GeneralTradeAlternative      ReasonCode = "general_trade_alternative"       // informs
	GeneralTradeAlternativeTaxed ReasonCode = "general_trade_alternative_taxed" // informs
	GeneralTradeAlternativeBound ReasonCode = "general_trade_alternative_bound" // informs
	RestsOnReported              ReasonCode = "rests_on_reported"               // informs
	RestsOnTranscribed           ReasonCode = "rests_on_transcribed"            // informs
	RestsOnSample                ReasonCode = "rests_on_sample"                 // informs
)

// Text returns the reason as a sentence.
func (r *Reason) Text() edition.Text { return bilingual(r.AppendText) }

// AppendText appends the sentence in one language.
func (r *Reason) AppendText(b []byte, zh bool) []byte {
	if r.regime != nil {
		return r.appendRegime(b, zh)
	}
	words := goodsWords()
	if r.ofService {
		words = serviceWords()
	}
	t := words.find(r.Code, r.Effect)
	return r.fill(b, inLanguage(zh, t.EN, t.ZH), zh)
}

// fill appends a sentence with its placeholders replaced: {0} to {3} by Args, {n0} to
// {n2} by Nums, and {m0} to {m2} by Nums as amounts. {c0} writes an argument as
// inspection classes, {p0} as a prefecture, {r0} as a ratio of codes, and {z0} as a name
// that is replaced in Chinese unless it is Chinese.
func (r *Reason) fill(b []byte, s string, zh bool) []byte {
	for {
		i := strings.IndexByte(s, '{')
		if i < 0 {
			return append(b, s...)
		}
		b = append(b, s[:i]...)
		end := i + strings.IndexByte(s[i:], '}')
		name := s[i+1 : end]
		slot := name[len(name)-1] - '0'
		switch name[0] {
		case 'n':
			b = strconv.AppendInt(b, r.Nums[slot], 10)
		case 'm':
			b = money.Amount(r.Nums[slot]).Append(b)
		case 'c':
			b = appendClasses(b, r.Args[slot], zh)
		case 'p':
			b = appendPrefecture(b, r.Args[slot], zh)
		case 'r':
			b = appendRatio(b, r.Args[slot], zh)
		case 'z':
			b = appendChinese(b, r.Args[slot], zh)
		default:
			b = append(b, r.Args[slot]...)
		}
		s = s[end+1:]
	}
}

// ReasonDoc documents a reason code with one of its effects and the sentence for it,
// with placeholders.
type ReasonDoc struct {
	Code    ReasonCode
	Effect  Effect // zero: the sentence is for any effect
	Pattern edition.Text
}

// ReasonDocs returns every reason code with its sentences, in a fixed order.
func ReasonDocs() []ReasonDoc {
	docs := make([]ReasonDoc, len(goodsSentences), len(goodsSentences)+len(regime.Regimes))
	for i, s := range goodsSentences {
		docs[i] = ReasonDoc{Code: s.code, Effect: s.effect, Pattern: s.text}
	}
	for i := range regime.Regimes {
		r := &regime.Regimes[i]
		if !slices.ContainsFunc(docs, func(d ReasonDoc) bool { return d.Code == ReasonCode(r.ID) }) {
			reason := Reason{regime: r}
			docs = append(docs, ReasonDoc{Code: ReasonCode(r.ID), Pattern: reason.Text()})
		}
	}
	return docs
}

// ReasonCodes returns every reason code once, in the order of ReasonDocs.
func ReasonCodes() []ReasonCode {
	var codes []ReasonCode
	for _, s := range ReasonDocs() {
		if len(codes) == 0 || codes[len(codes)-1] != s.Code {
			codes = append(codes, s.Code)
		}
	}
	return codes
}
