// Package place tells where retail imports may be made: it finds the city or
// zone that a caller names, and says since when it holds what the pilot asks.
//
// Since 2021-03-18 the pilot is open to cities and areas that hold a free trade
// zone, a cross-border e-commerce comprehensive pilot zone, a comprehensive
// bonded zone, an import promotion demonstration zone or a bonded logistics
// centre of type B, once their customs have confirmed that they can supervise
// it (商财发〔2021〕39号). Of these five the comprehensive pilot zones are held
// by name, all but those of two batches, and some promotion zones; the other
// three are not held. A place that is not found is therefore unknown, and
// neither in nor out.
//
//	p, ok := place.Find("浙江省杭州市") // or "Hangzhou", "hangzhou city", "Hangzhou, Zhejiang"
//
// A name is taken in Chinese or in Latin letters, with or without its province
// and the words for city and zone. A name that fits two cities of China is
// found only with its province: there is another Suzhou in Anhui, another
// Taizhou in Jiangsu, another Fuzhou in Jiangxi, and Jilin is a province.
package place
