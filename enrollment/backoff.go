package enrollment

import (
	"hash/fnv"
	"strconv"
	"time"
)

// How long a person waits. The person waits, the run goes on.
const (
	// inService is how long after it left a call may still run: the service gives up after
	// 5 s, upload included (docs/service.md, "Protocol"), and a margin.
	inService = 6 * time.Second
	// readLag is how far reads may lag behind writes. Nothing is written about it; it costs a
	// wait only where a read follows a write of the same person.
	readLag = 4 * time.Second
	// SettleTime is how long after a write left its effect can still appear in a read.
	SettleTime = inService + readLag
	// deletionSeen is how long after our last write a face that is not read counts as deleted:
	// what follows is to send its photo again.
	deletionSeen = time.Minute

	window       = time.Second            // the quota is counted in windows of one second
	windowSpread = 200 * time.Millisecond // so that refused calls do not return as one

	backoffBase  = 200 * time.Millisecond
	backoffCap   = 20 * time.Second
	conflictBase = 250 * time.Millisecond
	conflictCap  = 4 * time.Second
	graceBase    = time.Second // three times last about as long as reads may lag
	graceCap     = 8 * time.Second
)

// throttleWait waits for the next window of the quota.
func throttleWait(person string, try int) time.Duration {
	return window + time.Duration(jitter(person, try)*float64(windowSpread))
}

// conflictWait doubles from 250 ms to 4 s, with the upper half spread.
func conflictWait(person string, try int) time.Duration {
	d := doubled(conflictBase, conflictCap, try)
	return d/2 + time.Duration(jitter(person, try)*float64(d/2))
}

// graceWait doubles from 1 s to 8 s, with the upper half spread, by how often it was asked before.
func graceWait(person string, asked int) time.Duration {
	d := doubled(graceBase, graceCap, asked)
	return d/2 + time.Duration(jitter(person, asked)*float64(d/2))
}

// failureWait is full jitter: anything up to 200 ms doubled with each try, at most 20 s.
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

// jitter is a number in [0, 1) that depends on nothing but the person and the try.
func jitter(person string, try int) float64 {
	h := fnv.New64a()
	h.Write([]byte(person))
	h.Write([]byte{0})
	h.Write(strconv.AppendInt(nil, int64(try), 10))
	// FNV's low bits vary most between alike inputs; one multiplication spreads them upward.
	return float64(h.Sum64()*0x9e3779b97f4a7c15>>11) / (1 << 53)
}
