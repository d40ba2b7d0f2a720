package roster

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"enroll.example/enroll/roster/charset"
)

// written is a file's encoding, and how it is known.
type written struct {
	charset charset.Charset
	proof   string // how it is known; it continues "GB18030, "
	mark    int    // length of the byte order mark
	assumed bool   // nothing proves it, and no flag was given for this very file
}

// detect determines a file's encoding. Without a proof or a flag the file is refused: a wrong guess
// would enroll people under wrong names.
func (f *File) detect(head []byte, o Options) (written, error) {
	if c, size, ok := charset.Mark(head); ok {
		return written{charset: c, proof: "by its byte order mark", mark: size}, f.checkUTF16Pairs(c)
	}
	if c, ok := charset.UnmarkedUTF16(head); ok {
		return written{charset: c, proof: "by its zero bytes"}, f.checkUTF16Pairs(c)
	}
	w, err := f.weigh(o)
	if err != nil {
		return written{}, err
	}
	v := w.evidence.Verdict()
	switch {
	case o.Encoding != nil:
		if *o.Encoding != charset.UTF8 && v.Proven && v.Charset == charset.UTF8 && w.spoken {
			return written{}, f.contradicted(*o.Encoding)
		}
		return written{charset: *o.Encoding, proof: "set with --encoding"}, nil
	case w.chinese:
		return written{charset: charset.GB18030, proof: "by its column names"}, nil
	case v.Proven && v.Charset == charset.GB18030:
		return written{charset: v.Charset, proof: "by the people's names"}, nil
	case v.Proven || w.fewTorn():
		return written{charset: charset.UTF8}, nil
	case o.Remembered != nil:
		return written{charset: *o.Remembered, proof: "set with an earlier --encoding", assumed: true}, nil
	}
	return written{}, f.unproven(v, w.header != nil)
}

// checkUTF16Pairs refuses UTF-16 in which a byte is missing or extra: after it, every character would
// be made of two halves, and no line end could be found.
func (f *File) checkUTF16Pairs(c charset.Charset) error {
	if c != charset.UTF16LE && c != charset.UTF16BE {
		return nil
	}
	stat, err := f.file.Stat()
	switch {
	case err != nil:
		return notThere(f.path, err)
	case stat.Size()%2 != 0:
		return &Unusable{Message: fmt.Sprintf("the file is %s but has an odd number of bytes, %d: one byte is missing or extra", c, stat.Size()),
			Remedy: "export it again, as CSV UTF-8"}
	}
	return nil
}

// weigh reads the whole file as bytes and gathers what its cells say of their encoding: in all
// encodings that matter here, commas, quotes and line ends are the same bytes.
func (f *File) weigh(o Options) (w weighing, err error) {
	if _, err := f.file.Seek(0, io.SeekStart); err != nil {
		return w, notThere(f.path, err)
	}
	in := bufio.NewReaderSize(f.file, window)
	head, err := peek(in)
	if err != nil {
		return w, notThere(f.path, err)
	}
	w = weighing{layout: findLayout(head, o), options: o}
	if !utf8.Valid(head) {
		l := findLayout([]byte(charset.GB18030.Decode(head)), o)
		if w.chinese = l.names > w.layout.names; w.chinese {
			w.layout = l
		}
	}
	if err := w.all(&lines{in: in, most: window}); err != nil {
		return w, notThere(f.path, err)
	}
	return w, nil
}

// weighing is the state of reading a file's lines as bytes.
type weighing struct {
	evidence charset.Evidence
	layout   layout
	options  Options
	chinese  bool    // the header is Chinese in GB18030
	spoken   bool    // a used cell has more than ASCII
	header   *header // nil: not found yet
	passed   int     // lines searched for the header
	rows     int
	torn     int // rows with a used cell that is not UTF-8
}

// fewTorn reports whether so few rows are not UTF-8 that it is better to refuse them one by one: all
// others are the same in any encoding.
func (w *weighing) fewTorn() bool { return w.header != nil && w.torn*20 <= w.rows }

// all weighs line by line: a cell of several lines is weighed in pieces.
func (w *weighing) all(in *lines) error {
	var text []byte
	var err error
	for {
		text, err = in.next(text[:0])
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil && !errors.Is(err, errLong) {
			return cause(err)
		}
		w.line(trimLineEnd(text))
	}
}

func (w *weighing) line(line []byte) {
	if len(bytes.TrimFunc(line, blank)) == 0 {
		return
	}
	if w.header == nil && w.passed < headerWithin+1 {
		w.passed++
		w.findHeader(line)
		return
	}
	if w.rows++; isASCII(line) {
		return
	}
	cells := w.cells(line)
	if w.header == nil {
		w.others(cells)
		return
	}
	if w.hasInvalidUTF8(cells) {
		w.torn++
	}
	for i, at := range w.header.kept {
		if at >= len(cells) || !w.header.used[i] {
			continue
		}
		if i == w.header.at["person_name"] {
			w.spoken = w.spoken || !isASCII([]byte(cells[at]))
			w.evidence.Name([]byte(cells[at]))
			continue
		}
		w.others(cells[at : at+1])
	}
}

// hasInvalidUTF8 reports whether a used cell is not UTF-8.
func (w *weighing) hasInvalidUTF8(cells []string) bool {
	for i, at := range w.header.kept {
		if at < len(cells) && w.header.used[i] && !utf8.ValidString(cells[at]) {
			return true
		}
	}
	return false
}

func (w *weighing) others(cells []string) {
	for _, cell := range cells {
		w.spoken = w.spoken || !isASCII([]byte(cell))
		w.evidence.Other([]byte(cell))
	}
}

func (w *weighing) cells(line []byte) []string {
	cells, _ := split(string(line), w.layout.comma)
	if w.layout.wrapped && len(cells) == 1 {
		cells, _ = split(cells[0], w.layout.comma)
	}
	return cells
}

// findHeader uses the line as the header if it can be one. Its names are evidence too, where they are
// not what proves the encoding.
func (w *weighing) findHeader(line []byte) {
	cells := w.cells(line)
	if w.chinese {
		for i, cell := range cells {
			cells[i] = charset.GB18030.Decode([]byte(cell))
		}
	} else if !isASCII(line) {
		w.others(cells)
	}
	if h, err := newHeader(cells, w.options); err == nil {
		w.header = &h
	}
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// unproven shows what each plausible encoding makes of a name, so that a person can choose at a
// glance.
func (f *File) unproven(v charset.Verdict, named bool) error {
	u := &Unusable{Path: f.path, Message: "the encoding of this file is not UTF-8, and nothing in it proves which one it is",
		Remedy: "save it as CSV UTF-8, or set its encoding with --encoding, such as --encoding gb18030"}
	if len(v.Guesses) == 0 {
		return u
	}
	var says []string
	for _, g := range v.Guesses {
		says = append(says, fmt.Sprintf("%s in %s", quote(g.Sample), g.Charset))
	}
	what := "the first name"
	if !named {
		what = "the first such cell"
	}
	u.Message += fmt.Sprintf("; %s would be %s", what, strings.Join(says, ", "))
	u.Remedy = fmt.Sprintf("choose the one that reads correctly, such as --encoding %s; if none does, use the encoding of the program that wrote the file, or save it as CSV UTF-8",
		strings.ToLower(v.Guesses[0].Charset.String()))
	return u
}

func (f *File) contradicted(given charset.Charset) error {
	return &Unusable{Path: f.path, Message: fmt.Sprintf("the file is UTF-8, but --encoding says %s", given),
		Remedy: "omit --encoding: with the wrong one, people would be enrolled under wrong names"}
}
