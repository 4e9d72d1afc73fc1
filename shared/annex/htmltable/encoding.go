package htmltable

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"importchecker/shared/annex/tables"
)

// charset matches the encoding named in a page, within the bytes that browsers
// examine.
var charset = regexp.MustCompile(
	`(?i)<meta[^>]+charset\s*=\s*["']?\s*([a-z0-9_:-]+)|^\s*<\?xml[^>]+encoding=["']([a-z0-9_:-]+)`)

// Decode returns the text of a page in UTF-8, and the name of its encoding.
func Decode(raw []byte) (text []byte, encoding string, err error) {
	if len(raw) > tables.MaxFile {
		return nil, "", tables.TooLarge(len(raw))
	}
	return decode(raw)
}

func decode(raw []byte) (text []byte, encoding string, err error) {
	if plain, marked := bytes.CutPrefix(raw, []byte("\xef\xbb\xbf")); marked {
		if !utf8.Valid(plain) {
			return nil, "", errors.New("begins as UTF-8 but is not UTF-8 throughout")
		}
		return plain, "UTF-8 with a byte order mark", nil
	}
	if bytes.HasPrefix(raw, []byte("\xff\xfe")) || bytes.HasPrefix(raw, []byte("\xfe\xff")) {
		return nil, "", errors.New("is in UTF-16: save it in UTF-8")
	}
	m := charset.FindSubmatch(raw[:min(len(raw), 4096)])
	if m == nil {
		return tables.DecodeText(raw)
	}
	switch name := strings.ToLower(string(m[1]) + string(m[2])); name {
	case "utf-8", "utf8", "us-ascii", "ascii":
		if !utf8.Valid(raw) {
			return nil, "", fmt.Errorf("says that it is in %s, and is not", name)
		}
		return raw, "UTF-8", nil
	case "gb2312", "gbk", "gb18030", "x-gbk", "cp936", "ms936", "windows-936", "gb_2312-80":
		if utf8.Valid(raw) && !ascii(raw) {
			return raw, "UTF-8, though it says " + name, nil
		}
		text, err = simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
		if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
			return nil, "", fmt.Errorf("says that it is in %s, and is not", name)
		}
		return text, "GB18030", nil
	default:
		if ascii(raw) {
			return raw, "UTF-8", nil
		}
		return nil, "", fmt.Errorf("is in %s: save it in UTF-8", name)
	}
}

func ascii(raw []byte) bool {
	for _, b := range raw {
		if b >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
