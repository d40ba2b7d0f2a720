package roster

import (
	"bytes"
	"strings"
)

// kinds are the files that are mistaken for CSV, by their first bytes.
var kinds = []struct {
	begins string
	name   string
	way    string // how to make a CSV of it
}{
	{"PK\x03\x04", "a ZIP archive, such as an Excel workbook (.xlsx) or an OpenDocument or WPS sheet", fromSheet},
	{"PK\x05\x06", "an empty ZIP archive", fromSheet},
	{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Excel or WPS workbook (.xls, .et)", fromSheet},
	{"\x1F\x8B", "a file compressed with gzip", "unpack it first with gunzip FILE.gz, and use the CSV inside"},
	{"BZh", "a file compressed with bzip2", "unpack it first with bunzip2 FILE.bz2, and use the CSV inside"},
	{"\xFD7zXZ\x00", "a file compressed with xz", "unpack it first with unxz FILE.xz, and use the CSV inside"},
	{"\x28\xB5\x2F\xFD", "a file compressed with zstd", "unpack it first with unzstd FILE.zst, and use the CSV inside"},
	{"7z\xBC\xAF\x27\x1C", "a 7-Zip archive", "unpack it first, and use the CSV inside"},
	{"Rar!", "a RAR archive", "unpack it first, and use the CSV inside"},
	{"%PDF-", "a PDF document", "a table in a PDF cannot be read reliably: ask for the data itself, exported as CSV UTF-8"},
	{"{\\rtf", "a text document (RTF)", "copy its table into a spreadsheet and save that as CSV UTF-8"},
	{"SQLite format 3\x00", "an SQLite database", "export the table with sqlite3 -header -csv FILE 'SELECT …' > people.csv"},
	{"\x89PNG\r\n\x1A\n", "a PNG picture", aPhoto},
	{"\xFF\xD8\xFF", "a JPG picture", aPhoto},
	{"GIF8", "a GIF picture", aPhoto},
	{"PAR1", "a Parquet file", "export it as CSV UTF-8"},
}

const (
	fromSheet = "open it in a spreadsheet program and save its first sheet as CSV UTF-8 (comma delimited)"
	aPhoto    = "use the CSV that lists the people and the paths of their photos"
)

// texts are the kinds that begin with a character that a header may begin with too.
var texts = []struct {
	begins []string // in lower case, after white space
	name   string
	way    string
}{
	{[]string{"<!doctype html", "<html", "<head", "<body", "<table", "<meta", "<script"}, "an HTML page, often a login or error page from the server that makes the export",
		"open it in a browser to see what it says, then download the export again; if it is a table saved as a web page, open it in a spreadsheet and save it as CSV UTF-8"},
	{[]string{"<?xml", "<workbook", "<?mso-application"}, "an XML document", "open it in a spreadsheet and save it as CSV UTF-8"},
	{[]string{"{\"", "{ \"", "{\n", "{\r\n", "[{", "[ {", "[\n", "[\r\n", "[[", "[\""}, "JSON", "convert it to CSV first, one line per person, with a header line"},
	{[]string{"insert into", "create table", "-- mysql dump", "-- postgresql"}, "SQL", "export the table as CSV UTF-8 instead"},
}

// otherKind says what a file is that is not CSV; nil: it may be CSV.
func otherKind(head []byte) *Unusable {
	for _, k := range kinds {
		if bytes.HasPrefix(head, []byte(k.begins)) {
			return &Unusable{Message: "this is not CSV but " + k.name, Remedy: k.way}
		}
	}
	text := strings.ToLower(string(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\uFEFF")), " \t\r\n")))
	for _, k := range texts {
		for _, begin := range k.begins {
			if strings.HasPrefix(text, begin) {
				return &Unusable{Message: "this is not CSV but " + k.name, Remedy: k.way}
			}
		}
	}
	return nil
}
