package journal

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// HeldError says that another process uses the folder.
type HeldError struct {
	Dir    string
	Holder string // as it described itself
}

func (e *HeldError) Error() string {
	return fmt.Sprintf("another run is using %s: %s", e.Dir, e.Holder)
}

// Hint says what to do about it.
func (e *HeldError) Hint() string { return "wait for it to end, or name another folder with --dir" }

// lockFile is the lock's name in the run's folder.
const lockFile = "lock"

// lock keeps other processes out of a folder, and names its holder to them. The kernel releases it
// when the holder dies.
type lock struct {
	path string
	file *flock.Flock
}

// lockTries is how often a lock file may vanish while it is being locked.
const lockTries = 100

func acquire(dir string) (*lock, error) {
	path := filepath.Join(dir, lockFile)
	for range lockTries {
		l := &lock{path, flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDWR|openFlags), flock.SetPermissions(0o600))}
		got, err := l.file.TryLock()
		if err != nil {
			return nil, unusable("locking the run's folder", err)
		}
		if !got {
			holder, _ := os.ReadFile(path)
			return nil, &HeldError{Dir: dir, Holder: describe(holder)}
		}
		if l.inPlace() {
			return l, nil
		}
		if err := l.release(); err != nil {
			return nil, unusable("locking the run's folder", err)
		}
	}
	return nil, refused("stop whatever removes it", "locking the run's folder: something removes %s again and again", path)
}

// inPlace reports whether the locked file is still the one in the folder. Otherwise it was removed
// before it was locked, and another process may have locked a new one since.
func (l *lock) inPlace() bool {
	f, err := l.file.Stat()
	return err == nil && !pin{l.path, f}.moved()
}

// writeHolder writes this process into the lock file, for others to read.
func (l *lock) writeHolder() error {
	host, _ := os.Hostname()
	who := fmt.Sprintf("process %d on %s since %s\n", os.Getpid(), host, time.Now().Format(time.RFC3339))
	f, err := os.OpenFile(l.path, os.O_WRONLY|os.O_TRUNC|openFlags, 0)
	if err == nil {
		_, err = f.WriteString(who)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		return unusable("locking the run's folder", err)
	}
	return nil
}

func describe(holder []byte) string {
	if who := strings.TrimSpace(string(holder)); who != "" {
		return who
	}
	return "an unknown process"
}

// release unlocks. The file stays for the next process.
func (l *lock) release() error { return l.file.Unlock() }

var errHeld = errors.New("another process has it")

// openLocked opens the journal's file, creating it if it is missing, and locks it against other processes,
// whatever path they use: the lock file can be removed, and the journal can be moved. Closing any
// descriptor of a file releases SQLite's own locks on it, so this one is closed after SQLite.
func openLocked(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, File), os.O_RDWR|os.O_CREATE|openFlags, 0o600)
	if err != nil {
		return nil, unusable("opening the journal", err)
	}
	if err := lockExclusive(f); err != nil {
		f.Close()
		return nil, &HeldError{Dir: dir, Holder: "a process that has " + File + " open and is not named in the file " + lockFile}
	}
	return f, nil
}
