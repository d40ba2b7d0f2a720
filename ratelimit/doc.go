// Package ratelimit decides when the next call may leave, so that the face service never has
// to refuse one: not for its quota, not for concurrent face writes, not because it is down.
//
// The service counts the calls of an account in windows of one second and refuses what is
// over (50 a second for the group-management interfaces; docs/service.md, "Quota"). Some calls are
// refused when others run at the same time, and nobody tells at which scope. And a service
// that fails is not helped by being asked more often. For each of these there is one type:
//
//   - [Gate] is passed last, when a signed request is ready to be written. It hands out slots
//     one by one, the most urgent call first: goroutines that each waited on a token bucket
//     would hold the slots they had reserved, and a call that the service refused could not
//     go first. Whoever gets a slot uses it at once, and tells with [Pass.Done] what came of it.
//   - [Breaker] holds everybody back while the service is down, and lets probes through.
//   - [Budget] keeps retries a small share of all calls.
//
// What they decide is apart from the waiting. The decisions are plain state without clock,
// goroutine or randomness: margin (how much of the quota is left unused), pacer (at which pace,
// and what is believed of the quota), window (how a second is filled), trial (how the quota is
// measured), crowd (how many face writes at once), circuit (is the service down) and allowance (may a
// retry go). Each is told the time, and tables test it.
//
// The figures are those of docs/pacing.md, unless a comment says why not.
package ratelimit
