package roster

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/roster/charset"
)

// Options say how to read a roster.
type Options struct {
	Map        map[string]string // known column ("person_id") -> name in the header (--map)
	Ex         map[int]string    // custom description field, 0 to 4 -> name in the header (--ex)
	Encoding   *charset.Charset  // how characters are encoded (--encoding); nil: detect
	Remembered *charset.Charset  // an earlier value of Encoding, for a file that does not prove another
}

// Format is what a file was read as.
type Format struct {
	Encoding   string `json:"encoding"`
	Proof      string `json:"proof,omitempty"`     // how the encoding is known, where it is not plain
	Separator  string `json:"separator"`           // "comma", "semicolon", "tab" or "pipe", or the character itself
	LineEnds   string `json:"line_ends,omitempty"` // "LF", "CRLF" or "CR", or several of them; "" for a single line without an end
	HeaderLine int    `json:"header_line"`         // the first line of the file is 1
	Above      int    `json:"above,omitempty"`     // records above the header that were skipped: a title, a comment
	Repeated   int    `json:"repeated,omitempty"`  // records that repeat the header, skipped so far
}

// File is an open roster. It is not safe for concurrent use.
type File struct {
	path    string
	file    *os.File
	written written
	format  Format
	header  header
	records records
	before  before
	over    error // what Next returned last, once the reading has ended
}

// Open detects encoding and separator, and finds the header. It fails with *Unusable or *NotFile; a
// directory or a pipe is never opened, because opening a pipe may block.
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
		return nil, f.withPath(err)
	}
	return f, nil
}

func notRegular(path string, mode os.FileMode) error {
	e := &NotFile{Path: path, Message: "is not a regular file", Remedy: "save the roster to a file first"}
	if mode.IsDir() {
		e.Message, e.Remedy = "is a directory", "name the CSV file in it"
	}
	return e
}

// withPath adds the path to a refusal of the file.
func (f *File) withPath(err error) error {
	if u, ok := errors.AsType[*Unusable](err); ok {
		u.Path = f.path
	}
	return err
}

func (f *File) begin(o Options) (err error) {
	head := make([]byte, 4096)
	n, err := io.ReadFull(f.file, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return notThere(f.path, err)
	}
	if u := otherKind(head[:n]); u != nil {
		return u
	}
	if f.written, err = f.detect(head[:n], o); err != nil {
		return err
	}
	if _, err := f.file.Seek(int64(f.written.mark), io.SeekStart); err != nil {
		return notThere(f.path, err)
	}
	return f.layOut(o)
}

// layOut finds separator and header in the text.
func (f *File) layOut(o Options) error {
	in := bufio.NewReaderSize(f.written.charset.NewReader(f.file), window)
	if err := skipMarks(in); err != nil {
		return notThere(f.path, err)
	}
	head, err := peek(in)
	if err != nil {
		return notThere(f.path, err)
	}
	l := findLayout(head, o)
	f.records = records{lines: lines{in: in, most: maxRecord}, comma: l.comma, wrapped: l.wrapped}
	f.format = Format{Encoding: f.written.charset.String(), Proof: f.written.proof, Separator: separatorName(l.comma), LineEnds: lineEnds(head), Above: l.above}
	if err := f.readHeader(l, o); err != nil {
		return err
	}
	f.header.counts = f.header.count(head, l, f.format.HeaderLine)
	f.records.fits, f.records.used = f.header.fits, f.header.lastUsed
	return nil
}

// skipMarks skips further byte order marks, which some programs write before an existing one.
func skipMarks(in *bufio.Reader) error {
	for {
		head, err := in.Peek(3)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if string(head) != "\uFEFF" {
			return nil
		}
		if _, err := in.Discard(3); err != nil {
			return err
		}
	}
}

// separatorNames are the names of separators for people.
var separatorNames = map[rune]string{',': "comma", ';': "semicolon", '\t': "tab", '|': "pipe"}

func separatorName(comma byte) string {
	return cmp.Or(separatorNames[rune(comma)], string(rune(comma)))
}

// Comma returns the separator for an errors.csv of a file that was read so: the same, or a comma where
// the separator is known only from a line sep=.
func (f Format) Comma() rune {
	for comma, name := range separatorNames {
		if name == f.Separator {
			return comma
		}
	}
	return ','
}

