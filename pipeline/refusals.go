package pipeline

import (
	"context"
	"fmt"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
)

// judgedBefore finds the photos of which the service has said in an earlier run that their images
// will not do, for whomever they were sent then. To ask again is billed where there is no face.
func (p *run) judgedBefore(ctx context.Context, e *entrant) error {
	if p.Policy.RetryRejected {
		return nil
	}
	for _, ph := range e.photos {
		if !ph.good() || e.known.Enrolled(ph.finding.Key) {
			continue
		}
		r, ok, err := p.Journal.Refused(ctx, p.Run.ID, ph.finding.Key, p.Options)
		if err != nil {
			return err
		}
		if ok {
			ph.earlier, ph.stage = &r, string(r.Stage)
			ph.finding.Code, ph.finding.Message = r.Code, saidOf(r, e.Key)
		}
	}
	return nil
}

// saidOf is what a refusal means, and for whom else the photo was sent.
func saidOf(r journal.Refusal, person string) string {
	says := clause(codes.Lookup(r.Code).Meaning)
	if r.Person != person {
		says = fmt.Sprintf("%s; the service refused it when it was sent for %s, so it is not sent again", says, r.Person)
	}
	return says
}

// judge remembers what a call tells of its photos' images, for whomever the roster may want them
// next.
func (p *run) judge(e *entrant, before enrollment.Known, call enrollment.Call) error {
	for _, photo := range call.Photos {
		r, refused := e.known.Refused(photo.Key)
		was, _ := before.Refused(photo.Key)
		switch {
		case e.known.Enrolled(photo.Key) && p.Policy.RetryRejected:
			if err := p.Journal.Pardon(photo.Key, call.Options); err != nil {
				return err
			}
		case refused && r != was && aboutImage(r.Code):
			err := p.Journal.Refuse(journal.Refusal{
				Key: photo.Key, Person: e.Key, Code: r.Code, Stage: r.Stage, RequestID: r.RequestID, Run: r.Run,
			}, call.Options)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// aboutImage tells whether a refusal speaks of the photo alone: not of whom it is compared with,
// nor of the file on our side.
func aboutImage(code string) bool {
	switch code {
	case codes.RunFaceMismatch, codes.RunSimilarPerson, codes.PhotoChanged:
		return false
	}
	return codes.Lookup(code).Class == codes.Photo
}
