package fake

import "time"

// Fault is what goes wrong with one call. The zero value is nothing.
type Fault struct {
	Err    error         // Do returns it, and nothing is sent
	Lose   Loss          // no answer comes: the result is codes.NetworkError
	Answer string        // a code to answer with; the call is not applied, unless Apply says so
	Apply  bool          // with Answer
	Half   int           // only the first so many photos are added; 0: all
	Delay  time.Duration // of the answer, beyond the latency
	Late   time.Duration // with Lose After: the call is applied so long after it was lost
}

// Loss is how far a call came whose answer was lost.
type Loss int

// How far it came.
const (
	Nothing Loss = iota // nothing was lost
	Unsent              // there was no connection: no byte left, and the service saw nothing
	Before              // it arrived and was never applied
	After               // it was applied
)

func (f Fault) applies() bool {
	return f.Lose != Before && (f.Answer == "" || f.Apply)
}
