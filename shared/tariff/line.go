package tariff

// Line is one ten-digit code of the tariff with everything the schedule says
// of it. Its strings share memory with the table and stay valid for good.
type Line struct {
	Code   Code
	NameZH string

	Unit1, Unit2 Unit // legal units; Unit2 is often blank

	MFN         *Rate // 最惠国税率
	Provisional *Rate // 暂定税率, which replaces MFN when present; nil when there is none
	General     *Rate // 普通税率
	VAT         *Rate // 增值税率
	Consumption *Rate // 消费税率

	// Supervision holds the one-character supervision conditions (监管条件);
	// their order means nothing and case matters.
	Supervision string
	// InspectionImport and InspectionExport are the inspection and quarantine
	// classes (检验检疫类别).
	InspectionImport, InspectionExport string
}

// Node is a code at any level, as the tariff names it.
type Node struct {
	Code   Code
	NameZH string // blank where the source has none: headings and subheadings
	NameEN string // of the code itself at 2 to 6 digits; below, of its 6-digit parent
	// Lines is how many ten-digit lines lie under the code.
	Lines int
}

// Supervision is a customs supervision condition (监管条件): a document or a
// prohibition that customs looks for when the goods are declared.
type Supervision struct {
	Letter         byte // a letter, whose case matters, or a digit
	NameZH         string
	NameEN         string // our translation; no official one is held
	Import, Export bool   // the directions it applies to
}

// SupervisionOf returns what a character of Line.Supervision stands for.
func SupervisionOf(letter byte) (Supervision, bool) {
	for i := range supervisionLetters {
		if supervisionLetters[i].Letter == letter {
			return supervisionLetters[i], true
		}
	}
	return Supervision{}, false
}

// Inspection is an inspection and quarantine class (检验检疫类别).
type Inspection struct {
	Letter         byte
	NameZH         string
	NameEN         string // our translation
	Import, Export bool   // the direction it applies to
}

// InspectionOf returns what a letter of Line.InspectionImport or
// Line.InspectionExport stands for.
func InspectionOf(letter byte) (Inspection, bool) {
	for i := range inspectionLetters {
		if inspectionLetters[i].Letter == letter {
			return inspectionLetters[i], true
		}
	}
	return Inspection{}, false
}
