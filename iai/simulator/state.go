package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"sync"

	"github.com/gofrs/flock"
)

// noTicket is the ticket of an entry that a failed file did not accept.
const noTicket = math.MaxUint64

// stateFile is the append-only file of entries. A nil stateFile stores nothing and never fails.
//
// Lines are queued while the server's mu is held, so they are in the file in the order in which calls
// were applied. The first to commit writes and syncs all lines queued by then; the others find their
// line durable when it is their turn.
type stateFile struct {
	file *os.File
	lock *flock.Flock

	mu      sync.Mutex // guards pending, queued and err
	pending []byte     // lines not yet written
	queued  uint64     // lines ever queued
	err     error      // the first failure; nothing is written after it

	writing sync.Mutex // held while writing; guards durable and size
	durable uint64     // lines on disk
	size    int64      // of the durable part of the file
}

// start writes the first line of an empty file, or over a torn one.
func (k *stateFile) start(torn []byte, seed uint64) error {
	head, err := json.Marshal(stateHeader{stateVersion, seed})
	if err != nil {
		return err
	}
	head = append(head, '\n')
	if !bytes.HasPrefix(head, torn) {
		return errNotState
	}
	if err := k.file.Truncate(0); err != nil {
		return err
	}
	if _, err := k.file.Write(head); err != nil {
		return err
	}
	k.size = int64(len(head))
	return errors.Join(k.file.Sync(), syncFolder(filepath.Dir(k.file.Name())))
}

// queue accepts an entry and returns the ticket to commit it with.
func (k *stateFile) queue(e *entry) (ticket uint64) {
	if k == nil {
		return 0
	}
	line, err := json.Marshal(e)
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.err = errors.Join(k.err, err); err == nil {
		k.pending = append(append(k.pending, line...), '\n')
	}
	k.queued++
	return k.queued
}

// commit returns once the ticket's line is on disk.
func (k *stateFile) commit(ticket uint64) error {
	if k == nil {
		return nil
	}
	k.writing.Lock()
	defer k.writing.Unlock()
	if k.durable < ticket {
		return k.write()
	}
	return nil
}

// write is called with writing held.
func (k *stateFile) write() error {
	k.mu.Lock()
	lines, upTo, err := k.pending, k.queued, k.err
	k.pending = nil
	k.mu.Unlock()
	if err != nil {
		return err
	}
	if _, err = k.file.Write(lines); err == nil {
		err = k.file.Sync()
	}
	if err != nil { // not answered: it must not reappear after a restart
		err = errors.Join(err, k.file.Truncate(k.size))
		k.mu.Lock()
		defer k.mu.Unlock()
		k.err = err
		return err
	}
	k.durable, k.size = upTo, k.size+int64(len(lines))
	return nil
}

// broken reports whether the file has failed: what cannot be stored must not be applied.
func (k *stateFile) broken() bool {
	if k == nil {
		return false
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.err != nil
}

// clear empties the file. What was queued is gone with it, and counts as committed.
func (k *stateFile) clear(seed uint64) error {
	if k == nil {
		return nil
	}
	k.writing.Lock()
	defer k.writing.Unlock()
	k.mu.Lock()
	defer k.mu.Unlock()
	k.pending, k.durable = nil, k.queued
	if k.err == nil {
		k.err = k.start(nil, seed)
	}
	return k.err
}

func (k *stateFile) close() error {
	k.writing.Lock()
	defer k.writing.Unlock()
	if k.file == nil {
		return nil
	}
	err := errors.Join(k.write(), k.release())
	k.file = nil
	return err
}

func (k *stateFile) release() (err error) {
	if k.file != nil {
		err = k.file.Close()
	}
	return errors.Join(err, k.lock.Unlock())
}

// syncFolder makes the file's name durable. Not every system can sync a folder.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	folder.Sync()
	return folder.Close()
}
