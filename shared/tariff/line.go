package tariff

// Line is one ten-digit code of the tariff with its rates and conditions. Its
// strings share memory with the table and stay valid.
type Line struct {
	Code   Code
	NameZH string

	Unit1, Unit2 Unit // legal units; Unit2 is often blank

	MFN         *Rate // 最惠国税率
	Provisional *Rate // 暂定税率, which replaces MFN when present; nil when there is none
	General     *Rate // 普通税率
	VAT         *Rate // 增值税率
	Consumption *Rate // 消费税率

	// Supervision has the one-character supervision conditions (监管条件).
	// Their order has no meaning; their case has.
	Supervision string
	// InspectionImport and InspectionExport are the inspection and quarantine
	// classes (检验检疫类别).
	InspectionImport, InspectionExport string
}

// Node is a code of any level with its names.
type Node struct {
	Code   Code
	NameZH string // blank for headings and subheadings, which the source does not name
	NameEN string // of the code itself up to 6 digits, otherwise of its subheading
	// Lines is the number of ten-digit lines under the code.
	Lines int
}

// Supervision is a customs supervision condition (监管条件): a document that customs
// requires when the goods are declared, or a prohibition.
type Supervision struct {
	Letter         byte // a letter, whose case matters, or a digit
	NameZH         string
	NameEN         string // our translation
	Import, Export bool   // directions that it applies to
}

// SupervisionOf returns the condition of a character in Line.Supervision.
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
	Import, Export bool   // direction that it applies to
}

// InspectionOf returns the class of a letter in Line.InspectionImport or
// Line.InspectionExport.
func InspectionOf(letter byte) (Inspection, bool) {
	for i := range inspectionLetters {
		if inspectionLetters[i].Letter == letter {
			return inspectionLetters[i], true
		}
	}
	return Inspection{}, false
}
