// Package roster reads a CSV file into rows, and the rows of one person into a Person. Every fault has
// its line and column, and the service's own code where there is one. The CSV dialect is implemented
// only here, in both directions: Open reads it, Writer writes it.
//
// What a file says is enrolled as it is, or refused with a message that helps. Nothing is guessed
// where a wrong guess would harm a person, and what was refused stays refused until it is changed.
//
// # From bytes to text
//
// A file of another kind (a workbook, an archive, HTML, JSON) is recognised by its first bytes. The
// encoding needs proof: a byte order mark, UTF-16's zero bytes, valid UTF-8, a Chinese header, or
// names that are certainly Chinese; package charset weighs the evidence. Options.Encoding replaces the
// proof. Without either, Open refuses the file and shows what each plausible encoding would make of
// the first name. Where all but a few rows are valid UTF-8, the others are refused one by one:
// whatever they were meant to be, they enroll no person.
//
// # From text to records
//
// The separator is a comma, semicolon, tab or pipe: the one that gives the most known columns in a
// record among the first ten, or the one that a line sep=; declares. That record is the header. What
// is above it (a title, a comment) is skipped, as is a record that repeats the header.
//
// Lines end with LF, CR LF or CR, also mixed. A cell that begins with a quote ends with one, and
// doubles those within; any other cell has none, except for the formula ="00123". This is what
// encoding/csv reads, and a fuzz test compares the two. We do not use it to read: it turns CR LF
// inside a cell into LF, while errors.csv promises unchanged cells, and it cannot tell a stray quote
// that ends with its line from one that leaves a quote open. A record whose cells are all blank is not
// a row.
//
// # Three kinds of trouble
//
// A file that is not a roster (no header, a column missing) is refused by Open as *Unusable, or as
// *NotFile when there is no file to read.
//
// A record with a certain beginning and end is one Row, whatever is wrong inside it: the wrong number
// of cells, a stray quote on its one line, bytes that are not characters, an unknown gender. Its
// Faults say so, and the reading goes on.
//
// Of a record whose end cannot be determined (a quote never closed, a stray quote in a record of
// several lines, a record of more than 1 MiB) the first line is refused, and the lines that it may
// have swallowed are read one by one: each that fits the header in count and shape is a row, with a
// warning, unless it may be the inside of a cell; any other is refused. The same is done with a record
// of several lines that would each be a row without their quotes, where the person's data is on more
// than one of them. Where no line fits, within 1 MiB, at a NUL byte, and at the header of another
// table, the reading ends as *Broken, which has the approximate number of lines that follow. The bound
// also limits memory: one record is held at a time, however long the file.
//
// # Cells in their places
//
// Blank cells beyond the header do not count, because spreadsheets add them. They may hide that a
// separator is one too many or too few, so that the cells before them are in the wrong columns. So a
// row that ends with blank cells is refused when its number of cells is neither that of most lines nor
// that of the row before. An unquoted line end in an id or a name leaves half of it in a row of the
// right length: a row is refused when it and an adjacent line would be one row together.
//
// The property tests check this: no single change of a quote, a separator or a line end after the
// header makes one row of two, or gives a person the name or the photos of another. They check one
// change at a time; rows that all have one separator too many, and a header with one too few, cannot
// be told apart.
//
// # Rows that stay refused
//
// A row of the wrong length keeps every character: short ones are filled up with empty cells, and what
// is beyond the header is kept in the last cell, with separators. So that it cannot pass when
// errors.csv is run unchanged, its record is kept beside it (enroll_raw), and a fingerprint of the
// cells that are used (enroll_cells, and in the journal) that survives whatever a spreadsheet does to
// a file: as long as the two agree, the row is refused again. Lines that were never read have a row of
// their own there (codes.RosterUnread), which stays until their roster was read to its end.
//
// # What was destroyed before
//
// Question marks and U+FFFD instead of characters, UTF-8 that was decoded as Latin-1, ids that a
// spreadsheet has turned into numbers or dates: what an earlier save has destroyed is reported as
// such, with the remedy to take it from the source, before any rule of the service is checked. What
// may be meant as it is gets a Warning: a row with nothing worse is good.
//
// # The guard
//
// A spreadsheet runs a cell that begins with =, and turns 00123 into 123. Writer puts a ' before
// whatever one would read as anything but text (package spreadsheet), and before cells that begin with
// ', so that removing exactly one always gives the cell back. Open removes it where the file has a
// column enroll_run, which shows that this program wrote it. Cells of any other file are unchanged.
package roster
