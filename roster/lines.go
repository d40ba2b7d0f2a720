package roster

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// lines yields the lines of a text, each with its end: LF, CR LF, or CR alone, also mixed. Lines may
// be taken back, to be read again.
type lines struct {
	in    *bufio.Reader
	most  int    // bytes of text at most
	again []byte // to be read before the rest of the file
	count int    // read so far
}

// next appends the next line to text. A last line without an end is a line too. It fails with errLong,
// and the beginning of the line appended, when text would grow beyond the bound.
func (l *lines) next(text []byte) ([]byte, error) {
	begin := len(text)
	if n := lineEnd(l.again); n > 0 {
		text = append(text, l.again[:n]...)
		l.again = l.again[n:]
		if len(trimLineEnd(text)) < len(text) {
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
		case err != nil && (!errors.Is(err, io.EOF) || len(text) == begin):
			return text, err
		case ended || errors.Is(err, io.EOF):
			l.count++
			return text, nil
		}
	}
}

// piece returns the buffered part of a line; ended reports whether it is complete. It is valid until
// the next call.
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

// takeBack makes text, the last one returned, be read again. It begins after count lines.
func (l *lines) takeBack(text []byte, count int) {
	l.again = append(bytes.Clone(text), l.again...)
	l.count = count
}

// rest skips the rest of the file and returns its number of lines.
func (l *lines) rest() (count int, err error) {
	for rest := l.again; len(rest) > 0; count++ {
		rest = rest[lineEnd(rest):]
	}
	l.again = nil
	begun := false
	for {
		_, ended, err := l.piece()
		switch {
		case errors.Is(err, io.EOF) && begun:
			return count + 1, nil
		case errors.Is(err, io.EOF):
			return count, nil
		case err != nil:
			return count, err
		case ended:
			count++
		}
		begun = !ended
	}
}

// atEnd reports whether the text is used up.
func (l *lines) atEnd() bool {
	if len(l.again) > 0 {
		return false
	}
	_, err := l.in.Peek(1)
	return errors.Is(err, io.EOF)
}

// lineEnd returns where the first line of a text ends.
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

// trimLineEnd returns a text without the end of its last line.
func trimLineEnd(text []byte) []byte {
	if cut, ok := bytes.CutSuffix(text, []byte{'\n'}); ok {
		return bytes.TrimSuffix(cut, []byte{'\r'})
	}
	return bytes.TrimSuffix(text, []byte{'\r'})
}
