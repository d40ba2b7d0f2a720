//go:build unix

package preflight

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"enroll.example/enroll/codes"
)

// archive is a photo folder with everything unusual in it, the folder that contains it, and another
// name for it.
func archive(t *testing.T) (photos *Photos, around string) {
	t.Helper()
	photo := jpg(gradient(64, 64))
	around = filesIn(t, map[string][]byte{
		"secret.jpg": photo, "photos/ana.jpg": photo, "photos/2024/王芳.jpg": photo, "photosx/ana.jpg": photo,
	})
	in := func(name string) string { return filepath.Join(around, "photos", name) }
	for _, made := range []error{
		os.Symlink("../secret.jpg", in("leaving.jpg")),
		os.Symlink(in("ana.jpg"), in("absolute.jpg")),
		os.Symlink("2024/王芳.jpg", in("link.jpg")),
		os.Symlink("nobody.jpg", in("dangling.jpg")),
		os.Symlink("loop.jpg", in("loop.jpg")),
		os.Symlink("..", in("up")),
		os.Symlink("photos", filepath.Join(around, "alias")),
		syscall.Mkfifo(in("fifo.jpg"), 0o600),
	} {
		if made != nil {
			t.Fatal(made)
		}
	}
	photos, err := Open(filepath.Join(around, "photos"), 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { photos.Close() })
	return photos, around
}

func TestPhotoLocations(t *testing.T) {
	photos, around := archive(t)
	for _, tt := range []struct{ path, want string }{
		{"ana.jpg", "ana.jpg"},
		{"./2024//王芳.jpg", "2024/王芳.jpg"},
		{"2024/../ana.jpg", "ana.jpg"},
		{"link.jpg", "link.jpg"},
		{filepath.Join(around, "photos/ana.jpg"), "ana.jpg"},
		{filepath.Join(around, "photos/../photos/2024/王芳.jpg"), "2024/王芳.jpg"},
		{filepath.Join(around, "alias/2024/王芳.jpg"), "2024/王芳.jpg"},
	} {
		stamp, refusal := photos.Stat(tt.path)
		if refusal != nil || stamp.Path != tt.want || stamp.Size == 0 || stamp.ModTime == 0 {
			t.Errorf("%s: got %+v, %+v", tt.path, stamp, refusal)
		}
		if f := check(t, photos, tt.path); f.Code != "" || f.Stamp != stamp {
			t.Errorf("%s: Check found %+v, Stat %+v", tt.path, f, stamp)
		}
	}
}

