package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// OtherServiceError says that the folder belongs to another service.
type OtherServiceError struct{ Have, Want string }

func (e *OtherServiceError) Error() string {
	return fmt.Sprintf("this folder belongs to %s, not to %s", e.Have, e.Want)
}

// Hint is what to do about it.
func (e *OtherServiceError) Hint() string {
	return "name another folder with --dir: simulated and real enrollments, or those of two regions, never mix"
}

// Bind ties the folder to a service, for ever. An *OtherServiceError tells that it is tied
// to another one.
func (j *Journal) Bind(ctx context.Context, service string) error {
	have, err := j.Fact(ctx, "service")
	switch {
	case err != nil:
		return err
	case have == "":
		return j.SetFact("service", service)
	case have != service:
		return &OtherServiceError{Have: have, Want: service}
	}
	return nil
}

// Fact is what is remembered of the folder under a name; "" when nothing is.
func (j *Journal) Fact(ctx context.Context, name string) (string, error) {
	var value string
	err := j.read.QueryRowContext(ctx, "SELECT value FROM facts WHERE name = ?", name).Scan(&value)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", unreadable(err)
	}
	return value, nil
}

// SetFact remembers value under a name.
func (j *Journal) SetFact(name, value string) error {
	return j.writer.write(func(tx *sql.Tx) error {
		_, err := tx.Exec("INSERT INTO facts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value)
		return err
	})
}
