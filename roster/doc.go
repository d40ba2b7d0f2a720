// Package roster reads a CSV file into rows, and the rows of one person into a Person.
// Every fault is named by line and column, with the service's own code where it has one.
// The dialect lives here and nowhere else, both ways: Open reads it, Writer writes it.
//
// What a file says is what is enrolled, or it is refused with a sentence that helps. Nothing is
// guessed at a person's cost, and nothing that was refused passes until somebody has changed it.
//
// # From bytes to text
//
// A file of another kind (a workbook, an archive, HTML, JSON) is told by how it begins. The
// encoding must prove itself: by a byte order mark, by UTF-16's zero bytes, by being UTF-8, by a
// Chinese header, by names that are Chinese beyond doubt; package charset weighs them.
// Options.Encoding stands for a proof; without either, Open refuses the file and shows what each
// plausible encoding would make of the first name. Where all but a few rows are sound UTF-8, the
// others are refused one by one: whatever they were meant to be, nobody is enrolled by them.
//
// # From text to records
//
// Comma, semicolon, tab or pipe part the cells: whichever makes most known columns of a record
// among the first ten, or the one that a line sep=; tells. That record is the header; what stands
// above it (a title, a comment) is passed over, and so is a record that says the header again.
//
// Lines end with LF, CR LF or CR, also mixed. A cell that begins with a quote ends with one, and
// doubles those within; any other cell holds none, but for the formula ="00123". This is what
// encoding/csv reads, and a fuzz test holds the two together. We do not use it to read, for it
// turns CR LF inside a cell into LF, and errors.csv promises the cells back untouched; and it
// cannot tell a stray quote that ends with its line from one that leaves a quote open. A record
// whose cells are all blank is no row.
//
// # Three kinds of trouble
//
// A file that is no roster (no header, a column missing) is refused by Open as *Unusable,
// or as *NotFile when there is no file to read.
//
// A record with a beginning and an end that can be trusted is one Row, whatever is wrong
// inside it: the wrong number of cells, a stray quote on its one line, bytes that are no
// character, a gender nobody knows. Its Faults say so, and the reading goes on.
//
// Of a record whose end cannot be told (a quote never closed, a stray quote in a record of
// several lines, a record of more than 1 MiB) the first line is refused, and the lines that it
// may have swallowed are read one by one: whichever fits the header in count and shape is a row,
// with a warning, unless it may be the inside of a cell; any other is refused. The same is done
// with a record of several lines that would each be a row without their quotes, where what it says
// of its person stands on more than one of them. Where no line fits, within 1 MiB, at a NUL byte,
// and where the header of another table stands, the reading ends as *Broken, which tells about how
// many lines are behind. The bound also keeps memory flat: one record is held at a time, however
// long the file.
//
// # Cells in their places
//
// Blank cells beyond the header are none, for spreadsheets add them, and may hide that a separator
// is one too many or too few and the cells before them stand in the wrong columns. So a row that
// ends with blank cells is refused when its number of cells is neither that of most lines nor that
// of the row before. A line end in an id or a name that is not in quotes leaves half of it in a row
// of the right length: a row is refused when it and a line beside it would be one row together.
//
// The property tests hold all this: no touch of a quote, a separator or a line end behind the
// header makes a row of two, or gives anybody the name or the photos of another. They hold it of one
// touch; rows whose separators are all one too many, and a header with one too few, cannot be
// told apart.
//
// # Rows that stay refused
//
// A row of the wrong length keeps every character: short ones are filled up with empty cells,
// and what is beyond the header is kept in the last cell, separators and all. So that it cannot
// pass when errors.csv is run as it lies, its record is kept beside it (enroll_raw), and a
// fingerprint of the cells that are used (enroll_cells, and in the journal) that survives whatever a spreadsheet does to a file:
// as long as the two agree, it is refused as it was. Lines that were never read have a row of
// their own there (codes.RosterUnread), which stays until their roster was read to its end.
//
// # What was destroyed before
//
// Question marks and U+FFFD in the place of characters, UTF-8 that was read as Latin-1, ids that a
// spreadsheet has made numbers or dates of: what an earlier save has destroyed is told as such, with
// the remedy to take it from the source, before any rule of the service is held against it. What
// may be meant as it is, is a Warning: a row that has nothing else is well.
//
// # The guard
//
// A spreadsheet runs a cell that begins with =, and makes 123 of 00123. Writer puts a ' before
// whatever one would read as anything but text (package spreadsheet), and before cells that begin
// with ', so that taking exactly one off always gives the cell back. Open takes it off where the
// file has a column enroll_run, which says that this program wrote it. Cells of any other file are
// left as they are.
package roster
