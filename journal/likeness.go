package journal

import (
	"context"
	"database/sql"

	"enroll.example/enroll/roster"
)

// storeIDs stores the ids of all people who have a call.
func storeIDs(tx *sql.Tx) error {
	rows, err := tx.Query("SELECT DISTINCT person FROM calls WHERE person <> ''")
	if err != nil {
		return err
	}
	defer rows.Close()
	var people []string // the one connection cannot read and write at once
	for rows.Next() {
		var person string
		if err := rows.Scan(&person); err != nil {
			return err
		}
		people = append(people, person)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, person := range people {
		if err := storeID(tx, person); err != nil {
			return err
		}
	}
	return nil
}

func storeID(tx *sql.Tx, person string) error {
	if person == "" {
		return nil
	}
	_, err := tx.Exec("INSERT OR IGNORE INTO ids VALUES (?, ?)", roster.Likeness(person), person)
	return err
}

// Lookalike is a person in a run's roster whose id is similar to that of another person.
type Lookalike struct {
	Person, Other string
	Listed        bool // the other one is in the roster too
}

// lookalikes gives each person of the roster whose id is similar to others one or two of these: the
// first or the last by name, among those of the roster and those who have a call. The number of all
// pairs would be quadratic.
const lookalikes = `
	WITH here AS (SELECT likeness, min(person) AS first, max(person) AS last FROM people
			WHERE run = ?1 AND likeness <> '' GROUP BY likeness HAVING count(*) > 1),
		there AS (SELECT likeness, min(person) AS first, max(person) AS last FROM ids GROUP BY likeness)
	SELECT p.person, CASE WHEN p.person = here.first THEN here.last ELSE here.first END, 1
		FROM people p JOIN here ON here.likeness = p.likeness WHERE p.run = ?1
	UNION ALL
	SELECT p.person, other, 0 FROM (
		SELECT p.person, CASE WHEN p.person = there.first THEN there.last ELSE there.first END AS other
			FROM people p JOIN there ON there.likeness = p.likeness WHERE p.run = ?1 AND p.likeness <> '') p
		WHERE other <> p.person AND NOT EXISTS (SELECT 1 FROM people q WHERE q.run = ?1 AND q.person = other)
	ORDER BY 1, 3 DESC, 2`

// Lookalikes lists the people in a run's roster whose ids are similar to those of others, in it or
// known to the folder. Most rosters have none.
func (j *Journal) Lookalikes(ctx context.Context, run int64) ([]Lookalike, error) {
	return list(ctx, j.read, func(rows *sql.Rows) (l Lookalike, err error) {
		return l, rows.Scan(&l.Person, &l.Other, &l.Listed)
	}, lookalikes, run)
}

// Listed reports whether a person is in a run's roster.
func (j *Journal) Listed(ctx context.Context, run int64, person string) (listed bool, err error) {
	err = j.read.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM people WHERE run = ? AND person = ?)", run, person).Scan(&listed)
	return listed, unreadable(err)
}
