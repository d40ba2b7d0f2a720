package pipeline

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"enroll/codes"
	"enroll/enrollment"
	"enroll/journal"
	"enroll/roster"
)

// Where a verdict was reached, besides the service's calls.
const (
	stageRoster    = "roster"
	stagePreflight = "preflight"
)

// settle turns what is known of a person into one verdict for each photo of each row.
func (p *run) settle(ctx context.Context, e *entrant) error {
	verdicts, err := p.verdicts(ctx, e)
	if err != nil {
		return err
	}
	s := journal.Settlement{Person: e.Key, Verdicts: verdicts}
	if p.api != nil {
		s.Freed, s.Told = freed(e, verdicts), told(verdicts)
	}
	if err := p.Journal.Settle(p.Run.ID, s); err != nil {
		return err
	}
	p.count(e, verdicts)
	return nil
}

// told lists the photos that are reported enrolled for the first time.
func told(verdicts []journal.Verdict) []string {
	var keys []string
	for _, v := range verdicts {
		if v.Key != "" && v.Status == enrollment.StatusEnrolled {
			keys = append(keys, v.Key)
		}
	}
	return keys
}

// freed lists the photos that are certainly not enrolled: they may stand for others again.
func freed(e *entrant, verdicts []journal.Verdict) []string {
	var keys []string
	for _, v := range verdicts {
		if v.Key != "" && !v.Status.Well() && v.Status != enrollment.StatusInDoubt && !e.known.Enrolled(v.Key) {
			keys = append(keys, v.Key)
		}
	}
	return keys
}

