package simulator

import (
	"hash/fnv"

	"enroll.example/enroll/iai/simulator/account"
)

// chance returns a number in [0, 1) that depends only on the seed, the purpose and the subject, and
// not on the order of calls.
func chance(seed uint64, purpose, subject string, turn uint64) float64 {
	h := fnv.New64a()
	h.Write([]byte(purpose))
	h.Write([]byte{0})
	h.Write([]byte(subject))
	mixed := account.Mix(account.Mix(h.Sum64()^account.Mix(seed)) + account.Mix(turn))
	return float64(mixed>>11) / (1 << 53)
}
