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

// forgetRefusals forgets that photos were refused which were sent again, as the run was told to, and are
// enrolled now.
func forgetRefusals(j *journal.Journal, c *candidate, call enrollment.Call, policy enrollment.Policy) error {
	for _, photo := range call.Photos {
		if !policy.RetryRejected || !c.known.Enrolled(photo.Key) {
			continue
		}
		if err := j.ForgetRefusal(photo.Key, call.Options); err != nil {
			return err
		}
	}
	return nil
}
