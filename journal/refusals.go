package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
)

// Refusal is the service's word against a photo's image, whoever is shown on it.
type Refusal struct {
	Key       string // of the photo
	Person    string // for whom it was sent
	Code      string
	Stage     enrollment.Action
	RequestID string
	Run       int64
}

// judgement is by what an image was judged: the threshold compares it with other faces, and is none
// of it. A default that is not written out is none that is.
func judgement(o enrollment.Options) string {
	quality := "default"
	if o.Quality != nil {
		quality = fmt.Sprint(*o.Quality)
	}
	return fmt.Sprintf("quality %s, rotate %t", quality, o.Rotate)
}

// Refuse remembers a refusal under the options of its call.
func (j *Journal) Refuse(r Refusal, under enrollment.Options) error {
	return j.writer.write(func(tx *sql.Tx) error {
		_, err := tx.Exec("INSERT OR REPLACE INTO refusals (key, judgement, person, code, stage, request, run) VALUES (?, ?, ?, ?, ?, ?, ?)",
			r.Key, judgement(under), r.Person, r.Code, string(r.Stage), r.RequestID, r.Run)
		return err
	})
}

// Pardon forgets that a photo was refused: it was sent again, and taken.
func (j *Journal) Pardon(key string, under enrollment.Options) error {
	return j.writer.write(func(tx *sql.Tx) error {
		_, err := tx.Exec("DELETE FROM refusals WHERE key = ? AND judgement = ?", key, judgement(under))
		return err
	})
}

// Refused is the refusal of a photo under such options by a run before this one; ok is false when
// there is none.
func (j *Journal) Refused(ctx context.Context, run int64, key string, under enrollment.Options) (r Refusal, ok bool, err error) {
	r.Key = key
	err = j.read.QueryRowContext(ctx, "SELECT person, code, stage, request, run FROM refusals WHERE key = ? AND judgement = ? AND run < ?",
		key, judgement(under), run).Scan(&r.Person, &r.Code, &r.Stage, &r.RequestID, &r.Run)
	if errors.Is(err, sql.ErrNoRows) {
		return r, false, nil
	}
	r.Code, r.RequestID = codes.Clean(r.Code), codes.Plain(r.RequestID)
	return r, err == nil, unreadable(err)
}
