package codes

import "slices"

// roster are our codes for what a roster says, and for how it is written
// (docs/contract.md, "Verdicts").
var roster = slices.Concat(
	of(Row, RosterFault,
		certain(RosterMalformed,
			"The line cannot be read as a record of the roster: wrong number of cells, stray quotes or broken characters.",
			"Change what enroll_message names; as long as its cells are as they were, the row stays refused."),
		certain(RosterConflict,
			"Rows of one person disagree about its name, gender or descriptions.",
			"Make them agree, or leave the cell empty on all rows but one; if they are two people, give each its own person_id."),
		certain(RosterGroupConflict,
			"Rows of one person name different groups, and enroll puts a person into one.",
			"Write the same group_id on all rows of this person."),
		certain(RosterOtherRow,
			"Another row of the same person is at fault, so this one was not used either.",
			"Mend the line that the message names; this row needs no change."),
		certain(RosterNoPhoto,
			"None of the person's rows names a photo.",
			"Fill images or image_1 to image_5; if the column has another header, tell it with --map."),

		certain(RosterDestroyed,
			"What stood in the cell was destroyed by an earlier save, in a spreadsheet or under another encoding.",
			"Take it from the source, because what was lost cannot be brought back from this file."),
		certain(RosterAlmostSame,
			"The id differs from that of another person only in leading zeros, letter case or width.",
			"If both are one person, write the id as it is in the source; if they are two, run with --accept almost-same; if the other one was deleted, with --retry-rejected."),
		certain(RosterOtherID,
			"The id is no longer the one that stood in this row, but what a spreadsheet makes of it.",
			"Write the id that enroll_message names, in a column that is formatted as text."),
		certain(RosterUnread,
			"Lines of the roster were never read, because a record before them could not be.",
			"Mend the roster itself and run it as a whole, because its rows stand in no report."),
	),
	of(AlreadyDone, Nobody,
		certain(RosterSuspect,
			"A cell may have been changed by an earlier save, or may be meant as it is.",
			"Compare it with the source."),
		certain(RosterSwallowed,
			"A quote that is opened and not closed where it should be spoils lines of the roster.",
			"Look at the quotes on the lines that enroll_warning names."),
		certain(RosterOddName,
			"The name has characters other than letters, digits, - and _, and whether the service takes them is not documented.",
			"Nothing needs to be done unless the service refuses it."),
	),
)
