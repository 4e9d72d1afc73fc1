// Package services holds what is written about services that are supplied into
// China from abroad: the negative lists, the laws beside them, and the codes
// by which services are sorted.
//
// # How a service crosses a border
//
// Goods are carried; a service may cross in four ways, which the General
// Agreement on Trade in Services numbers. Take legal advice from New York to a
// company in Shanghai:
//
//	1  cross-border supply      the advice is sent by mail
//	2  consumption abroad       somebody of the company goes to New York for it
//	3  commercial presence      the firm opens an office in Shanghai
//	4  natural persons          a lawyer of the firm comes to Shanghai
//
// Each [Mode] is ruled by itself: what may be mailed may not be said in person.
// Modes 1, 2 and 4 are cross-border trade, and the lists here are about them.
// Mode 3 is investment, and another list's subject, which is not held.
//
// # Negative lists
//
// A negative list names what is restricted; what it does not name is treated
// as if a provider at home supplied it. China has one for the mainland, one for
// its pilot free trade zones, and one for Hainan, chosen by where the customer
// is ([Place]):
//
//	list, _ := services.BuiltIn().List(services.Hainan.List())
//	edition, ok := list.At(day)
//
// A row of it is a [Measure]. Item 2 of the Hainan list of 2021 says that
// overseas providers may not supply construction and related engineering
// services. Read as a [Restriction] it has a kind (prohibited), the modes that
// it is about (1 and 4: nobody builds abroad for a client who goes there), and
// the sectors that it reaches:
//
//	47 48 49 50   whole: every service of these divisions is construction
//
// Most rows are narrower than any sector. Item 5 of the national list of 2024
// keeps overseas individuals from the examination of auctioneers, and reaches
//
//	5182 5183     in part: what an auction house does, and auctioneering too
//
// so that it applies to an [Activity] within the class, "auctioneer", and a
// caller has to say whether that is what the service consists in. Which codes
// a text reaches, and whether as a whole, is our reading; the text itself names
// no codes. Activities fall into parts where a text licenses one and bars the
// other: shooting a film alone, and as an approved co-production.
//
// A text addresses a [Person] in its own word. Residents and firms of Hong Kong,
// Macao and Taiwan are 境外 (overseas) and not 外国 (foreign): item 5, which says
// 境外个人, keeps them out, and item 10, on 外国 ship survey bodies, does not.
//
// Equal treatment is not freedom: rules that bind everybody stay. And the notes
// of the lists leave some fields to the rules in force even where no row names
// them ([AreaOf]).
//
// # Laws
//
// A [Provision] is a rule of a statute that binds overseas providers whatever a
// list says: a foreign company may not sell veterinary medicines directly in
// China, says article 35 of the Regulations on Veterinary Drugs, and must open
// a sales body or appoint an agent. It carries the articles, the permit and the
// authority, what it leaves out, the day on which the text that was read took
// force, and whether a later text has been adopted since.
//
// Provisions and measures have a [Weight], which says what a row can do for an
// answer: decide it, add a condition, stand there unread, or inform.
//
// # Held in part
//
// Of 71, 68 and 70 measures 11, 2 and 9 are held. The coverage of an edition
// says so, and a sector without a row is unknown, never "not on the list".
// source/NOTICE.md has the provenance of every row. What press, chambers and
// guides say of a place is a [Report], which clears nothing. An earlier list, of the
// Shanghai pilot zone of 2018 with 159 measures, is known by name; nothing of
// it is held.
//
// # Sectors
//
// The lists follow GB/T 4754-2017, in which activities are sorted by a letter
// and up to four digits:
//
//	L       租赁和商务服务业       Leasing and business services      section
//	72      商务服务业           Business services                 division
//	723     法律服务             Legal services                    group
//	7231    律师及相关法律服务     Lawyers and related legal services  class
//
// It has 20 sections, 97 divisions, 473 groups and 1,381 classes; Chinese names
// are the standard's, English ones our own. [Lookup] and [Children] walk it,
// [ClassesUnder] gives the classes of any code.
//
// Trade agreements speak W/120 ("1.A.a Legal services"), statistics CPC 2.1
// ("82120"). [Sector.GBT] leads from either to GB/T 4754: from W/120 by a
// mapping of our own, from CPC through the classes of ISIC that both standards
// refer to, which is broader than meant. Of the 166 rows of W/120 122 were
// written down from memory and not compared with the document; they are marked
// Recalled, help to find a code, and decide nothing.
//
// [Search] ranks sectors by names, words of every day and brands, by the same search as goods are found by
// (package shared/search/model); infra/search learns how the evidence is weighed. [Named] takes words that are a name.
//
// # What this package does not decide
//
// It says what is written. Whether a service may be supplied is for package
// eligibility. It holds no treaty, no closer economic partnership arrangement,
// no ministry rules, and neither the market access list nor the one for foreign
// investment.
package services
