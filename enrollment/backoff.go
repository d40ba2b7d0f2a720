package enrollment

import (
	"hash/fnv"
	"strconv"
	"time"
)

// How long the calls of one person wait. Those of other people go on.
const (
	// inService is how long after it was sent a call may still run: the service gives up after 5 s, upload
	// included (docs/service.md, "Protocol"), and the rest is a margin.
	inService = 6 * time.Second
	// readLag is how far reads may lag behind writes. The service documents nothing about it. It costs a
	// wait only if a read follows a write to the same person.
	readLag = 4 * time.Second
	// SettleTime is how long after a write was sent its effect can still appear in a read.
	SettleTime = inService + readLag
	// deletionSeen is how long after our last write a face that is missing from a read counts as deleted.
	// Its photo is then sent again.
	deletionSeen = time.Minute

	window       = time.Second            // the quota is counted in windows of one second
	windowSpread = 200 * time.Millisecond // so that refused calls do not all return at once

	backoffBase  = 200 * time.Millisecond
	backoffCap   = 20 * time.Second
	conflictBase = 250 * time.Millisecond
	conflictCap  = 4 * time.Second
	graceBase    = time.Second // three waits last about as long as reads may lag
	graceCap     = 8 * time.Second
)

// throttleWait returns the wait for the next window of the quota.
func throttleWait(person string, try int) time.Duration {
	return window + time.Duration(jitter(person, try)*float64(windowSpread))
}

// conflictWait returns a wait that doubles from 250 ms to 4 s, with the upper half spread.
func conflictWait(person string, try int) time.Duration {
	d := doubled(conflictBase, conflictCap, try)
	return d/2 + time.Duration(jitter(person, try)*float64(d/2))
}

// graceWait returns a wait that doubles from 1 s to 8 s with each try, with the upper half spread.
func graceWait(person string, try int) time.Duration {
	d := doubled(graceBase, graceCap, try)
	return d/2 + time.Duration(jitter(person, try)*float64(d/2))
}

// failureWait returns a wait with full jitter: up to 200 ms, doubled with each try to at most 20 s.
func failureWait(person string, try int) time.Duration {
	return time.Duration(jitter(person, try) * float64(doubled(backoffBase, backoffCap, try)))
}

func doubled(base, limit time.Duration, try int) time.Duration {
	for range try {
		if base *= 2; base >= limit {
			return limit
		}
	}
	return base
}

// jitter returns a number in [0, 1) that depends only on the person and the try.
func jitter(person string, try int) float64 {
	h := fnv.New64a()
	h.Write([]byte(person))
	h.Write([]byte{0})
	h.Write(strconv.AppendInt(nil, int64(try), 10))
	// FNV's low bits vary most between similar inputs; the multiplication spreads them to the high bits.
	return float64(h.Sum64()*0x9e3779b97f4a7c15>>11) / (1 << 53)
}
