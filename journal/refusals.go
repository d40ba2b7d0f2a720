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

// refuseImages stores which photos a call's result refuses for their images, under the options of the
// call. It is part of the change that records the result, so that no kill can come between.
func refuseImages(tx *sql.Tx, id int64, call enrollment.Call, result enrollment.Result) error {
	for key, code := range enrollment.ImageRefusals(call, result) {
		_, err := tx.Exec(`INSERT OR REPLACE INTO refusals (key, judgement, person, code, stage, request, run)
			SELECT ?, ?, ?, ?, ?, ?, run FROM calls WHERE id = ?`,
			key, judgement(call.Options), call.Person, code, string(call.Action), result.RequestID, id)
		if err != nil {
			return err
		}
	}
	return nil
}

// ForgetRefusal deletes a photo's refusal: it was sent again, and accepted.
func (j *Journal) ForgetRefusal(key string, under enrollment.Options) error {
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
