// Package roster reads a CSV file into rows, and the rows of one person into a Person.
// Every fault is named by line and column, with the service's own code where it has one.
// The dialect lives here and nowhere else, both ways: Open reads it, Writer writes it.
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
// A record whose end cannot be trusted ends the reading as *Broken, because rows may hide
// in it: a quote never closed, a stray quote in a record of several lines, a NUL byte, a
// record of more than 1 MiB. Nothing after it is guessed at. The bound also keeps memory
// flat: one record is held at a time, however long the file.
//
// # Records
//
// Lines end with LF or CR LF, or with CR when the first 64 KiB hold no LF. A cell that
// begins with a quote ends with one, and doubles those within; any other cell holds none.
// This is what encoding/csv reads, and a fuzz test holds the two together. We do not use
// it to read, for it turns CR LF inside a cell into LF, and errors.csv promises the cells
// back untouched; and it cannot tell a stray quote that ends with its line from one that
// leaves a quote open. A record whose cells are all blank is no row.
//
// A row of the wrong length keeps every character: short ones are filled up with empty
// cells, and what is beyond the header is kept in the last cell, delimiters and all, so
// that a file of errors, run uncorrected, cannot pass with half a row.
//
// # Encodings
//
// A byte order mark decides. Without one, a file is UTF-16 when at least a quarter of the
// units at its beginning have a zero half, always the same half but for rare exceptions.
// Else the whole file is weighed. Valid UTF-8 is UTF-8. Otherwise it is GB18030 when all
// of this holds, and UTF-8 with faults when not:
//
//   - read as UTF-8, broken characters outweigh the sound ones beyond ASCII; those of three
//     bytes weigh two, for chance makes them far more seldom than those of two;
//   - read as GB18030, characters stand together in twos or more, and there are at least
//     four of these for one that is broken;
//   - at least two thirds of these are everyday ones: ideographs of GB 2312, or of four
//     bytes. Chance hits in UTF-8, Latin-1 or Big5 mostly are not.
//
// So one wrong byte in a UTF-8 file stays one wrong row, even where GB18030 would have a
// character for it. Where the evidence is thin, a single name under an English header, we
// lean to UTF-8: a GB18030 file taken for it is full of faults that everybody sees, and a
// UTF-8 file taken for GB18030 would enroll people under wrong names.
//
// # The formula guard
//
// A spreadsheet runs a cell that begins with =, +, -, @, tab or CR. Writer puts a ' before
// such cells, and before those that begin with ', so that taking exactly one off always
// gives the cell back. Open takes it off where the file has a column enroll_run, which
// says that this program wrote it. Cells of any other file are left as they are.
package roster
