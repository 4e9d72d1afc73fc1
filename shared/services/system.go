package services

// System is a classification of services.
type System uint8

const (
	// GBT4754 is China's classification of economic activities, GB/T
	// 4754-2017, which the lists follow.
	GBT4754 System = iota + 1
	// W120 is the sectoral list of the World Trade Organization,
	// MTN.GNS/W/120, in which trade commitments are written.
	W120
	// CPC21 is the United Nations' Central Product Classification, version
	// 2.1, sections 5 to 9.
	CPC21
	endSystems
)

var systemNames = [...]string{GBT4754: "gbt4754", W120: "w120", CPC21: "cpc21"}

var systemTitles = [...]string{GBT4754: "GB/T 4754-2017", W120: "MTN.GNS/W/120", CPC21: "CPC 2.1"}

// String returns the public name of the system.
func (s System) String() string {
	if int(s) < len(systemNames) {
		return systemNames[s]
	}
	return ""
}

// Title returns the name of the document that defines the system.
func (s System) Title() string {
	if int(s) < len(systemTitles) {
		return systemTitles[s]
	}
	return ""
}

// ParseSystem is the inverse of String.
func ParseSystem(name string) (System, bool) {
	for s := GBT4754; s < endSystems; s++ {
		if systemNames[s] == name {
			return s, true
		}
	}
	return 0, false
}

// Systems returns the classifications in a fixed order.
func Systems() []System { return []System{GBT4754, W120, CPC21} }

// Level is the level of a code in its classification.
type Level uint8

const (
	Section  Level = iota + 1 // 门类: a letter in GB/T 4754; 12 sectors in W/120
	Division                  // 大类
	Group                     // 中类
	Class                     // 小类, the finest of GB/T 4754
	Subclass                  // the finest of CPC
)

var levelNames = [...]string{Section: "section", Division: "division", Group: "group", Class: "class",
	Subclass: "subclass"}

// String returns the public name of the level.
func (l Level) String() string {
	if int(l) < len(levelNames) {
		return levelNames[l]
	}
	return ""
}
