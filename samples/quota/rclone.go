package main

import "time"

// rclone is the pacer of rclone with its defaults (rclone, lib/pacer): one token, which returns some
// time after it was taken; that time doubles at a refusal and loses a quarter at a success.
type rclone struct {
	sleep time.Duration // for which a call keeps the token
	back  time.Time     // when the token comes back
}

const (
	rcloneLeast  = 10 * time.Millisecond
	rcloneMost   = 2 * time.Second
	rcloneDecay  = 2
	rcloneAttack = 1
)

func newRclone() *rclone { return &rclone{sleep: rcloneLeast} }

func (r *rclone) delay(now time.Time) time.Duration {
	if now.Before(r.back) {
		return r.back.Sub(now)
	}
	r.back = now.Add(r.sleep)
	return 0
}

// observe changes that time for the next calls. The next try takes the token like any call.
func (r *rclone) observe(_ time.Time, refusals int) time.Duration {
	if refusals > 0 {
		const attack = 1 << rcloneAttack
		r.sleep = min(rcloneMost, r.sleep*attack/(attack-1))
		return 0
	}
	const decay = 1 << rcloneDecay
	r.sleep = max(rcloneLeast, r.sleep*(decay-1)/decay)
	return 0
}
