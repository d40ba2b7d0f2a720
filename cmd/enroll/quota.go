package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"enroll/pipeline"
	"enroll/ratelimit"
)

// measured is a quota that was found by measuring, as the folder remembers it. The folder
// belongs to one endpoint and region; the quota belongs to an account there.
type measured struct {
	Account string    `json:"account"`
	QPS     float64   `json:"qps"`
	At      time.Time `json:"at"`
}

// quotaFact is under which name the folder remembers it.
const quotaFact = "quota"

// known is the quota that an earlier run has measured; the zero value: none has.
func (n *folder) known(ctx context.Context) (m measured, err error) {
	text, err := n.journal.Fact(ctx, quotaFact)
	if err != nil || text == "" {
		return m, err
	}
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return m, fmt.Errorf("the quota that the folder remembers: %w", err)
	}
	return m, nil
}

// quota is what the flags say of the quota, and what is known of it.
func (n *folder) quota(ctx context.Context, account string) (ratelimit.Quota, error) {
	s := n.settings
	q := ratelimit.Quota{QPS: float64(s.qps), Share: s.share, Locked: s.pacing == "locked"}
	known, err := n.known(ctx)
	if known.Account == account {
		q.Known, q.Measured = known.QPS, known.At
	}
	return q, err
}

// remember keeps a quota for the next run.
func (n *folder) remember(account string) func(float64, time.Time) error {
	return func(qps float64, at time.Time) error {
		text, err := json.Marshal(measured{Account: account, QPS: qps, At: at.Round(0)})
		if err != nil {
			return err
		}
		return n.journal.SetFact(quotaFact, string(text))
	}
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
