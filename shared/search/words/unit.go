package words

// units are words that may follow a number and are part of a quantity.
var units = map[string]bool{
	"g": true, "kg": true, "mg": true, "mcg": true, "ug": true, "oz": true, "lb": true, "lbs": true, "gr": true,
	"gm": true,
	"ml": true, "l": true, "cl": true, "dl": true, "ltr": true, "litre": true, "liter": true, "gal": true,
	"cm": true, "mm": true, "m": true, "km": true, "inch": true, "in": true, "ft": true, "um": true,
	"pcs": true, "pc": true, "pk": true, "pack": true, "x": true, "ct": true, "pieces": true, "set": true, "sets": true,
	"p": true,
	"w": true, "v": true, "mah": true, "ah": true, "hz": true, "khz": true, "ghz": true, "gb": true, "tb": true,
	"mp":  true,
	"yrs": true, "years": true, "months": true, "th": true, "st": true, "nd": true, "rd": true, "s": true, "d": true,
	"k": true,
}
