package layout

import "importchecker/shared/list/compile"

// Bilingual returns a problem in English and, on the next line, in Chinese.
func Bilingual(p *compile.Problem) string {
	if zh := p.Chinese(); zh != "" {
		return p.Error() + "\n      " + zh
	}
	return p.Error()
}
