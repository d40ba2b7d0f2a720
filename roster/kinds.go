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
	{"PK\x03\x04", "a ZIP archive, as Excel workbooks (.xlsx), OpenDocument and WPS sheets are", fromSheet},
	{"PK\x05\x06", "an empty ZIP archive", fromSheet},
	{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Excel or WPS workbook (.xls, .et)", fromSheet},
	{"\x1F\x8B", "compressed with gzip", "unpack it first, as in gunzip FILE.gz, and name the CSV that comes out"},
	{"BZh", "compressed with bzip2", "unpack it first, as in bunzip2 FILE.bz2, and name the CSV that comes out"},
	{"\xFD7zXZ\x00", "compressed with xz", "unpack it first, as in unxz FILE.xz, and name the CSV that comes out"},
	{"\x28\xB5\x2F\xFD", "compressed with zstd", "unpack it first, as in unzstd FILE.zst, and name the CSV that comes out"},
	{"7z\xBC\xAF\x27\x1C", "a 7-Zip archive", "unpack it first and name the CSV that comes out"},
	{"Rar!", "a RAR archive", "unpack it first and name the CSV that comes out"},
	{"%PDF-", "a PDF document", "a table in a PDF cannot be read for certain: ask for the export itself, as CSV UTF-8"},
	{"{\\rtf", "a text document (RTF)", "copy its table into a spreadsheet and save that as CSV UTF-8"},
	{"SQLite format 3\x00", "an SQLite database", "export the table, as in sqlite3 -header -csv FILE 'SELECT …' > people.csv"},
	{"\x89PNG\r\n\x1A\n", "a PNG picture", aPhoto},
	{"\xFF\xD8\xFF", "a JPG picture", aPhoto},
	{"GIF8", "a GIF picture", aPhoto},
	{"PAR1", "a Parquet file", "export it as CSV UTF-8"},
}

const (
	fromSheet = "open it in the spreadsheet and save its first sheet as CSV UTF-8 (comma delimited)"
	aPhoto    = "name the CSV that lists the people; the pictures are named in it"
)

// texts are the kinds that begin with a character that a header may begin with too.
var texts = []struct {
	begins []string // in lower case, after white space
	name   string
	way    string
}{
	{[]string{"<!doctype html", "<html", "<head", "<body", "<table", "<meta", "<script"}, "an HTML page: often the login or error page of the server that was asked for the export",
		"open it in a browser to see what it says, then download the export again; a table saved as a web page is opened in a spreadsheet and saved as CSV UTF-8"},
	{[]string{"<?xml", "<workbook", "<?mso-application"}, "an XML document", "open it in a spreadsheet and save it as CSV UTF-8"},
	{[]string{"{\"", "{ \"", "{\n", "{\r\n", "[{", "[ {", "[\n", "[\r\n", "[[", "[\""}, "JSON", "turn it into CSV first, one line a person, with a header line"},
	{[]string{"insert into", "create table", "-- mysql dump", "-- postgresql"}, "SQL", "export the table as CSV UTF-8 instead"},
}

// otherKind says what a file is that is not CSV; nil: it may be CSV.
func otherKind(head []byte) *Unusable {
	for _, k := range kinds {
		if bytes.HasPrefix(head, []byte(k.begins)) {
			return &Unusable{Message: "this is no CSV but " + k.name, Remedy: k.way}
		}
	}
	text := strings.ToLower(string(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\uFEFF")), " \t\r\n")))
	for _, k := range texts {
		for _, begin := range k.begins {
			if strings.HasPrefix(text, begin) {
				return &Unusable{Message: "this is no CSV but " + k.name, Remedy: k.way}
			}
		}
	}
	return nil
}
