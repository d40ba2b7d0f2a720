package pipeline

import (
	"context"
	"fmt"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
	"enroll.example/enroll/verdict"
)

// recallRefusals finds the photos of which the service has said in an earlier run that their images
// will not do, for whichever person they were sent then. To ask again is billed where there is no face.
func (a *admission) recallRefusals(ctx context.Context, c *candidate) error {
	if a.policy.RetryRejected {
		return nil
	}
	for _, ph := range c.photos {
		if !ph.good() || c.known.Enrolled(ph.finding.Key) {
			continue
		}
		r, ok, err := a.journal.Refused(ctx, a.run.ID, ph.finding.Key, a.options)
		if err != nil {
			return err
		}
		if ok {
			ph.earlier, ph.stage = &r, string(r.Stage)
			ph.finding.Code, ph.finding.Message = r.Code, refusedEarlier(r, c.Key)
		}
	}
	return nil
}

// refusedEarlier says what a refusal means, and for whom else the photo was sent.
func refusedEarlier(r journal.Refusal, person string) string {
	says := verdict.Clause(codes.Lookup(r.Code).Meaning)
	if r.Person != person {
		says = fmt.Sprintf("%s; the service refused it when it was sent for %s, so it is not sent again", says, r.Person)
	}
	return says
}

// rememberRefusals keeps what a call tells of its photos' images, for whichever person the roster may
// want them next.
func rememberRefusals(j *journal.Journal, c *candidate, before enrollment.Known, call enrollment.Call, policy enrollment.Policy) error {
	for _, photo := range call.Photos {
		r, refused := c.known.Refused(photo.Key)
		was, _ := before.Refused(photo.Key)
		switch {
		case c.known.Enrolled(photo.Key) && policy.RetryRejected:
			if err := j.Pardon(photo.Key, call.Options); err != nil {
				return err
			}
		case refused && r != was && aboutImage(r.Code):
			err := j.Refuse(journal.Refusal{
				Key: photo.Key, Person: c.Key, Code: r.Code, Stage: r.Stage, RequestID: r.RequestID, Run: r.Run,
			}, call.Options)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// aboutImage reports whether a refusal speaks of the photo alone: not of what it is compared with, nor
// of the file on our side.
func aboutImage(code string) bool {
	switch code {
	case codes.RunFaceMismatch, codes.RunSimilarPerson, codes.PhotoChanged:
		return false
	}
	return codes.Lookup(code).Class == codes.Photo
}
