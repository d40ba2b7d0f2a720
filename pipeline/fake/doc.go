// Package fake is the face service as tests want it: in memory, at one method, without
// sockets and without the bytes of photos.
//
//	service := fake.New(fake.Options{Groups: []string{"staff"}, Latency: 300 * time.Millisecond})
//	result, err := service.Do(ctx, call)
//
// A photo is its key, and Options.Photos tells what the service finds on it. All waiting is
// by timers, so that in a synctest bubble a night of calls takes no time. Options.Faults
// loses, delays or refuses calls. Afterwards Calls, Person, Enrolled and Overlaps tell what
// the service saw, which is the evidence that a run lost nothing and did nothing twice.
//
// One table of stories, in enroll/iai/contract, holds it to what iai says over the simulator.
package fake