func (p *run) verdicts(ctx context.Context, e *entrant) ([]journal.Verdict, error) {
	if e.refused != nil {
		return p.refusedRows(e), nil
	}
	byKey := map[string]enrollment.Verdict{}
	for _, v := range p.decided(e) {
		byKey[v.Key] = v
	}
	var all []journal.Verdict
	for _, ph := range e.photos {
		v, err := p.photoVerdict(ctx, e, ph, byKey)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	for _, row := range e.Rows {
		if len(row.Photos) == 0 {
			all = append(all, p.bareRow(row, all))
		}
	}
	return all, nil
}

// decided is the outcome of each wanted photo.
func (p *run) decided(e *entrant) []enrollment.Verdict {
	if p.api == nil {
		return p.foreseen(e)
	}
	return enrollment.Verdicts(e.want, e.known, p.Policy)
}

// refusedRows are the verdicts of a person who is refused as a whole.
func (p *run) refusedRows(e *entrant) []journal.Verdict {
	var all []journal.Verdict
	for _, row := range e.Rows {
		fault := e.refused[row.Line]
		v := journal.Verdict{
			Line: row.Line, Field: fault.Field, Whole: true, Status: against(fault.Code),
			Code: fault.Code, Stage: e.where, Message: fault.Message,
			Fix: codes.Lookup(fault.Code).Remedy, Run: p.Run.Name,
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

// against is the outcome that a code stands for: failed where running again may help as it is.
func against(code string) enrollment.Status {
	if codes.Lookup(code).Retry() == codes.RetryYes {
		return enrollment.StatusFailed
	}
	return enrollment.StatusRejected
}

func (p *run) photoVerdict(ctx context.Context, e *entrant, ph *photo, byKey map[string]enrollment.Verdict) (journal.Verdict, error) {
	f := ph.finding
	v := journal.Verdict{
		Line: ph.line, Place: ph.place, Field: ph.field, Photo: ph.path,
		Bytes: f.Size, Width: f.Width, Height: f.Height, Key: f.Key, Run: p.Run.Name,
	}
	if ph.unseen {
		v.Status, v.Code = enrollment.StatusNotAttempted, codes.RunNotAttempted
		v.Message, v.Fix = clause(codes.Lookup(v.Code).Meaning), codes.Lookup(v.Code).Remedy
		return v, nil
	}
	if ph.stage != "" {
		v.Status, v.Code, v.Stage, v.Message = against(f.Code), f.Code, ph.stage, f.Message
		v.Fix = codes.Lookup(f.Code).Remedy
		return v, nil
	}
	d, ok := byKey[f.Key]
	if !ok { // a twin of a photo that stands for somebody else
		return p.photoVerdict(ctx, e, twin(ph), byKey)
	}
	return v, p.fill(ctx, &v, e, ph, d)
}

// twin is a second mention under the first one's finding.
func twin(ph *photo) *photo {
	t := *ph
	t.finding, t.stage, t.first = ph.first.finding, ph.first.stage, nil
	return &t
}

// fill completes a verdict by what enrollment decided.
func (p *run) fill(ctx context.Context, v *journal.Verdict, e *entrant, ph *photo, d enrollment.Verdict) error {
	v.Status, v.Code, v.Stage = d.Status, d.Code, string(d.Stage)
	v.FaceID, v.RequestID, v.Attempts = strings.Join(d.FaceIDs, "|"), d.RequestID, d.Attempts
	if d.Code == codes.PhotoChanged || d.Code == codes.PersonFaceNumExceed && d.Stage == "" {
		v.Stage = stagePreflight // no call was made
	}
	if d.Status == enrollment.StatusEnrolled && e.claims.Told[d.Key] {
		v.Status = enrollment.StatusUnchanged
	}
	if v.Status == enrollment.StatusUnchanged && e.known.Differs(e.want) != "" {
		v.Code = codes.RunDiffersFromService
	}
	v.Message = p.message(e, ph, d, v)
	if v.Code != "" {
		v.Fix = codes.Lookup(v.Code).Remedy
	}
	if d.Run != 0 && d.Run != p.Run.ID {
		name, err := p.runName(ctx, d.Run)
		if err != nil {
			return err
		}
		v.Run = name
	}
	return nil
}

// message says what happened, beyond what the code means where more is known.
func (p *run) message(e *entrant, ph *photo, d enrollment.Verdict, v *journal.Verdict) string {
	var says []string
	if v.Code != "" {
		says = append(says, clause(codes.Lookup(v.Code).Meaning))
	}
	switch v.Code {
	case codes.RunSimilarPerson:
		says = append(says, "it is "+d.About)
	case codes.RunDiffersFromService:
		says = append(says, "what differs: "+e.known.Differs(e.want))
	case codes.PersonFaceNumExceed:
		says = append(says, p.crowd(e))
	}
	if d.Cause != "" {
		says = append(says, clause(codes.Lookup(d.Cause).Meaning))
	}
	if len(d.FaceIDs) > 1 {
		says = append(says, "it landed together with others in a call whose answer was lost: its face is one of these")
	}
	if ph.first != nil {
		says = append(says, fmt.Sprintf("it is the same photo as %s on line %d: one face", ph.first.path, ph.first.line))
	}
	return strings.Join(says, "; ")
}

// clause is a sentence in the form of all messages in a report: no capital, no full stop.
func clause(sentence string) string {
	sentence = strings.TrimSuffix(sentence, ".")
	first, size := utf8.DecodeRuneInString(sentence)
	if next, _ := utf8.DecodeRuneInString(sentence[size:]); unicode.IsUpper(next) {
		return sentence // a name
	}
	return string(unicode.ToLower(first)) + sentence[size:]
}

// crowd says what takes the room of a photo too many.
func (p *run) crowd(e *entrant) string {
	if here := len(e.known.Faces()); here > 0 {
		return fmt.Sprintf("the person has %d faces at the service", here)
	}
	return fmt.Sprintf("%d good photos of the person come before it", enrollment.FacesPerPerson)
}

func anyWell(verdicts []journal.Verdict) bool {
	return slices.ContainsFunc(verdicts, func(v journal.Verdict) bool { return v.Status.Well() })
}

// bareRow is the verdict of a row without photos: it fares as the best of the person's photos
// do, whose own rows tell of the others.
func (p *run) bareRow(row roster.Row, all []journal.Verdict) journal.Verdict {
	var statuses []enrollment.Status
	v := journal.Verdict{Line: row.Line, Stage: stageRoster, Run: p.Run.Name}
	for _, other := range all {
		if other.Photo != "" && (other.Status.Well() || !anyWell(all)) {
			statuses = append(statuses, other.Status)
		}
	}
	v.Status = enrollment.RowStatus(statuses)
	if !v.Status.Well() {
		v.Code = codes.RosterOtherRow
		v.Message, v.Fix = clause(codes.Lookup(v.Code).Meaning), codes.Lookup(v.Code).Remedy
	}
	return v
}

func (p *run) runName(ctx context.Context, id int64) (string, error) {
	p.mu.Lock()
	name, ok := p.names[id]
	p.mu.Unlock()
	if ok {
		return name, nil
	}
	name, err := p.Journal.RunName(ctx, id)
	if err != nil {
		return "", err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.names[id] = name
	return name, nil
}

// tally is the run's own count.
type tally struct {
	total, rows int
	people      int
	byStatus    map[enrollment.Status]int
	strangers   int // people who exist and are not ours
	calls       int
	answered    int
	silent      int       // calls in a row without any answer
	quiet       time.Time // of the first of them
	silence     string    // code of the last
	cause       string    // and why there was no answer
}

// count adds a settled person to the tally, reports progress and watches the limits.
func (p *run) count(e *entrant, verdicts []journal.Verdict) {
	stop, code := p.add(e, verdicts)
	if stop != Complete {
		p.stop(stop, code)
	}
}

func (p *run) add(e *entrant, verdicts []journal.Verdict) (Stop, string) {
	byLine := map[int][]enrollment.Status{}
	for _, v := range verdicts {
		byLine[v.Line] = append(byLine[v.Line], v.Status)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	t := &p.tally
	if t.byStatus == nil {
		t.byStatus = map[enrollment.Status]int{}
	}
	for _, statuses := range byLine {
		t.byStatus[enrollment.RowStatus(statuses)]++
	}
	t.rows += len(byLine)
	if e.refused == nil && p.api != nil {
		t.people++
		if e.known.Foreign() {
			t.strangers++
		}
	}
	if p.Progress != nil {
		p.Progress(Event{Rows: t.rows, Total: t.total, Tally: maps.Clone(t.byStatus), Calls: t.calls})
	}
	switch {
	case p.fresh && !p.Policy.AddToExisting && t.people == strangersAtMost && t.strangers == t.people:
		return Strangers, codes.RunPersonExists
	case p.MaxErrors.Passed(t.bad(), t.rows):
		return TooMany, ""
	}
	return Complete, ""
}

// strangersAtMost is how many people at the start of an empty folder may all be at the
// service already before the folder looks like the wrong one.
const strangersAtMost = 20

// bad counts the rows that failed.
func (t *tally) bad() int {
	return t.byStatus[enrollment.StatusRejected] + t.byStatus[enrollment.StatusFailed] +
		t.byStatus[enrollment.StatusPartial] + t.byStatus[enrollment.StatusInDoubt]
}

// Limit is how many rows may fail; the zero value: any number.
type Limit struct {
	Rows    int
	Percent float64
	Set     bool
}

// percentFrom is the number of rows from which on a percentage says anything.
const percentFrom = 200

// Passed tells whether more than the limit failed.
func (l Limit) Passed(bad, rows int) bool {
	switch {
	case !l.Set:
		return false
	case l.Percent > 0:
		return rows >= percentFrom && float64(bad)*100 > l.Percent*float64(rows)
	}
	return bad > l.Rows
}
