// Package listing shows the published lists and their editions, of goods, of
// services, of law and of the tariff, as the API names them: their rows, their
// differences and the files that they came from.
package listing
