package journal

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"slices"

	"enroll.example/enroll/roster"
)

// stagedAtOnce is how many rows one transaction inserts.
const stagedAtOnce = 500

// Stage copies the rows of a run's roster into the journal.
func (j *Journal) Stage(run int64, rows iter.Seq2[roster.Row, error]) (staged int, err error) {
	var chunk []roster.Row
	flush := func() error {
		err := j.stage(run, chunk)
		staged += len(chunk)
		chunk = chunk[:0]
		return err
	}
	for row, err := range rows {
		if err != nil {
			return staged, err
		}
		if chunk = append(chunk, row); len(chunk) == stagedAtOnce {
			if err := flush(); err != nil {
				return staged, err
			}
		}
	}
	return staged, flush()
}

func (j *Journal) stage(run int64, rows []roster.Row) error {
	return j.writer.write(func(tx *sql.Tx) error {
		for _, row := range rows {
			text, err := json.Marshal(row)
			if err != nil {
				return err
			}
			var group any
			if !slices.ContainsFunc(row.Faults, func(f roster.Fault) bool { return f.Photo == "" }) {
				group = row.Group
			}
			key := PersonKey(row)
			if _, err := tx.Exec("INSERT INTO rows VALUES (?, ?, ?, ?, ?)", run, row.Line, key, group, string(text)); err != nil {
				return err
			}
			if _, err := tx.Exec("INSERT OR IGNORE INTO people VALUES (?, ?, ?, ?)", run, key, row.Line, roster.Likeness(row.PersonID)); err != nil {
				return err
			}
		}
		return nil
	})
}

// PersonKey returns the id under which a row's person is stored. A row without one is a person of its
// own, under a key that no id can be: ids are trimmed.
func PersonKey(row roster.Row) string {
	if row.PersonID != "" {
		return row.PersonID
	}
	return fmt.Sprintf("\n%d", row.Line)
}

// Person is a person of a run's roster, with all rows in file order.
type Person struct {
	Key  string
	Line int // the first one
	Rows []roster.Row
}

// nextPeople names its index: the planner would scan all rows of the run for each person.
const nextPeople = `
	SELECT p.person, p.line, r.row FROM
		(SELECT person, line FROM people WHERE run = ? AND line > ? ORDER BY line LIMIT ?) p
		CROSS JOIN rows r INDEXED BY rows_person ON r.run = ? AND r.person = p.person
	ORDER BY p.line, r.line`

// People returns at most limit people of a run's roster whose first line is after the given one, in
// the order of their first lines.
func (j *Journal) People(ctx context.Context, run int64, after, limit int) ([]Person, error) {
	return j.people(ctx, nextPeople, run, after, limit)
}

func (j *Journal) people(ctx context.Context, query string, run int64, after, limit int) ([]Person, error) {
	mentions, err := list(ctx, j.read, scanPerson, query, run, after, limit, run)
	var people []Person
	for _, m := range mentions {
		if n := len(people); n == 0 || people[n-1].Key != m.Key {
			people = append(people, Person{Key: m.Key, Line: m.Line})
		}
		last := &people[len(people)-1]
		last.Rows = append(last.Rows, m.Rows...)
	}
	return people, err
}

// unreportedPeople are those of nextPeople who have a call and no verdict of this run.
const unreportedPeople = `
	SELECT p.person, p.line, r.row FROM
		(SELECT person, line FROM people WHERE run = ? AND line > ?
			AND EXISTS (SELECT 1 FROM calls c WHERE c.person = people.person)
			AND NOT EXISTS (SELECT 1 FROM verdicts v WHERE v.run = people.run AND v.line = people.line)
			ORDER BY line LIMIT ?) p
		CROSS JOIN rows r INDEXED BY rows_person ON r.run = ? AND r.person = p.person
	ORDER BY p.line, r.line`

// Unreported is like People, limited to those whom the run has not settled and who have calls.
func (j *Journal) Unreported(ctx context.Context, run int64, after, limit int) ([]Person, error) {
	return j.people(ctx, unreportedPeople, run, after, limit)
}

// scanPerson scans a person with one of the rows.
func scanPerson(rows *sql.Rows) (p Person, err error) {
	var text []byte
	if err := rows.Scan(&p.Key, &p.Line, &text); err != nil {
		return p, err
	}
	p.Rows = make([]roster.Row, 1)
	return p, json.Unmarshal(text, &p.Rows[0])
}

// Count returns how many rows a run's roster has.
func (j *Journal) Count(ctx context.Context, run int64) (rows int, err error) {
	err = j.read.QueryRowContext(ctx, "SELECT count(*) FROM rows WHERE run = ?", run).Scan(&rows)
	return rows, unreadable(err)
}

// CountPeople returns how many people a run's roster names by an id.
func (j *Journal) CountPeople(ctx context.Context, run int64) (people int, err error) {
	err = j.read.QueryRowContext(ctx, "SELECT count(*) FROM people WHERE run = ? AND likeness <> ''", run).Scan(&people)
	return people, unreadable(err)
}

// Groups lists the groups that a run's rows name, "" for the default one.
func (j *Journal) Groups(ctx context.Context, run int64) ([]string, error) {
	return list(ctx, j.read, scanValue[string], "SELECT DISTINCT grp FROM rows WHERE run = ? AND grp IS NOT NULL ORDER BY grp", run)
}
