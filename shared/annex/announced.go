package annex

import (
	"importchecker/shared/edition"
	"importchecker/shared/publication"
)

// announcement is the announcement of an edition: what the maintainer gave,
// completed from the stored edition.
type announcement struct {
	publication.Announcement
}

// completeAnnouncement completes the announcement that a maintainer gave. The
// error names every field that remains blank.
func completeAnnouncement(a *publication.Annex, stored *edition.Edition, short edition.Text,
	counts string) (announcement, error) {
	k := announcement{a.Announced}
	if k.Counts == "" {
		k.Counts = counts
	}
	if stored != nil {
		orText(&k.Title, stored.Title)
		orText(&k.Short, short)
		orText(&k.Issuer, stored.Issuer)
		orString(&k.Document, stored.Document)
		orString(&k.Published, stored.Published)
		if k.Effective == 0 {
			k.Effective = stored.From
		}
		if k.Stated == 0 {
			k.Stated = stored.Stated
		}
	}
	return k, joinErrors(k.missing(isServiceList(a.List)), k.invalid())
}

func orText(t *edition.Text, other edition.Text) {
	orString(&t.EN, other.EN)
	orString(&t.ZH, other.ZH)
}

func orString(s *string, other string) {
	if *s == "" {
		*s = other
	}
}

// missing returns an error for each field that is blank.
func (k *announcement) missing(short bool) error {
	var faults []error
	need := func(field string, there bool) {
		if !there {
			faults = append(faults, refuse(field, "blank, and no edition of that id is held to take it from", "未填写，且没有该版可供沿用"))
		}
	}
	need("title_en", k.Title.EN != "")
	need("title_zh", k.Title.ZH != "")
	if short {
		need("short_en", k.Short.EN != "")
		need("short_zh", k.Short.ZH != "")
	}
	need("issuer_en", k.Issuer.EN != "")
	need("issuer_zh", k.Issuer.ZH != "")
	need("document", k.Document != "")
	need("effective", k.Effective != 0)
	need("stated", k.Stated != 0)
	need("published", k.Published != "")
	return joinErrors(faults...)
}

// invalid returns an error for each field with an impossible value.
func (k *announcement) invalid() error {
	var faults []error
	if k.Stated < 0 {
		faults = append(faults, refuse("stated", "%d: want the positive count that the announcement states", "%d：应为公告所述的正数",
			k.Stated))
	}
	if k.Superseded != 0 && k.Superseded <= k.Effective {
		faults = append(faults, refuse("superseded", "%s is not after %s, the first day in force", "%s不晚于施行日%s", k.Superseded,
			k.Effective))
	}
	return joinErrors(faults...)
}

// dateText formats a day as in an edition.json.
func dateText(d edition.Date) string {
	if d == 0 {
		return ""
	}
	return d.String()
}
