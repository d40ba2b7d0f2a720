package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"enroll.example/enroll/samples/face"
)

func TestMain(m *testing.M) {
	testscript.Main(tidy{m}, map[string]func(){"enroll": main})
}

// tidy removes what the tests have built.
type tidy struct{ *testing.M }

func (t tidy) Run() int {
	defer func() { os.RemoveAll(builtIn) }()
	return t.M.Run()
}

// TestScripts plays the transcripts in testdata/script: what a person types and sees.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(e *testscript.Env) error {
			// No credentials, who runs the tests.
			e.Setenv("HOME", e.WorkDir)
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits": exits, "photo": photo, "odd": odd, "fifo": fifo, "raw": raw, "oneline": oneline,
			"listening": listening,
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// listening takes a free port of the loopback and names it: listening VARIABLE
func listening(ts *testscript.TestScript, neg bool, args []string) {
	socket, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { socket.Close() })
	ts.Setenv(args[0], socket.Addr().String())
}

// exits runs a command that must end with a code: exits 3 enroll run …
func exits(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if (got == want) == neg {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// photo draws a face: photo FILE WHO SHOT
func photo(ts *testscript.TestScript, neg bool, args []string) {
	shot, err := strconv.ParseUint(args[2], 10, 64)
	ts.Check(err)
	path := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(filepath.Dir(path), 0o755))
	ts.Check(os.WriteFile(path, face.JPEG(face.Seed(args[1]), shot, 96), 0o644))
}

// odd writes a file that is trouble: odd KIND FILE
func odd(ts *testscript.TestScript, neg bool, args []string) {
	kinds := map[string]func() []byte{
		"webp": func() []byte {
			return []byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00")
		},
		"hugepng": hugePNG,
		"badbmp":  badBMP,
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), kinds[args[0]](), 0o644))
}

// hugePNG has a header that says 40000 x 40000 and next to no picture.
func hugePNG() []byte {
	png := []byte("\x89PNG\r\n\x1a\n")
	header := binary.BigEndian.AppendUint32(nil, 40000)
	header = append(binary.BigEndian.AppendUint32(header, 40000), 8, 2, 0, 0, 0)
	png = append(png, face.Chunk("IHDR", header)...)
	png = append(png, face.Chunk("IDAT", []byte("nothing"))...)
	return append(png, face.Chunk("IEND", nil)...)
}

// badBMP has 8-bit pixels of index 255 and a palette of two colours.
func badBMP() []byte {
	const width, height, offset = 100, 100, 14 + 40 + 2*4
	b := []byte("BM")
	le := binary.LittleEndian
	b = le.AppendUint32(b, offset+width*height)
	b = le.AppendUint32(b, 0)
	b = le.AppendUint32(b, offset)
	for _, n := range []uint32{40, width, height} {
		b = le.AppendUint32(b, n)
	}
	b = le.AppendUint16(le.AppendUint16(b, 1), 8)
	for _, n := range []uint32{0, width * height, 0, 0, 2, 0, 0x000000, 0xffffff} {
		b = le.AppendUint32(b, n)
	}
	return append(b, bytes.Repeat([]byte{255}, width*height)...)
}

// oneline writes a roster of 200 MB whose first record never ends.
func oneline(ts *testscript.TestScript, neg bool, args []string) {
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	defer f.Close()
	_, err = f.WriteString("person_id,person_name,group_id,images\n")
	ts.Check(err)
	for range 200 {
		_, err := f.Write(bytes.Repeat([]byte("x"), 1<<20))
		ts.Check(err)
	}
}

func fifo(ts *testscript.TestScript, neg bool, args []string) {
	ts.Check(syscall.Mkfifo(ts.MkAbs(args[0]), 0o644))
}

// raw writes a file from a Go string, for bytes that a transcript cannot hold: raw FILE STRING
func raw(ts *testscript.TestScript, neg bool, args []string) {
	text, err := strconv.Unquote(`"` + strings.Join(args[1:], " ") + `"`)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}
