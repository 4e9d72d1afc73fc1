// Package services has the rules on services that are supplied into China from
// abroad: the negative lists, the laws beside them, and the classifications of
// services.
//
// # Modes of supply
//
// A service may cross a border in four ways, which the General Agreement on
// Trade in Services numbers. Take legal advice from New York to a company in
// Shanghai:
//
//	1  cross-border supply      the advice is sent by mail
//	2  consumption abroad       somebody of the company goes to New York for it
//	3  commercial presence      the firm opens an office in Shanghai
//	4  natural persons          a lawyer of the firm comes to Shanghai
//
// Each [Mode] has its own rules: advice that may be sent by mail may be
// forbidden in person. Modes 1, 2 and 4 are cross-border trade, which the lists
// here regulate. Mode 3 is investment, the subject of another list, which is not
// held.
//
// # Negative lists
//
// A negative list names what is restricted; for other services, overseas
// providers are treated like domestic ones. China has one list for the mainland,
// one for its pilot free trade zones, and one for Hainan. The location of the
// customer decides which applies ([Place]):
//
//	list, _ := services.BuiltIn().List(services.Hainan.List())
//	edition, ok := list.At(day)
//
// A row of it is a [Measure]. Item 2 of the Hainan list of 2021 says that
// overseas providers may not supply construction and related engineering
// services. Read as a [Restriction] it has a kind (prohibited), the modes that
// it regulates (1 and 4: nobody builds abroad for a client who goes there), and
// the sectors that it reaches:
//
//	47 48 49 50   whole: every service of these divisions is construction
//
// Most rows are narrower than any sector. Item 5 of the national list of 2024
// excludes overseas individuals from the examination of auctioneers, and reaches
//
//	5182 5183     in part: what an auction house does, and auctioneering too
//
// so that it applies to an [Activity] within the class, "auctioneer", and a
// caller has to say whether the service consists in it. Which codes a text
// reaches, and whether as a whole, is our reading; the text names no codes. An
// activity has parts where a text licenses one part and bars the other: shooting
// a film alone, and as an approved co-production.
//
// A text addresses a [Person] by a word of its own. Residents and firms of Hong
// Kong, Macao and Taiwan are 境外 (overseas) and not 外国 (foreign): item 5, which
// says 境外个人, excludes them, and item 10, on 外国 ship survey bodies, does not.
//
// Rules that bind all providers apply in addition to the lists. And the notes of
// the lists leave some fields to the rules in force even where no row names them
// ([AreaOf]).
//
// # Laws
//
// A [Provision] is a rule of a statute that binds overseas providers whatever a
// list says: a foreign company may not sell veterinary medicines directly in
// China, says article 35 of the Regulations on Veterinary Drugs, and must open
// a sales body or appoint an agent. It has the articles, the permit and the
// authority, its exceptions, the day on which the text that was read took effect,
// and whether a later text has been adopted since.
//
// Provisions and measures have a [Weight], which says how a row affects an
// answer: it decides, adds a condition, only shows that there is a row, or informs.
//
// # Coverage
//
// Of 71, 68 and 70 measures 11, 2 and 9 are held. The coverage of an edition
// says so, and the status of a sector without a row is unknown, never "not on
// the list". source/NOTICE.md has the provenance of every row. A statement of
// press, chambers or guides about a place is a [Report], which clears nothing. Of
// an earlier list, of the Shanghai pilot zone of 2018 with 159 measures, nothing
// is held.
//
// # Sectors
//
// The lists follow GB/T 4754-2017, which classifies activities by a letter and up
// to four digits:
//
//	L       租赁和商务服务业       Leasing and business services      section
//	72      商务服务业           Business services                 division
//	723     法律服务             Legal services                    group
//	7231    律师及相关法律服务     Lawyers and related legal services  class
//
// It has 20 sections, 97 divisions, 473 groups and 1,381 classes; Chinese names
// are the standard's, English ones our own. [Lookup] and [Children] navigate it,
// [ClassesUnder] returns the classes of any code.
//
// Trade agreements use W/120 ("1.A.a Legal services"), statistics CPC 2.1
// ("82120"). [Sector.GBT] maps both to GB/T 4754: W/120 by a mapping of our own,
// CPC through the classes of ISIC that both standards refer to, which gives more
// codes than are meant. Of the 166 rows of W/120, 122 were written down from
// memory and not compared with the document; they are marked Recalled, help to
// find a code, and decide nothing.
//
// [Search] ranks sectors by names, everyday words and brands, with the search that
// finds goods (package shared/search/model); infra/search learns the weights of the
// evidence. [Named] finds a sector by its exact name.
//
// # What this package does not decide
//
// It has the texts. Package eligibility decides whether a service may be
// supplied. It has no treaty, no closer economic partnership arrangement, no
// ministry rules, and neither the market access list nor the list for foreign
// investment.
package services
