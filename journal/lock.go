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

// HeldError says that another process works in the folder.
type HeldError struct {
	Dir    string
	Holder string // as it wrote itself down
}

func (e *HeldError) Error() string {
	return fmt.Sprintf("another run holds %s: %s", e.Dir, e.Holder)
}

// Hint is what to do about it.
func (e *HeldError) Hint() string { return "wait for it to end, or name another folder with --dir" }

// lockFile is the lock's name in the run's folder.
const lockFile = "lock"

// lock keeps other processes out of a folder. The kernel lets go of it when its holder dies.
type lock struct{ file *flock.Flock }

func acquire(dir string) (*lock, error) {
	path := filepath.Join(dir, lockFile)
	f := flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDWR|careful), flock.SetPermissions(0o600))
	got, err := f.TryLock()
	if err != nil {
		return nil, unusable("locking the run's folder", err)
	}
	if !got {
		holder, _ := os.ReadFile(path)
		return nil, &HeldError{Dir: dir, Holder: describe(holder)}
	}
	host, _ := os.Hostname()
	who := fmt.Sprintf("process %d on %s since %s\n", os.Getpid(), host, time.Now().Format(time.RFC3339))
	if err := sign(path, who); err != nil {
		return nil, errors.Join(unusable("locking the run's folder", err), f.Unlock())
	}
	return &lock{file: f}, nil
}

// sign tells others who is here.
func sign(path, who string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_TRUNC|careful, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(who)
	return errors.Join(err, f.Close())
}

func describe(holder []byte) string {
	if who := strings.TrimSpace(string(holder)); who != "" {
		return who
	}
	return "a process that has not said who it is"
}

// release unlocks. The file stays: removing it would let two processes lock two files.
func (l *lock) release() error { return l.file.Unlock() }
