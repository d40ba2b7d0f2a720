package simulator

import (
	"math"
	"time"
)

// serviceTime is how long a call is in service, without a rule's delay: log-normal around the latency,
// so that one call in a hundred exceeds the tail, plus the jitter.
func (o Options) serviceTime(subject string, turn uint64) time.Duration {
	d := o.Latency
	if o.Tail > 0 {
		d = logNormal(chance(o.Seed, "tail", subject, turn), o.Latency, o.Tail)
	}
	return max(0, d+uniform(chance(o.Seed, "jitter", subject, turn), o.Jitter))
}

// logNormal has the given median and 99th percentile, and never exceeds longestWait.
func logNormal(u float64, median, tail time.Duration) time.Duration {
	const z99 = 2.3263478740408408
	sigma := math.Log(float64(tail)/float64(median)) / z99
	normal := math.Sqrt2 * math.Erfinv(2*u-1)
	return time.Duration(min(float64(median)*math.Exp(sigma*normal), float64(longestWait)))
}

// uniform is uniform over ± width.
func uniform(u float64, width time.Duration) time.Duration {
	return time.Duration((2*u - 1) * float64(width))
}

// exponential has the given mean, and never exceeds twenty times that.
func exponential(u float64, mean time.Duration) time.Duration {
	return min(time.Duration(-math.Log(1-u)*float64(mean)), 20*mean)
}
