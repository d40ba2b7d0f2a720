package journal

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// markFile is the mark's name in the run's folder.
const markFile = "journal.history"

// reach is how far a journal goes.
type reach struct {
	journal string // which one it is; "" if it was begun before journals had names
	runs    int64  // begun
	call    int64  // the latest that was intended
}

// markForm always has the same width, so that the mark can be overwritten in place. It is readable by
// people too.
const markForm = "journal %32s: %10d runs begun, calls intended up to %19d\n"

func (r reach) String() string { return fmt.Sprintf(markForm, r.journal, r.runs, r.call) }

// newName returns a unique name for a journal.
func newName() string {
	name := make([]byte, 16)
	rand.Read(name) // never fails
	return hex.EncodeToString(name)
}

var errGarbled = errors.New("its content is not valid")

// readMark reads how far the folder's journal went. There may be no mark (fs.ErrNotExist), or one that
// cannot be read (errGarbled).
func readMark(dir string) (r reach, err error) {
	f, err := os.OpenFile(filepath.Join(dir, markFile), os.O_RDONLY|openFlags, 0)
	if err != nil {
		return r, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, int64(2*len(r.String()))))
	if err != nil {
		return r, err
	}
	if _, err := fmt.Sscanf(string(text), markForm, &r.journal, &r.runs, &r.call); err != nil || r.String() != string(text) {
		return reach{}, errGarbled
	}
	return r, nil
}

// mark records, outside of the journal, how far the journal has come, so that a lost journal or one
// restored from an older copy is noticed. It is written after the commit that it records: after a kill
// or a power loss it may be behind the journal, never ahead. A write survives the death of the
// process, so the mark is synced only now and then.
//
// It belongs to the writer's goroutine until that has ended.
type mark struct {
	path     string
	file     *os.File
	place    pin // of file
	recorded reach
	synced   bool
}

// openMark makes the folder's mark show how far its journal goes.
func openMark(dir string, r reach) (*mark, error) {
	m := &mark{path: filepath.Join(dir, markFile), recorded: r, synced: true}
	has, err := readMark(dir)
	switch {
	case err == nil && has == r:
		return m, m.open()
	case err == nil, errors.Is(err, errGarbled), errors.Is(err, fs.ErrNotExist):
		return m, m.replace(r)
	}
	return m, err
}

func (m *mark) open() (err error) {
	if m.file, err = os.OpenFile(m.path, os.O_RDWR|openFlags, 0); err != nil {
		return err
	}
	m.place.path = m.path
	m.place.file, err = m.file.Stat()
	return err
}

// replace atomically replaces the mark by a new file.
func (m *mark) replace(r reach) error {
	f, err := os.CreateTemp(filepath.Dir(m.path), "."+markFile+"-*")
	if err != nil {
		return err
	}
	_, err = f.WriteString(r.String())
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), m.path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	if err := m.close(); err != nil { // the previous one, which was removed
		return err
	}
	m.synced = true
	return m.open()
}

// record records how far the journal has come.
func (m *mark) record(r reach) (err error) {
	switch {
	case r == m.recorded:
		return nil
	case m.place.moved():
		err = m.replace(r)
	default:
		err = m.overwrite(r)
	}
	if err == nil {
		m.recorded = r
	}
	return err
}

// overwrite writes the mark in place. It is durable when a run has begun.
func (m *mark) overwrite(r reach) error {
	m.synced = false
	if _, err := m.file.WriteAt([]byte(r.String()), 0); err != nil {
		return err
	}
	if r.runs == m.recorded.runs {
		return nil
	}
	return m.sync()
}

func (m *mark) sync() error {
	if m.synced {
		return nil
	}
	err := m.file.Sync()
	m.synced = err == nil
	return err
}

func (m *mark) close() error {
	if m.file == nil {
		return nil
	}
	return errors.Join(m.sync(), m.file.Close())
}
