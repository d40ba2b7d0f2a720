package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

	"enroll.example/enroll/journal/crash"
)

// batch is the largest number of changes in one transaction.
const batch = 256

var errClosed = errors.New("the journal is closed")

// change is something to write, and the channel that reports when it is durable.
type change struct {
	apply func(*sql.Tx) error
	done  chan error // buffered, for one value
}

// writer applies changes, many to a transaction. Only its goroutine writes to the file and to the
// mark, and applies changes; only changes raise reach.
type writer struct {
	db      *sql.DB
	mark    *mark
	reach   reach
	relied  bool  // a call, or the end of a run, waits for the pending changes
	inUse   []pin // the files of db
	changes chan change
	quit    chan struct{}
	ended   chan struct{}
}

// newWriter writes to a database for as long as its files are in place.
func newWriter(db *sql.DB, m *mark, files ...string) *writer {
	w := &writer{
		db: db, mark: m, reach: m.recorded, changes: make(chan change, batch),
		quit: make(chan struct{}), ended: make(chan struct{}),
	}
	for _, path := range files {
		if f, err := os.Lstat(path); err == nil {
			w.inUse = append(w.inUse, pin{path, f})
		}
	}
	go w.run()
	return w
}

// write returns when apply's changes are durable, or certainly absent. It takes no context: the caller
// must learn which.
func (w *writer) write(apply func(*sql.Tx) error) error {
	c := change{apply: apply, done: make(chan error, 1)}
	select {
	case <-w.quit:
		return errClosed
	case w.changes <- c:
	}
	select {
	case err := <-c.done:
		return err
	case <-w.ended:
		select {
		case err := <-c.done:
			return err
		default:
			return errClosed
		}
	}
}

func (w *writer) close() error {
	close(w.quit)
	<-w.ended
	return errors.Join(w.db.Close(), w.mark.close())
}

func (w *writer) run() {
	defer close(w.ended)
	for {
		select {
		case c := <-w.changes:
			w.commit(w.gather(c))
			continue
		default:
		}
		select {
		case c := <-w.changes:
			w.commit(w.gather(c))
		case <-w.quit:
			return
		}
	}
}

// gather takes what else is waiting.
func (w *writer) gather(first change) []change {
	all := []change{first}
	for len(all) < batch {
		select {
		case c := <-w.changes:
			all = append(all, c)
		default:
			return all
		}
	}
	return all
}

// commit applies all changes in one transaction. A change that fails takes the others of its batch
// with it: a journal that cannot be written ends the run, whichever change found it first.
func (w *writer) commit(all []change) {
	crash.Point()
	err := w.transact(all)
	crash.Point()
	if err != nil {
		w.reach = w.mark.recorded
	} else if w.relied {
		err = w.confirm()
	}
	w.relied = false
	for _, c := range all {
		c.done <- err
	}
}

func (w *writer) transact(all []change) error {
	tx, err := w.db.BeginTx(context.Background(), nil)
	if err != nil {
		return fmt.Errorf("writing the journal: %w", withHint(err))
	}
	for _, c := range all {
		if err := c.apply(tx); err != nil {
			return errors.Join(fmt.Errorf("writing the journal: %w", withHint(err)), tx.Rollback())
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("writing the journal: %w", withHint(err))
	}
	return nil
}

// confirm checks that what was committed is in the folder, where the next process finds it, and
// records it in the mark.
func (w *writer) confirm() error {
	for _, p := range w.inUse {
		if p.moved() {
			return refused(movedHint, "writing the journal: %s was moved, removed or replaced while it was in use", p.path)
		}
	}
	if err := w.mark.record(w.reach); err != nil {
		return unusable("writing journal.history", err)
	}
	return nil
}
