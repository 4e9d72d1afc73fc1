// Package place finds the city or zone that a caller names as the place of a retail
// import, with the days on which it has a zone of the pilot.
//
// Since 2021-03-18 the pilot is open to cities and areas that have a free trade
// zone, a cross-border e-commerce comprehensive pilot zone, a comprehensive
// bonded zone, an import promotion demonstration zone or a bonded logistics
// centre of type B, once their customs have confirmed that they can supervise
// it (商财发〔2021〕39号). Of these five, the package has the comprehensive pilot
// zones, except those of two batches, and some promotion zones; it does not have the
// other three. A place that is not found may therefore be in the pilot or not.
//
//	p, ok := place.Find("浙江省杭州市") // or "Hangzhou", "hangzhou city", "Hangzhou, Zhejiang"
//
// A name may be in Chinese or in Latin letters, with or without its province and the
// words for city and zone. A name that two cities of China share is found only with
// its province: there is another Suzhou in Anhui, another Taizhou in Jiangsu, another
// Fuzhou in Jiangxi, and Jilin is a province.
package place
