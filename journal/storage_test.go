package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"testing"
)

func TestRemedyForSystemErrors(t *testing.T) {
	for err, want := range map[error]string{
		syscall.EMFILE: "ulimit -n", syscall.ENFILE: "ulimit -n", syscall.ENOSPC: "free some disk space", syscall.EDQUOT: "free some disk space",
		syscall.EROFS: "mount", syscall.EACCES: lockedHint, syscall.EPERM: lockedHint, syscall.ENOTDIR: "move it away",
		syscall.EEXIST: "move it away", syscall.EIO: "disk", syscall.ENOLCK: "file locks",
	} {
		if got := Remedy(fmt.Errorf("met: %w", &fs.PathError{Op: "open", Path: "x", Err: err})); !strings.Contains(got, want) {
			t.Errorf("%v: %q", err, got)
		}
	}
	if got := Remedy(errors.New("out of luck")); got != "" {
		t.Errorf("got %q", got)
	}
}
