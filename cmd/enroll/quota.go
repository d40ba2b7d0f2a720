package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"enroll.example/enroll/pipeline"
	"enroll.example/enroll/ratelimit"
)

// measured is a quota that was found by measuring, as the folder remembers it. The folder
// belongs to one endpoint, region and account, whatever keys it is used with.
type measured struct {
	QPS     float64   `json:"qps"`
	At      time.Time `json:"at"`
	Lowered bool      `json:"lowered,omitempty"` // it had been higher before
}

// quotaFact is under which name the folder remembers it.
const quotaFact = "quota"

// known is the quota that an earlier run has measured; the zero value: none has.
func (s *session) known(ctx context.Context) (m measured, err error) {
	text, err := s.journal.Fact(ctx, quotaFact)
	if err != nil || text == "" {
		return m, err
	}
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return m, fmt.Errorf("reading the quota remembered in the folder: %w", err)
	}
	return m, nil
}

// quota is what the flags say of the quota, and what is known of it.
func (s *session) quota(ctx context.Context) (ratelimit.Quota, error) {
	q := ratelimit.Quota{QPS: float64(s.settings.qps), Share: s.settings.share, Locked: s.settings.pacing == "locked"}
	known, err := s.known(ctx)
	q.Known, q.Measured, q.Lowered = known.QPS, known.At, known.Lowered
	return q, err
}

// remember keeps a quota for the next run.
func (s *session) remember(stats ratelimit.Stats) error {
	text, err := json.Marshal(measured{QPS: stats.Quota, At: stats.Measured.Round(0), Lowered: stats.Lowered})
	if err != nil {
		return err
	}
	return s.journal.SetFact(quotaFact, string(text))
}

// waited is for what a run waited, in seconds, as a report tells it.
func waited(w pipeline.Waits) map[string]float64 {
	told := map[string]float64{}
	for what, d := range map[string]time.Duration{
		"quota": w.Quota, "face_writes": w.FaceWrites, "backoff": w.Backoff,
		"outage": w.Outage, "journal": w.Journal, "preflight": w.Preflight,
	} {
		told[what] = d.Round(time.Millisecond).Seconds()
	}
	return told
}
