package report

import (
	"cmp"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
	"enroll.example/enroll/legible"
	"enroll.example/enroll/roster"
)

// complete gives an outcome to what the run did not come to: a row's own faults stand, the
// rest was not attempted.
func complete(o journal.Outcome, r journal.Run) []journal.Verdict {
	if len(o.Verdicts) > 0 {
		return legibly(o.Verdicts)
	}
	v := journal.Verdict{Line: o.Row.Line, Run: r.Name}
	if len(o.Row.Photos) == 0 {
		return []journal.Verdict{without(v, personFault(o.Row, ""))}
	}
	var all []journal.Verdict
	for place, photo := range o.Row.Photos {
		v.Place, v.Field, v.Photo = place, photo.Field, photo.Path
		all = append(all, without(v, personFault(o.Row, photo.Path)))
	}
	return all
}

// legibly shows what a verdict quotes, which an earlier enroll did not.
func legibly(verdicts []journal.Verdict) []journal.Verdict {
	for i := range verdicts {
		verdicts[i].Message = legible.Message(verdicts[i].Message)
	}
	return verdicts
}

// personFault is what the row says against its person, else against this photo.
func personFault(row roster.Row, photo string) *roster.Fault {
	var found *roster.Fault
	for i, f := range row.Faults {
		if f.Photo == "" {
			return &row.Faults[i]
		}
		if f.Photo == photo {
			found = &row.Faults[i]
		}
	}
	return found
}

// without is the verdict of a photo that nobody came to.
func without(v journal.Verdict, fault *roster.Fault) journal.Verdict {
	v.Status, v.Code = enrollment.StatusNotAttempted, codes.RunNotAttempted
	if fault != nil {
		v.Status, v.Code, v.Stage, v.Message = enrollment.StatusRejected, fault.Code, "roster", fault.Message
		v.Field = fault.Field
	}
	v.Whole = fault == nil || fault.Photo == ""
	if fault == nil {
		v.Field = ""
	}
	v.Fix = codes.Lookup(v.Code).Remedy
	if fault != nil {
		v.Fix = cmp.Or(fault.Remedy, v.Fix)
	}
	if v.Message == "" {
		v.Message = "the run ended before it reached this row"
	}
	return v
}
