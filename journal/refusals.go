package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
)

// Refusal is the service's refusal of a photo's image, whoever it shows.
type Refusal struct {
	Key       string // of the photo
	Person    string // for whom it was sent
	Code      string
	Stage     enrollment.Action
	RequestID string
	Run       int64
}

// judgement names the options by which an image is judged. The threshold is not one of them: it
// compares the image with other faces. An unset option is distinct from one set to its default.
func judgement(o enrollment.Options) string {
	quality := "default"
	if o.Quality != nil {
		quality = fmt.Sprint(*o.Quality)
	}
	return fmt.Sprintf("quality %s, rotate %t", quality, o.Rotate)
}

// Refuse stores a refusal under the options of its call.
func (j *Journal) Refuse(r Refusal, under enrollment.Options) error {
	return j.writer.write(func(tx *sql.Tx) error {
		_, err := tx.Exec("INSERT OR REPLACE INTO refusals (key, judgement, person, code, stage, request, run) VALUES (?, ?, ?, ?, ?, ?, ?)",
			r.Key, judgement(under), r.Person, r.Code, string(r.Stage), r.RequestID, r.Run)
		return err
	})
}

// Pardon deletes a photo's refusal: it was sent again, and accepted.
func (j *Journal) Pardon(key string, under enrollment.Options) error {
	return j.writer.write(func(tx *sql.Tx) error {
		_, err := tx.Exec("DELETE FROM refusals WHERE key = ? AND judgement = ?", key, judgement(under))
		return err
	})
}

// Refused returns the refusal of a photo under these options by a run before this one; ok is false
// when there is none.
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
