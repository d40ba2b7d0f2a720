package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"enroll.example/enroll/enrollment"
)

// OtherServiceError says that the folder belongs to another service.
type OtherServiceError struct{ Have, Want string }

func (e *OtherServiceError) Error() string {
	return fmt.Sprintf("this folder belongs to %s, not to %s", e.Have, e.Want)
}

// Hint says what to do about it.
func (e *OtherServiceError) Hint() string {
	return "name another folder with --dir: simulated and real enrollments, or two regions, cannot share a folder"
}

// Bind ties the folder to a service: permanently once the service has answered a call, or may have
// received one that changes something. An *OtherServiceError says that it is tied to another one.
func (j *Journal) Bind(ctx context.Context, service string) error {
	have, err := j.Fact(ctx, "service")
	switch {
	case err != nil:
		return err
	case have == "":
		return j.SetFact("service", service)
	case have == service:
		return nil
	}
	met, err := j.contacted(ctx)
	if err != nil {
		return err
	}
	if met {
		return &OtherServiceError{Have: have, Want: service}
	}
	return j.SetFact("service", service) // nothing was sent there: its name was mistyped, for example
}

// contacted reports whether any service has answered a call of this folder, or may have received a write.
func (j *Journal) contacted(ctx context.Context) (bool, error) {
	var met bool
	err := j.read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM calls
		WHERE NOT unsent AND (action IN (?, ?, ?, ?) OR json_extract(result, '$.request_id') IS NOT NULL))`,
		string(enrollment.CreateGroup), string(enrollment.CreatePerson), string(enrollment.CreateFace), string(enrollment.DeleteFace)).Scan(&met)
	return met, unreadable(err)
}

// Fact returns what the folder stores under a name; "" when nothing is.
func (j *Journal) Fact(ctx context.Context, name string) (string, error) {
	var value string
	err := j.read.QueryRowContext(ctx, "SELECT value FROM facts WHERE name = ?", name).Scan(&value)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", unreadable(err)
	}
	return value, nil
}

// SetFact stores value under a name.
func (j *Journal) SetFact(name, value string) error {
	return j.writer.write(func(tx *sql.Tx) error {
		_, err := tx.Exec("INSERT INTO facts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value)
		return err
	})
}
