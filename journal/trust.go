package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// The folders in the run's folder: Runs has one for each run, Checks holds the latest check's report.
const (
	Runs   = "runs"
	Checks = "check"
)

const (
	others  = 0o077 // what anybody but the owner may do
	writing = 0o022 // what lets others put something into a folder
)

// found are the files in the run's folder that are opened where they are found. Others are written
// beside their places and renamed.
var found = []string{lockFile, File, File + "-wal", File + "-shm", File + "-journal", markFile}

// trust refuses a folder in which others could have put what is taken for our own, or could still do
// so. What others may only read is set right.
func trust(dir string) error {
	if err := trustFolder(dir); err != nil {
		return err
	}
	for _, name := range found {
		if err := TrustFile(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	for _, name := range []string{Runs, Checks} {
		if err := trustInner(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return nil
}

// trustFolder looks at the run's folder itself. One that others may read stays as it is: what we put
// into it is ours alone, and it may be a folder in which others have their own.
func trustFolder(dir string) error {
	f, err := os.Stat(dir)
	switch {
	case err != nil:
		return unusable("checking the run's folder", err)
	case modes && f.Mode().Perm()&writing != 0:
		return refused(fmt.Sprintf("chmod go-w %s, or name a folder of your own with --dir", dir),
			"others can write to %s (mode %04o) and could replace the journal", dir, f.Mode().Perm())
	case !ownedByUs(f):
		return refused(fmt.Sprintf("run it as the owner of %s, or name a folder of your own with --dir", dir),
			"%s belongs to another user, who could replace the journal", dir)
	}
	return nil
}

// TrustFile refuses a file that is a link, that has another name as well, or that is no file: what is
// written to it would go elsewhere. One that others may read is made private. It need not be there.
func TrustFile(path string) error {
	f, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return unusable("checking the run's folder", err)
	case f.Mode()&fs.ModeSymlink != 0:
		return refused("remove the link; if it points to the folder's own file, put that file in its place",
			"%s is a link: what is written to it would go elsewhere", path)
	case !f.Mode().IsRegular():
		return refused("move it away", "%s is not a regular file", path)
	case links(f) > 1:
		return refused("replace it with a copy of itself, which is not shared",
			"%s has %d hard links: what is written to it would also go elsewhere", path, links(f))
	}
	return makePrivate(path, f)
}

// trustInner looks at a folder within the run's folder.
func trustInner(path string) error {
	f, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return unusable("checking the run's folder", err)
	case f.Mode()&fs.ModeSymlink != 0:
		return refused("remove the link; if it points to the run's own folder, put that folder in its place",
			"%s is a link: reports would go elsewhere", path)
	case !f.IsDir():
		return refused("move it away", "%s is not a folder, and reports must go there", path)
	}
	return makePrivate(path, f)
}

// makePrivate takes from others what they may do with a file.
func makePrivate(path string, f fs.FileInfo) error {
	if !modes || f.Mode().Perm()&others == 0 {
		return nil
	}
	err := os.Chmod(path, f.Mode().Perm()&^others)
	if err == nil {
		f, err = os.Lstat(path)
	}
	switch {
	case err != nil:
		return unusable("making the run's folder private", err)
	case f.Mode().Perm()&others != 0: // a file system without modes takes any
		return refused("choose a folder on another file system with --dir",
			"%s cannot be made private: its file system does not support permissions", path)
	}
	return nil
}

// refused is a folder that cannot be trusted.
func refused(hint, says string, args ...any) error {
	return &StorageError{fmt.Errorf(says, args...), hint}
}
