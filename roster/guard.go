package roster

import "enroll.example/enroll/roster/spreadsheet"

// Guard keeps a spreadsheet from reading the cell as anything but text. Unguard reverses it.
func Guard(cell string) string { return spreadsheet.Guard(cell) }

// Unguard removes exactly one leading ': Unguard(Guard(s)) == s for every s.
func Unguard(cell string) string { return spreadsheet.Unguard(cell) }