func TestRootMayBeALink(t *testing.T) {
	_, around := archive(t)
	photos, err := Open(filepath.Join(around, "alias"), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer photos.Close()
	for _, path := range []string{"ana.jpg", filepath.Join(around, "alias/ana.jpg"), filepath.Join(around, "photos/ana.jpg")} {
		if stamp, refusal := photos.Stat(path); refusal != nil || stamp.Path != "ana.jpg" {
			t.Errorf("%s: %+v, %+v", path, stamp, refusal)
		}
	}
}

func TestInvalidPaths(t *testing.T) {
	photos, around := archive(t)
	for name, tt := range map[string]struct{ path, code, message string }{
		"no path":                            {"", codes.PhotoMissing, "path of the photo is empty"},
		"no such file":                       {"nobody.jpg", codes.PhotoMissing, `photo "nobody.jpg" does not exist in the photo folder`},
		"no such folder":                     {"2023/ana.jpg", codes.PhotoMissing, "does not exist"},
		"below a file":                       {"ana.jpg/ana.jpg", codes.PhotoMissing, "does not exist"},
		"a name longer than names are":       {strings.Repeat("长", 200), codes.PhotoMissing, "does not exist"},
		"a name with a NUL":                  {"ana\x00.jpg", codes.PhotoMissing, `photo "ana[U+0000, a control character].jpg" does not exist`},
		"a link to nothing":                  {"dangling.jpg", codes.PhotoMissing, "does not exist"},
		"beside the root":                    {"../secret.jpg", codes.PhotoOutside, `photo "../secret.jpg" lies outside the photo folder`},
		"the root's parent":                  {"..", codes.PhotoOutside, "outside"},
		"out through the middle":             {"2024/../../secret.jpg", codes.PhotoOutside, "outside"},
		"absolute elsewhere":                 {filepath.Join(around, "secret.jpg"), codes.PhotoOutside, "outside"},
		"a sibling with the root's prefix":   {filepath.Join(around, "photosx/ana.jpg"), codes.PhotoOutside, "outside"},
		"a system file":                      {"/etc/hostname", codes.PhotoOutside, "outside"},
		"a link out of the root":             {"leaving.jpg", codes.PhotoOutside, "through a symbolic link"},
		"a folder that is a link out of it":  {"up/secret.jpg", codes.PhotoOutside, "through a symbolic link"},
		"a link that is absolute":            {"absolute.jpg", codes.PhotoOutside, "symbolic link that is absolute"},
		"a link to itself":                   {"loop.jpg", codes.PhotoUnreadable, "too many levels of symbolic links"},
		"a folder":                           {"2024", codes.PhotoUnreadable, `photo "2024" is a folder, not a file`},
		"the root itself":                    {".", codes.PhotoUnreadable, "is a folder"},
		"a FIFO that nobody writes to":       {"fifo.jpg", codes.PhotoUnreadable, "is a named pipe, not a file"},
		"a path with a line break, unbroken": {"a\nb.jpg", codes.PhotoMissing, `"a[a line break]b.jpg"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, refusal := photos.Stat(tt.path)
			if refusal == nil {
				t.Fatal("it passed")
			}
			if refusal.Code != tt.code || !strings.Contains(refusal.Message, tt.message) {
				t.Errorf("got %s: %s\nwant %s: … %s …", refusal.Code, refusal.Message, tt.code, tt.message)
			}
			if refusal.Key != "" {
				t.Error("what was not read has no key")
			}
			if f := check(t, photos, tt.path); f != *refusal {
				t.Errorf("Check found %+v, Stat %+v", f, *refusal)
			}
		})
	}
}

// Anyone who can write below the root could make links that lead elsewhere: a suggestion must not
// reveal what is there.
func TestSuggestionsFollowNoLinkOut(t *testing.T) {
	photos, around := archive(t)
	if err := os.Symlink(filepath.Join(around, "photosx"), filepath.Join(photos.dir, "elsewhere")); err != nil {
		t.Fatal(err)
	}
	for _, written := range []string{
		"LEAVING.jpg", "absolute.JPG", "dangling.JPG", "loop.JPG", "fifo.JPG", "up/SECRET.jpg", "secret.jpg", "up/photos/ANA.jpg",
		"elsewhere/ANA.jpg", "photosx/bo.jpg", filepath.Join(around, "secret.jpg"), `..\secret.jpg`, `C:\secret.jpg`, "%2e%2e/secret.jpg", "..%2fSECRET.jpg",
	} {
		for _, file := range photos.Like(written) {
			if file != "ana.jpg" {
				t.Errorf("%s might be %s", written, file)
			}
		}
		if _, refusal := photos.Stat(written); refusal == nil || refusal.Code != codes.PhotoMissing && refusal.Code != codes.PhotoOutside {
			t.Errorf("%s: %+v", written, refusal)
		}
	}
	for folder := range photos.names.folders {
		if folder != "." && folder != "2024" {
			t.Errorf("%s was listed", folder)
		}
	}
	if like := photos.Like("LINK.jpg"); len(like) != 1 || like[0] != "link.jpg" {
		t.Errorf("a link within: %q", like)
	}
}

// Between stat and open, a file may become a FIFO.
func TestOpenFIFODoesNotBlock(t *testing.T) {
	photos, _ := archive(t)
	_, _, refusal := photos.openRegular("fifo.jpg")
	if refusal == nil || refusal.Code != codes.PhotoUnreadable {
		t.Errorf("%+v", refusal)
	}
}

// Errors of the disk are worded without local paths. A test may run as root, who is denied nothing, so
// the errors are made up here.
func TestStatErrors(t *testing.T) {
	photos, _ := archive(t)
	for err, want := range map[syscall.Errno]string{
		syscall.EACCES: codes.PhotoUnreadable + `: photo "a.jpg" cannot be read: permission denied`,
		syscall.EIO:    codes.PhotoUnreadable + `: photo "a.jpg" cannot be read: input/output error`,
		syscall.ENOENT: codes.PhotoMissing + `: photo "a.jpg" does not exist in the photo folder ` + photos.dir,
	} {
		_, f := photos.stamp("a.jpg", nil, &fs.PathError{Op: "openat", Path: "/home/ana/a.jpg", Err: err})
		if got := fmt.Sprintf("%s: %s", f.Code, f.Message); got != want {
			t.Errorf("got %s\nwant %s", got, want)
		}
	}
}

func TestDevicesAndSocketsAreNamed(t *testing.T) {
	for mode, want := range map[fs.FileMode]string{
		fs.ModeSocket: "a socket", fs.ModeDevice: "a device", fs.ModeDevice | fs.ModeCharDevice: "a device",
	} {
		if got := kind(mode); got != want {
			t.Errorf("%v: %s", mode, got)
		}
	}
}

func TestOpenInvalidRoot(t *testing.T) {
	_, around := archive(t)
	for path, want := range map[string]string{
		filepath.Join(around, "nowhere"):    "no such file or directory",
		filepath.Join(around, "secret.jpg"): "not a directory",
	} {
		if _, err := Open(path, 0); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v", err)
		}
	}
}

func TestCheckCancelled(t *testing.T) {
	photos, _ := archive(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := photos.Check(ctx, "ana.jpg"); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
