package simulator

import (
	"hash/fnv"
	"math"
	"time"
)

// chance is a number in [0, 1) that the seed, the purpose and the subject decide alone:
// no order of calls changes it.
func chance(seed uint64, purpose, subject string, turn uint64) float64 {
	h := fnv.New64a()
	h.Write([]byte(purpose))
	h.Write([]byte{0})
	h.Write([]byte(subject))
	mixed := mix(mix(h.Sum64()^mix(seed)) + mix(turn))
	return float64(mixed>>11) / (1 << 53)
}

// mix spreads every bit of x over all bits of the result (the finalizer of splitmix64).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// uniform is spread evenly over ± width.
func uniform(u float64, width time.Duration) time.Duration {
	return time.Duration((2*u - 1) * float64(width))
}

// exponential has the mean given, and is never over twenty times that.
func exponential(u float64, mean time.Duration) time.Duration {
	return min(time.Duration(-math.Log(1-u)*float64(mean)), 20*mean)
}
