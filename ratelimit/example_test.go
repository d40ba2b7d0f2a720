package ratelimit_test

import (
	"context"
	"fmt"
	"time"

	"enroll.example/enroll/ratelimit"
)

// A gate paces calls while Run runs. Each call waits for its pass, is sent at once, and reports its
// outcome.
func Example() {
	gate := ratelimit.New(ratelimit.Quota{QPS: 20})
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	closed := make(chan error, 1)
	go func() { closed <- gate.Run(ctx) }()

	began := time.Now()
	for _, action := range []string{"GetPersonList", "CreatePerson", "CreateFace"} {
		pass, err := gate.Wait(ctx, ratelimit.Call{FaceWrite: action == "CreateFace"})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println("sending", action)
		pass.Done(ratelimit.Answered)
	}
	fmt.Println("two slots of 1/20 s in between:", time.Since(began) >= 2*time.Second/20)

	stop()
	<-closed
	_, err := gate.Wait(context.Background(), ratelimit.Call{})
	fmt.Println(err)
	fmt.Println("calls passed:", gate.Stats().Passed)
	// Output:
	// sending GetPersonList
	// sending CreatePerson
	// sending CreateFace
	// two slots of 1/20 s in between: true
	// the gate is closed: the run is ending
	// calls passed: 3
}

// A breaker holds calls back after a row of failures, until a probe and then a write succeed.
func ExampleBreaker() {
	var breaker ratelimit.Breaker
	ctx := context.Background()
	for call := 1; !breaker.Down(); call++ {
		permit, err := breaker.Wait(ctx, true)
		if err != nil {
			fmt.Println(err)
			return
		}
		permit.Completed(ratelimit.Failed)
		if breaker.Down() {
			fmt.Println("down after failure", call)
		}
	}

	ctx, cancel := context.WithTimeout(ctx, time.Millisecond)
	defer cancel()
	_, err := breaker.Wait(ctx, true)
	fmt.Println(err)
	// Output:
	// down after failure 20
	// context deadline exceeded
}
