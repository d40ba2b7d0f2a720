package journal

import (
	"context"
	"database/sql"
	"fmt"
)

// list reads the rows of a query.
func list[T any](ctx context.Context, db *sql.DB, read func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, unreadable(err)
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		one, err := read(rows)
		if err != nil {
			return nil, unreadable(err)
		}
		all = append(all, one)
	}
	return all, unreadable(rows.Err())
}

// scanValue reads a row of one column.
func scanValue[T any](rows *sql.Rows) (v T, err error) {
	err = rows.Scan(&v)
	return v, err
}

// unreadable adds to err what was being done; nil stays nil.
func unreadable(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("reading the journal: %w", withHint(err))
}
