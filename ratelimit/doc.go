// Package ratelimit decides when the next call may be sent, so that the face service has as few
// reasons as possible to refuse one: for its quota, for concurrent face writes, or because it is down.
//
// The service counts the calls of an account in windows of one second and refuses those over its
// quota (50 a second for the group-management interfaces; docs/service.md, "Quota"). It refuses some
// face writes that run beside others, at a scope that is not documented. And a service that fails is
// not helped by more calls. For each of these there is one type:
//
//   - [Gate] is passed last, when a signed request is ready to be sent. It admits calls one by one,
//     the most urgent first. Goroutines that each waited on a token bucket would keep the slots that
//     they had reserved, and a call that was refused could not go first. An admitted call is sent at
//     once, and its outcome reported with [Pass.Done].
//   - [Breaker] is a circuit breaker: it holds calls back while the service is down, and lets probes
//     through.
//   - [Budget] keeps retries a small share of all calls.
//
// The decisions are apart from the waiting. They are plain state without clock, goroutine or
// randomness; each method is given the time, and tests run hours in a second:
//
//   - pacer: at which pace calls go, and which quota is believed. Its parts are headroom (the share of
//     the quota left unused), evenSlots (calls at even distances), window (calls that fill the
//     service's windows), measurement (the quota, found by going over it), ramp (slow start) and
//     probeUp (is the quota higher by now?).
//   - concurrencyLimit: how many face writes may be in flight (AIMD).
//   - circuit: is the service down?
//   - tokenBucket: may a retry go?
//
// The figures are those of docs/pacing.md, unless a comment says why not.
package ratelimit
