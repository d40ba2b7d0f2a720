package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// The folders in the run's folder: Runs has one for each run, Checks holds the report of the latest
// check.
const (
	Runs   = "runs"
	Checks = "check"
)

const (
	others  = 0o077 // what users other than the owner may do
	writing = 0o022 // what lets other users put something into a folder
)

// openedInPlace are the files in the run's folder that are opened in place. Others are written to a
// temporary file and renamed.
var openedInPlace = []string{lockFile, File, File + "-wal", File + "-shm", File + "-journal", markFile}

// checkFolder refuses a folder in which other users could have planted what would be taken for our own, or
// still could. Files that others may only read are made private.
func checkFolder(dir string) error {
	if err := checkRoot(dir); err != nil {
		return err
	}
	for _, name := range openedInPlace {
		if err := TrustFile(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	for _, name := range []string{Runs, Checks} {
		if err := checkInner(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return nil
}

// checkRoot checks the run's folder itself. One that others may read is left as it is: what we write
// into it is private, and it may be a folder in which others have their own files.
func checkRoot(dir string) error {
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

// TrustFile refuses a file that is a link, has another name as well, or is not a regular file: what is
// written to it would go elsewhere. One that others may read is made private. It need not exist.
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

// checkInner checks a folder within the run's folder.
func checkInner(path string) error {
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

// makePrivate removes the permissions of other users from a file.
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
	case f.Mode().Perm()&others != 0: // a file system without modes accepts any
		return refused("choose a folder on another file system with --dir",
			"%s cannot be made private: its file system does not support permissions", path)
	}
	return nil
}

// refused returns the error for a folder that cannot be trusted.
func refused(hint, says string, args ...any) error {
	return &StorageError{fmt.Errorf(says, args...), hint}
}
