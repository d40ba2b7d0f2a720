package verdict

import (
	"cmp"
	"slices"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/roster"
)

// Person is all that decides on the rows of a person whom a run has finished with.
type Person struct {
	Rows []roster.Row
	Run  string // its name

	// Refused says, by line, why the person is refused as a whole; nil: the person is not. Stage is
	// where.
	Refused map[int]roster.Fault
	Stage   string

	Photos   []Photo                       // of all rows, in file order
	Decided  map[string]enrollment.Verdict // by key: of the photos that were wanted
	Reported map[string]bool               // keys that a published report has called enrolled
	Differs  string                        // in what the person at the service differs; "": in nothing
	Faces    int                           // that the person has at the service, as far as is known
	RunNames map[int64]string              // of the runs that decided, by number
}

// Photo is one mention of a photo in a row.
type Photo struct {
	Line, Place int
	Field, Path string // as written
	File        File
	Unseen      bool   // the run was ending: the file was not looked into
	Stage       string // that refused the photo; "": none before the service
	First       *Photo // the first mention of the same bytes; nil: this is it
	Earlier     *Earlier
}

// File is what is known of a photo's bytes.
type File struct {
	Key           string
	Bytes         int64
	Width, Height int
	Code          string // of what speaks against it; "": nothing
	Message, Fix  string
}

// Earlier is a refusal by the service in an earlier run, which stands.
type Earlier struct {
	RequestID string
	Run       int64
}

// Deciding returns the runs whose names the verdicts tell, by number.
func (p Person) Deciding() (runs []int64) {
	for _, d := range p.Decided {
		if d.Run != 0 {
			runs = append(runs, d.Run)
		}
	}
	for _, ph := range p.Photos {
		if ph.Earlier != nil {
			runs = append(runs, ph.Earlier.Run)
		}
	}
	return runs
}

// Of returns one verdict for each photo of each row, and one for each row without photos.
func Of(p Person) []Verdict {
	if p.Refused != nil {
		return p.refused()
	}
	var all []Verdict
	for i := range p.Photos {
		all = append(all, p.photo(&p.Photos[i]))
	}
	for _, row := range p.Rows {
		if len(row.Photos) == 0 {
			all = append(all, p.bare(row, all))
		}
	}
	return all
}

// refused are the verdicts of a person who is refused as a whole.
func (p *Person) refused() []Verdict {
	var all []Verdict
	for _, row := range p.Rows {
		fault := p.Refused[row.Line]
		v := Verdict{
			Line: row.Line, Field: fault.Field, Whole: true, Status: against(fault.Code),
			Code: fault.Code, Stage: p.Stage, Message: fault.Message,
			Fix: cmp.Or(fault.Remedy, codes.Lookup(fault.Code).Remedy), Run: p.Run,
		}
		if len(row.Photos) == 0 {
			all = append(all, v)
		}
		for place, mention := range row.Photos {
			v.Place, v.Photo = place, mention.Path
			all = append(all, v)
		}
	}
	return all
}

// photo is the verdict of one mention of a photo.
func (p *Person) photo(ph *Photo) Verdict {
	f := ph.File
	v := Verdict{
		Line: ph.Line, Place: ph.Place, Field: ph.Field, Photo: ph.Path,
		Bytes: f.Bytes, Width: f.Width, Height: f.Height, Key: f.Key, Run: p.Run,
	}
	switch {
	case ph.Unseen:
		return v.byCode(enrollment.StatusNotAttempted, codes.RunNotAttempted)
	case ph.Stage != "":
		v.Status, v.Code, v.Stage, v.Message = against(f.Code), f.Code, ph.Stage, f.Message
		v.Fix = cmp.Or(f.Fix, codes.Lookup(f.Code).Remedy)
		if ph.Earlier != nil {
			v.RequestID, v.Run = ph.Earlier.RequestID, p.RunNames[ph.Earlier.Run]
		}
		return v
	}
	d, ok := p.Decided[f.Key]
	if !ok { // the first mention was refused, since the photo stands for another person
		again := *ph
		again.File, again.Stage, again.First = ph.First.File, ph.First.Stage, nil
		return p.photo(&again)
	}
	return p.decided(v, ph, d)
}

// decided completes a verdict by what enrollment decided.
func (p *Person) decided(v Verdict, ph *Photo, d enrollment.Verdict) Verdict {
	v.Status, v.Code, v.Stage = d.Status, d.Code, string(d.Stage)
	v.FaceID, v.RequestID, v.Attempts = joined(d.FaceIDs), d.RequestID, d.Attempts
	if d.Code == codes.PhotoChanged || d.Code == codes.PersonFaceNumExceed && d.Stage == "" {
		v.Stage = StagePreflight // no call was made
	}
	if d.Status == enrollment.StatusEnrolled && p.Reported[d.Key] {
		v.Status = enrollment.StatusUnchanged
	}
	if v.Status == enrollment.StatusUnchanged && p.Differs != "" {
		v.Code = codes.RunDiffersFromService
	}
	v.Message = p.message(ph, d, v.Code)
	if v.Code != "" {
		v.Fix = codes.Lookup(v.Code).Remedy
	}
	if d.Run != 0 {
		v.Run = p.RunNames[d.Run]
	}
	return v
}

// bare is the verdict of a row without photos: it fares as the best of the person's photos do, whose
// own rows tell of the others.
func (p *Person) bare(row roster.Row, all []Verdict) Verdict {
	var statuses []enrollment.Status
	anyWell := slices.ContainsFunc(all, func(v Verdict) bool { return v.Status.Well() })
	for _, other := range all {
		if other.Photo != "" && (other.Status.Well() || !anyWell) {
			statuses = append(statuses, other.Status)
		}
	}
	v := Verdict{Line: row.Line, Stage: StageRoster, Run: p.Run}
	if v.Status = enrollment.RowStatus(statuses); v.Status.Well() {
		return v
	}
	return v.byCode(v.Status, codes.RosterOtherRow)
}
