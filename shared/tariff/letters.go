package tariff

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
