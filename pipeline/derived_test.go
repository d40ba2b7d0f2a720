package pipeline

import (
	"database/sql"
	"path/filepath"

	"enroll.example/enroll/journal"
)

// derived rebuilds from the calls what the journal also keeps in a table of its own, for speed, and
// compares: a person who may have a photo holds its claim.
func (u *torture) derived() {
	u.t.Helper()
	held := u.claims()
	for id := range u.sheet.ever {
		known := u.known(id)
		for key := range u.sheet.found {
			if known.MayHave(key) && held[key] != id {
				u.t.Errorf("%s may have %s, and its claim is held by %q", id, u.sheet.named(key), held[key])
			}
		}
	}
}

// claims reads which person holds each photo.
func (u *torture) claims() map[string]string {
	u.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(u.folder(), journal.File)+"?mode=ro")
	if err != nil {
		u.t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(u.t.Context(), "SELECT key, person FROM claims WHERE held = 1")
	if err != nil {
		u.t.Fatal(err)
	}
	defer rows.Close()
	held := map[string]string{}
	for rows.Next() {
		var key, person string
		if err := rows.Scan(&key, &person); err != nil {
			u.t.Fatal(err)
		}
		held[key] = person
	}
	if err := rows.Err(); err != nil {
		u.t.Fatal(err)
	}
	return held
}
