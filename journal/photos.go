package journal

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
)

// Photo is what was found of a file, valid for as long as the file has this size and time.
type Photo struct {
	Path    string // relative to the photo root
	Size    int64
	ModTime int64  // ns
	Rules   int    // version of the preflight rules
	Key     string // hex SHA-256 of its bytes
	Finding json.RawMessage
}

// Photo returns what is stored for a path; ok is false when nothing is.
func (j *Journal) Photo(ctx context.Context, path string) (p Photo, ok bool, err error) {
	var finding []byte
	err = j.read.QueryRowContext(ctx, "SELECT path, size, mtime, rules, key, finding FROM photos WHERE path = ?", path).
		Scan(&p.Path, &p.Size, &p.ModTime, &p.Rules, &p.Key, &finding)
	if errors.Is(err, sql.ErrNoRows) {
		return p, false, nil
	}
	if err != nil {
		return p, false, unreadable(err)
	}
	p.Finding = finding
	return p, true, nil
}

// Forget drops what was found of photos whose files have other bytes by now, although their size and
// time may be unchanged.
func (j *Journal) Forget(keys []string) error {
	if len(keys) == 0 {
		return nil
	}
	return j.writer.write(func(tx *sql.Tx) error {
		for _, key := range keys {
			if _, err := tx.Exec("DELETE FROM photos WHERE key = ?", key); err != nil {
				return err
			}
		}
		return nil
	})
}

// Admission is a person about to be enrolled: what was found of the photos, and which of them to claim
// for this person.
type Admission struct {
	Person string
	Line   int
	Photos []Photo
	Keys   []string // to claim
}

// Holder is the person who has already claimed a photo.
type Holder struct {
	Person string
	Line   int
	Run    int64
}

// Standing is the state of the claims to a person's photos.
type Standing struct {
	Lost     map[string]Holder // keys that another person has claimed
	Reported map[string]bool   // keys that a published report has listed as enrolled
}

// Admit stores photos and decides claims, in the order given: a photo belongs to the person who was
// first in this run, or who may have it enrolled from an earlier one. A claim outlives the run once a
// call with the photo is intended.
func (j *Journal) Admit(run int64, people []Admission) ([]Standing, error) {
	standings := make([]Standing, len(people))
	err := j.writer.write(func(tx *sql.Tx) error {
		for i, a := range people {
			for _, p := range a.Photos {
				if err := storePhoto(tx, p); err != nil {
					return err
				}
			}
			var err error
			if standings[i], err = claimAll(tx, run, a); err != nil {
				return err
			}
		}
		return nil
	})
	return standings, err
}

func storePhoto(tx *sql.Tx, p Photo) error {
	_, err := tx.Exec(`INSERT OR REPLACE INTO photos (path, size, mtime, rules, key, finding) VALUES (?, ?, ?, ?, ?, ?)`,
		p.Path, p.Size, p.ModTime, p.Rules, p.Key, string(p.Finding))
	return err
}

func claimAll(tx *sql.Tx, run int64, a Admission) (Standing, error) {
	s := Standing{Lost: map[string]Holder{}, Reported: map[string]bool{}}
	for _, key := range a.Keys {
		holder, reported, err := claim(tx, run, a, key)
		switch {
		case err != nil:
			return s, err
		case holder != nil:
			s.Lost[key] = *holder
		case reported:
			s.Reported[key] = true
		}
	}
	return s, nil
}

// claim claims a photo for a person, or returns the person who holds it.
func claim(tx *sql.Tx, run int64, a Admission, key string) (holder *Holder, reported bool, err error) {
	var h Holder
	var held bool
	err = tx.QueryRow(`SELECT person, line, run, held,
			EXISTS (SELECT 1 FROM runs WHERE id = claims.told AND finished IS NOT NULL)
		FROM claims WHERE key = ?`, key).Scan(&h.Person, &h.Line, &h.Run, &held, &reported)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		_, err = tx.Exec("INSERT INTO claims (key, person, run, line, held) VALUES (?, ?, ?, ?, 0)", key, a.Person, run, a.Line)
		return nil, false, err
	case err != nil:
		return nil, false, err
	case h.Person == a.Person:
		_, err = tx.Exec("UPDATE claims SET run = ?, line = ? WHERE key = ?", run, a.Line, key)
		return nil, reported, err
	case held || h.Run == run:
		return &h, false, nil
	}
	_, err = tx.Exec("UPDATE claims SET person = ?, run = ?, line = ?, held = 0, told = NULL WHERE key = ?", a.Person, run, a.Line, key)
	return nil, false, err
}

// Root sets the folder that photo paths are relative to. What was found below another root is dropped:
// the same path is another file there.
func (j *Journal) Root(ctx context.Context, root string) error {
	have, err := j.Fact(ctx, "images")
	if err != nil || have == root {
		return err
	}
	return j.writer.write(func(tx *sql.Tx) error {
		if _, err := tx.Exec("DELETE FROM photos"); err != nil {
			return err
		}
		_, err := tx.Exec("INSERT OR REPLACE INTO facts VALUES ('images', ?)", root)
		return err
	})
}
