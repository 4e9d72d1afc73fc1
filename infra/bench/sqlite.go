package main

import (
	"database/sql"
	_ "embed"
	"strings"

	_ "modernc.org/sqlite"
)

//go:embed trade.sql
var tradeSQL string

const schema = `
CREATE TABLE line (code TEXT PRIMARY KEY, supervision TEXT, inspection TEXT, duty INT, excise INT, vat INT) WITHOUT ROWID;
CREATE TABLE document (n INT PRIMARY KEY, letter TEXT, code TEXT) WITHOUT ROWID;
CREATE TABLE arm (prefix TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE regime (n INT PRIMARY KEY, id TEXT, effect TEXT, classed INT) WITHOUT ROWID;
CREATE TABLE letter_of (regime INT, what TEXT, letter TEXT, PRIMARY KEY (regime, what, letter)) WITHOUT ROWID;
CREATE TABLE member (code TEXT, n INT, regime INT, PRIMARY KEY (code, n)) WITHOUT ROWID;`

// newSQLite fills a database in memory and prepares the statement of trade.sql.
func newSQLite(lines []line) (engine, error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return engine{}, err
	}
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(schema); err != nil {
		return engine{}, err
	}
	if err := fill(db, lines); err != nil {
		return engine{}, err
	}
	query, err := db.Prepare(tradeSQL)
	if err != nil {
		return engine{}, err
	}
	var last answer
	return engine{
		name: "SQLite",
		decide: func(l *line) error {
			return query.QueryRow(l.Code, price).Scan(&last.verdict, &last.reasons, &last.duty, &last.excise, &last.vat)
		},
		last: func() answer {
			if last.verdict == "ineligible" {
				last.duty, last.excise, last.vat = 0, 0, 0
			}
			return last
		},
	}, nil
}

func fill(db *sql.DB, lines []line) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	insert := func(table string, values ...any) {
		if err == nil {
			_, err = tx.Exec("INSERT INTO "+table+" VALUES (?"+strings.Repeat(", ?", len(values)-1)+")", values...)
		}
	}
	for _, l := range lines {
		insert("line", l.Code, l.Supervision, l.Inspection, l.Duty, l.Excise, l.VAT)
		for i, n := range l.Regimes {
			insert("member", l.Code, i, n)
		}
	}
	for i, d := range letters {
		insert("document", i, d.Letter, d.Code)
	}
	for _, p := range arms {
		insert("arm", p)
	}
	for n, r := range rulesOfTrade() {
		insert("regime", n, r.ID, r.Effect, len(r.Classes) > 0)
		for what, letters := range map[string][]string{"class": r.Classes, "lacks": r.Lacks, "unless": r.Unless} {
			for _, letter := range letters {
				insert("letter_of", n, what, letter)
			}
		}
	}
	if err != nil {
		return err
	}
	return tx.Commit()
}