func (f *File) readHeader(l layout, o Options) error {
	rec, err := f.headerRecord(l)
	cells := rec.cells
	for len(cells) > 0 && trim(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	switch {
	case errors.Is(err, io.EOF):
		return &Unusable{Message: "the file is empty", Remedy: "export it again, with a header line"}
	case errors.Is(err, errSlid):
		return &Unusable{Line: rec.line, Message: err.Error(), Remedy: "put the header on the first line; sorting a sheet may have moved it"}
	case isBreak(err):
		return &Unusable{Line: rec.line, Message: "no header can be read: " + err.Error(), Remedy: remedy(err)}
	case err != nil:
		return notThere(f.path, err)
	case rec.stray > 0:
		return &Unusable{Line: rec.line, Message: fmt.Sprintf("no header can be read: column %d has a misplaced quote", rec.stray), Remedy: remedy(errQuotes)}
	case len(cells) > maxColumns:
		return &Unusable{Line: rec.line, Message: fmt.Sprintf("the header has %d columns; at most %d are allowed", len(cells), maxColumns), Remedy: "check the separator, or remove columns"}
	}
	f.format.HeaderLine = rec.line
	f.header, err = newHeader(cells, o)
	if u, ok := errors.AsType[*Unusable](err); ok {
		u.Line = rec.line
	}
	return err
}

// errSlid says that a row above the header would be lost.
var errSlid = errors.New("this line looks like a row, but the header is below it")

// headerRecord skips what is above the header.
func (f *File) headerRecord(l layout) (record, error) {
	above := l.above
	for {
		rec, err := f.records.next()
		switch {
		case err != nil:
			return rec, err
		case rec.blank(), l.sep && isSeparatorLine(rec.cells):
			l.sep = l.sep && !isSeparatorLine(rec.cells)
		case above > 0 && slices.ContainsFunc(rec.cells, looksLikePhoto):
			return rec, errSlid
		case above > 0:
			above--
		default:
			return rec, nil
		}
	}
}

// nextRecord skips blank records, and those that repeat the header.
func (f *File) nextRecord() (record, error) {
	for {
		rec, err := f.records.next()
		switch {
		case err == nil && f.isBlank(rec):
		case err == nil && f.header.repeated(rec):
			f.format.Repeated++
		case err == nil && f.header.other(rec):
			return rec, errHeader
		default:
			return rec, err
		}
	}
}

// isBlank reports whether a record is not a row: its cells are blank. One of errors.csv may have
// nothing but our own columns, where a reviewer has emptied it; but not if it was so when it was
// refused, because nothing could be read of it.
func (f *File) isBlank(rec record) bool {
	if rec.blank() || !f.header.guarded {
		return rec.blank()
	}
	cells := record{cells: f.header.cells(rec, f.records.comma)}
	return cells.blank() && f.header.ownCell(rec, "enroll_code") != codes.RosterUnread &&
		trim(f.header.ownCell(rec, "enroll_cells")) != f.header.fingerprint(cells.cells)
}

// Next returns the next row, io.EOF at the end, or *Broken when the reading must end early. Once it
// has failed, it returns the same error again.
func (f *File) Next() (Row, error) {
	if f.over != nil {
		return Row{}, f.over
	}
	rec, err := f.nextRecord()
	switch {
	case err == nil:
		row := f.row(rec)
		f.before = before{rec.line, len(rec.cells), rec.cells[len(rec.cells)-1]}
		return row, nil
	case isBreak(err):
		f.over = f.broken(rec, err)
	case errors.Is(err, io.EOF):
		f.over = io.EOF
	default:
		f.over = fmt.Errorf("%s line %d: %w", f.path, rec.line, cause(err))
	}
	return Row{}, f.over
}

func isBreak(err error) bool {
	return slices.Contains([]error{errNUL, errLong, errOpen, errQuotes, errHeader}, err)
}

func remedy(err error) string {
	switch err {
	case errNUL:
		return "export the file again as CSV in UTF-8"
	case errHeader:
		return "split the file there and run each table separately"
	case errLong:
		return "check that the file is CSV, one line per row, and that all quotes are closed"
	}
	return `a cell that begins with a quote must end with one, and a quote inside it must be doubled: "Ann ""Annie"" Lee"`
}

// Header returns the names of the columns as written, without enroll_*.
func (f *File) Header() []string { return slices.Clone(f.header.names) }

// Format returns what the file was read as, so far.
func (f *File) Format() Format { return f.format }

// ExNames returns the header's name of each custom description field in use, else "".
func (f *File) ExNames() (names [5]string) {
	for i := range names {
		if at, ok := f.header.at[exColumn(i)]; ok {
			names[i] = trim(f.header.names[at])
		}
	}
	return names
}

// Guarded reports whether this program wrote the file, so that the guard was removed.
func (f *File) Guarded() bool { return f.header.guarded }

// Close closes the file.
func (f *File) Close() error { return f.file.Close() }
