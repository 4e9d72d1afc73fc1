package tariff

// Rate is a rate of duty or tax as the schedule prints it, with its parsed form.
// Most are ad valorem ("13%"); some are specific ("0.8元/千克"), compound
// ("20%+0.912元/升"), or conditional on the dutiable value of one unit
// ("完税价大于等于10000元：15%，完税价小于10000元：0。").
//
// A rate that the source leaves blank is a nil *Rate: unknown, never zero.
type Rate struct {
	// Text is the cell of the source.
	Text string
	// Cases has one case for an unconditional rate. A conditional rate has two: first
	// the one for values below the threshold, then the one for values above.
	// It is empty when the text is not reliable, and Defect says why.
	Cases []RateCase
	// Threshold is in hundred-millionths of a yuan per ThresholdUnit, and zero
	// for an unconditional rate.
	Threshold int64
	// ThresholdUnit is the unit of the threshold as named in the text, or the piece
	// (件) for lines whose name has sheets or pieces (片, 张). When blank, the unit is
	// the line's first legal unit.
	ThresholdUnit Unit
	// ThresholdInUpper reports whether the upper case applies to a value equal to the
	// threshold (大于等于), or the lower (不高于).
	ThresholdInUpper bool
	// Defect says why the text is not reliable, such as a threshold of zero.
	Defect string
}

// RateCase is one branch of a rate: the sum of an ad valorem and a specific part.
type RateCase struct {
	AdValorem int64 // parts per million of the base: 13% is 130000
	Specific  int64 // hundred-millionths of a yuan per Unit
	Unit      Unit  // blank when Specific is zero
}

// Unit is a statistical unit as named in the source: 千克, 升, 件, …
type Unit string

// The units that rates are expressed in.
const (
	Kilogram    Unit = "千克"
	Litre       Unit = "升"
	Piece       Unit = "件"
	SquareMetre Unit = "平方米"
)

// Conditional reports whether the rate depends on the value of one unit.
func (r *Rate) Conditional() bool { return len(r.Cases) == 2 }
