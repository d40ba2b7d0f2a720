package roster

import (
	"bufio"
	"bytes"
	"io"
)

// lines gives the lines of a text, each with its end: LF, CR LF, or CR alone, as they come.
// What was given may be taken back, to be given once more.
type lines struct {
	in    *bufio.Reader
	most  int    // bytes of text at most
	again []byte // to be given before what is still in the file
	count int    // given so far
}

// next adds the next line to text. A last line without an end is a line too. It fails with
// errLong, and the beginning of the line added, when text would grow beyond the bound.
func (l *lines) next(text []byte) ([]byte, error) {
	begin := len(text)
	if n := lineEnd(l.again); n > 0 {
		text = append(text, l.again[:n]...)
		l.again = l.again[n:]
		if len(endless(text)) < len(text) {
			l.count++
			return text, nil
		}
	}
	for {
		piece, ended, err := l.piece()
		text = append(text, piece...)
		switch {
		case len(text) > l.most:
			return text, errLong
		case err != nil && (err != io.EOF || len(text) == begin):
			return text, err
		case ended || err == io.EOF:
			l.count++
			return text, nil
		}
	}
}

// piece is what the buffer holds of a line, whole when it is ended. It is good until the
// next one is asked for.
func (l *lines) piece() (piece []byte, ended bool, err error) {
	if _, err := l.in.Peek(1); err != nil {
		return nil, false, err
	}
	held, _ := l.in.Peek(l.in.Buffered())
	n := bytes.IndexAny(held, "\r\n") + 1
	if n == len(held) && held[n-1] == '\r' { // LF may follow
		if n > 1 {
			n, ended = n-1, false
			_, err := l.in.Discard(n)
			return held[:n], false, err
		}
		held, _ = l.in.Peek(2)
	}
	switch {
	case n == 0:
		n = len(held)
	default:
		ended = true
		if held[n-1] == '\r' && n < len(held) && held[n] == '\n' {
			n++
		}
	}
	_, err = l.in.Discard(n)
	return held[:n], ended, err
}

// takeBack has text, which was given last, come once more. It begins behind so many lines.
func (l *lines) takeBack(text []byte, count int) {
	l.again = append(bytes.Clone(text), l.again...)
	l.count = count
}

// rest passes over what is left of the file and tells how many lines that were.
func (l *lines) rest() (count int, err error) {
	for rest := l.again; len(rest) > 0; count++ {
		rest = rest[lineEnd(rest):]
	}
	l.again = nil
	begun := false
	for {
		_, ended, err := l.piece()
		switch {
		case err == io.EOF && begun:
			return count + 1, nil
		case err == io.EOF:
			return count, nil
		case err != nil:
			return count, err
		case ended:
			count++
		}
		begun = !ended
	}
}

// atEnd tells whether nothing is left of the text.
func (l *lines) atEnd() bool {
	if len(l.again) > 0 {
		return false
	}
	_, err := l.in.Peek(1)
	return err == io.EOF
}

// lineEnd is where the first line of a text ends.
func lineEnd(text []byte) int {
	i := bytes.IndexAny(text, "\r\n")
	switch {
	case i < 0:
		return len(text)
	case text[i] == '\r' && i+1 < len(text) && text[i+1] == '\n':
		return i + 2
	}
	return i + 1
}

// endless is a text without the end of its last line.
func endless(text []byte) []byte {
	if cut, ok := bytes.CutSuffix(text, []byte{'\n'}); ok {
		return bytes.TrimSuffix(cut, []byte{'\r'})
	}
	return bytes.TrimSuffix(text, []byte{'\r'})
}
