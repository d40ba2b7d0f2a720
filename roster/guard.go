package roster

import "enroll.example/enroll/roster/spreadsheet"

// Guard keeps a spreadsheet from reading the cell as anything but text. Unguard gives it back.
func Guard(cell string) string { return spreadsheet.Guard(cell) }

// Unguard takes exactly one leading ' off: Unguard(Guard(s)) == s for every s.
func Unguard(cell string) string { return spreadsheet.Unguard(cell) }
