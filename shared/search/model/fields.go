package model

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// CategoryText returns the last two steps of the path of a shop's category, such as
// "Home & Garden > Kitchen > Drinkware". Those before are too general.
func CategoryText(category string) string {
	steps := strings.FieldsFunc(category, func(r rune) bool { return strings.ContainsRune(">/|›»", r) })
	kept := slices.DeleteFunc(steps, func(s string) bool {
		return strings.TrimSpace(s) == "" || strings.Contains(s, "___")
	})
	return strings.Join(kept[max(0, len(kept)-2):], " ; ")
}

// AttributesText returns the values of attributes, which are a JSON object, or lines or
// phrases "name: value". It leaves out attributes that do not describe the goods, such as
// brand, origin, and the size of the parcel.
func AttributesText(attributes string) string {
	var object map[string]any
	if json.Unmarshal([]byte(attributes), &object) != nil {
		return pairs(attributes)
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if value, ok := object[name].(string); ok && describesGoods(name, value) {
			out = append(out, value)
		}
	}
	return strings.Join(out, " ; ")
}

func pairs(attributes string) string {
	var out []string
	for _, part := range strings.FieldsFunc(attributes, func(r rune) bool { return strings.ContainsRune(";；\n", r) }) {
		name, value, ok := strings.Cut(strings.ReplaceAll(part, "：", ":"), ":")
		if !ok {
			out = append(out, part)
		} else if describesGoods(name, value) {
			out = append(out, value)
		}
	}
	return strings.Join(out, " ; ")
}

// ignored are the beginnings of names of attributes that do not describe the goods.
var ignored = []string{"brand", "origin", "cn", "package", "hign-concerned", "high-concerned", "measurement unit",
	"sold in", "each pack",
	"model number", "price", "color", "colour", "certification", "dropshipping", "choice", "size", "weight",
	"is_customized",
	"oem", "customize", "bulk", "packing", "season", "occasion", "quantity", "compatib", "feature", "keyword",
	"品牌", "产地", "原产", "包装", "型号", "颜色", "尺寸", "重量", "价格", "规格"}

func describesGoods(name, value string) bool {
	name = strings.ToLower(strings.TrimSpace(name))
	for _, s := range ignored {
		if strings.HasPrefix(name, s) {
			return false
		}
	}
	switch strings.ToLower(strings.TrimSpace(value)) {
	case "", "none", "no", "yes", "other", "others", "n/a", "null":
		return false
	}
	return true
}
