package roster

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"enroll/codes"
)

// Options say how a roster's columns are to be read.
type Options struct {
	Map map[string]string // known column ("person_id") -> name in the header (--map)
	Ex  map[int]string    // custom description field, 0 to 4 -> name in the header (--ex)
}

// File is an open roster. It belongs to one goroutine.
type File struct {
	path    string
	file    *os.File
	charset charset
	header  header
	records records
	over    error // what Next said last, once the reading has ended
}

// Open tells encoding and delimiter, and reads the header. It fails with *Unusable or
// *NotFile; a directory or a pipe is never opened, for opening a pipe may block.
func Open(path string, o Options) (*File, error) {
	stat, err := os.Stat(path)
	if err != nil {
		return nil, notThere(path, err)
	}
	if !stat.Mode().IsRegular() {
		return nil, notRegular(path, stat.Mode())
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, notThere(path, err)
	}
	f := &File{path: path, file: file}
	if err := f.begin(o); err != nil {
		_ = file.Close() // only read from
		return nil, err
	}
	return f, nil
}

func notRegular(path string, mode os.FileMode) error {
	e := &NotFile{Path: path, Message: "is no regular file", Remedy: "save the roster to a file first"}
	if mode.IsDir() {
		e.Message, e.Remedy = "is a directory", "name the CSV file in it"
	}
	return e
}

func (f *File) begin(o Options) error {
	charset, mark, err := detect(f.file)
	if err != nil {
		return notThere(f.path, err)
	}
	if _, err := f.file.Seek(int64(mark), io.SeekStart); err != nil {
		return notThere(f.path, err)
	}
	f.charset = charset
	f.records, err = newRecords(charset.decode(f.file), o)
	if err != nil {
		return notThere(f.path, err)
	}
	return f.readHeader(o)
}

// newRecords looks at the first 64 KiB to tell the ends of lines and the delimiter.
func newRecords(text io.Reader, o Options) (records, error) {
	in := bufio.NewReaderSize(text, window)
	head, err := in.Peek(window)
	if err != nil && err != io.EOF {
		return records{}, err
	}
	eol := byte('\n')
	if !bytes.Contains(head, []byte{'\n'}) && bytes.Contains(head, []byte{'\r'}) {
		eol = '\r'
	}
	first, _, _ := bytes.Cut(bytes.TrimLeft(head, "\r\n \t,;"), []byte{eol})
	return records{in: in, eol: eol, comma: delimiter(string(first), o)}, nil
}

func (f *File) readHeader(o Options) error {
	rec, err := f.nextRecord()
	switch {
	case err == io.EOF:
		return &Unusable{Path: f.path, Message: "the file is empty", Remedy: "export it again, with a header line"}
	case isBreak(err):
		return &Unusable{Path: f.path, Line: rec.line, Message: "no header can be read: " + err.Error(), Remedy: remedy(err)}
	case err != nil:
		return notThere(f.path, err)
	case rec.stray > 0:
		return &Unusable{Path: f.path, Line: rec.line, Message: fmt.Sprintf("no header can be read: column %d has a quote out of place", rec.stray), Remedy: remedy(errQuotes)}
	case len(rec.cells) > maxColumns:
		return &Unusable{Path: f.path, Line: rec.line, Message: fmt.Sprintf("the header has %d columns; %d at most", len(rec.cells), maxColumns), Remedy: "check the delimiter, or leave columns out"}
	}
	f.header, err = newHeader(rec.cells, o)
	if u, ok := errors.AsType[*Unusable](err); ok {
		u.Path, u.Line = f.path, rec.line
	}
	return err
}

// nextRecord passes over blank ones.
func (f *File) nextRecord() (record, error) {
	for {
		rec, err := f.records.next()
		if err != nil || !rec.blank() {
			return rec, err
		}
	}
}

// Next gives the next row, io.EOF at the end, or *Broken when the reading must end early.
// Once it has failed it fails in the same way for ever.
func (f *File) Next() (Row, error) {
	if f.over != nil {
		return Row{}, f.over
	}
	rec, err := f.nextRecord()
	switch {
	case err == nil:
		return f.row(rec), nil
	case isBreak(err):
		f.over = f.broken(rec, err)
	case err == io.EOF:
		f.over = io.EOF
	default:
		f.over = fmt.Errorf("%s line %d: %w", f.path, rec.line, cause(err))
	}
	return Row{}, f.over
}

func isBreak(err error) bool {
	return slices.Contains([]error{errNUL, errLong, errOpen, errQuotes}, err)
}

func remedy(err error) string {
	switch err {
	case errNUL:
		return "export the file again as CSV in UTF-8"
	case errLong:
		return "check that the file is CSV, one line a row, and that quotes which are opened are closed"
	}
	return `a cell that begins with a quote must end with one, and a quote within it is written twice: "Ann ""Annie"" Lee"`
}

func (f *File) broken(rec record, why error) *Broken {
	row := Row{Line: rec.line, Cells: f.header.cells(rec, f.records.comma)}
	row.PersonID = trim(row.Cells[f.header.at["person_id"]])
	row.fault("", codes.RosterMalformed, why.Error())
	return &Broken{Path: f.path, Line: rec.line, Row: row, Message: why.Error(), Remedy: remedy(why)}
}

// Header gives the names of the columns as written, enroll_* left out.
func (f *File) Header() []string { return slices.Clone(f.header.names) }

// ExNames gives the header's name of each custom description field in use, else "".
func (f *File) ExNames() (names [5]string) {
	for i := range names {
		if at, ok := f.header.at[exColumn(i)]; ok {
			names[i] = trim(f.header.names[at])
		}
	}
	return names
}

// Guarded tells whether this program wrote the file, so that the guard was taken off.
func (f *File) Guarded() bool { return f.header.guarded }

// Close closes the file.
func (f *File) Close() error { return f.file.Close() }
