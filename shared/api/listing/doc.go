// Package listing writes the published lists of goods and services, the provisions of
// law and the tariff as JSON: their editions, rows and differences, and the files that
// they came from.
package listing
