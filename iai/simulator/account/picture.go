package account

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
)

// readPicture reads the structure of a JPEG, PNG or BMP. ok reports whether it is one, has a size, and
// is not cut off: a JPEG has an end marker after its scan begins, a PNG all its chunks to IEND with
// their checksums, a BMP as many bytes as its pixels take.
func readPicture(raw []byte) (p picture, ok bool) {
	switch {
	case bytes.HasPrefix(raw, []byte{0xFF, 0xD8, 0xFF}):
		return readJPEG(raw)
	case bytes.HasPrefix(raw, []byte("\x89PNG\r\n\x1a\n")):
		return readPNG(raw)
	case bytes.HasPrefix(raw, []byte("BM")):
		return readBMP(raw)
	}
	return p, false
}

// readJPEG walks the segments up to the first scan.
func readJPEG(raw []byte) (p picture, ok bool) {
	p.format = "jpeg"
	rest := raw[2:]
	for {
		for len(rest) > 1 && rest[0] == 0xFF && rest[1] == 0xFF {
			rest = rest[1:] // fill bytes
		}
		if len(rest) < 4 || rest[0] != 0xFF {
			return p, false
		}
		marker, size := rest[1], int(binary.BigEndian.Uint16(rest[2:]))
		if size < 2 || 2+size > len(rest) {
			return p, false
		}
		body := rest[4 : 2+size]
		rest = rest[2+size:]
		switch {
		case marker == 0xDA: // the scan
			return p, p.width > 0 && p.height > 0 && bytes.Contains(rest, []byte{0xFF, 0xD9})
		case marker == 0xFE:
			p.comments = append(p.comments, string(body))
		case startsFrame(marker) && len(body) >= 6:
			p.height = int(binary.BigEndian.Uint16(body[1:]))
			p.width = int(binary.BigEndian.Uint16(body[3:]))
		}
	}
}

// startsFrame reports whether a marker is one of SOF0 to SOF15: DHT, JPG and DAC are among them.
func startsFrame(marker byte) bool {
	return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC
}

func readPNG(raw []byte) (p picture, ok bool) {
	p.format = "png"
	rest, pixels := raw[8:], false
	for {
		if len(rest) < 12 {
			return p, false
		}
		size := uint64(binary.BigEndian.Uint32(rest))
		if size+12 > uint64(len(rest)) {
			return p, false
		}
		kind, body := string(rest[4:8]), rest[8:8+size]
		if crc32.ChecksumIEEE(rest[4:8+size]) != binary.BigEndian.Uint32(rest[8+size:]) {
			return p, false
		}
		rest = rest[12+size:]
		switch kind {
		case "IHDR":
			if size < 13 || p.width > 0 {
				return p, false
			}
			p.width = int(binary.BigEndian.Uint32(body) & 0x7FFFFFFF)
			p.height = int(binary.BigEndian.Uint32(body[4:]) & 0x7FFFFFFF)
		case "tEXt":
			if text, found := bytes.CutPrefix(body, []byte("Comment\x00")); found {
				p.comments = append(p.comments, string(text))
			}
		case "IDAT":
			pixels = true
		case "IEND":
			return p, pixels && p.width > 0 && p.height > 0
		}
	}
}

func readBMP(raw []byte) (p picture, ok bool) {
	p.format = "bmp"
	if len(raw) < 26 {
		return p, false
	}
	start := uint64(binary.LittleEndian.Uint32(raw[10:]))
	var depth, compression uint64
	switch header := binary.LittleEndian.Uint32(raw[14:]); {
	case header == 12:
		p.width = int(binary.LittleEndian.Uint16(raw[18:]))
		p.height = int(binary.LittleEndian.Uint16(raw[20:]))
		depth = uint64(binary.LittleEndian.Uint16(raw[24:]))
	case header >= 40 && header <= 124 && len(raw) >= 54:
		p.width = int(int32(binary.LittleEndian.Uint32(raw[18:])))
		p.height = int(int32(binary.LittleEndian.Uint32(raw[22:])))
		p.height = max(p.height, -p.height) // negative: rows from the top
		depth = uint64(binary.LittleEndian.Uint16(raw[28:]))
		compression = uint64(binary.LittleEndian.Uint32(raw[30:]))
	}
	if p.width <= 0 || p.height <= 0 || depth == 0 || depth > 32 {
		return p, false
	}
	end := start + 1
	if compression == 0 || compression == 3 { // plain rows, each padded to four bytes
		end = start + (uint64(p.width)*depth+31)/32*4*uint64(p.height)
	}
	return p, end <= uint64(len(raw))
}
