// Package enrollment decides, without I/O, which call to make next so that one person ends up
// enrolled with the photos that the roster wants.
//
//	for {
//		call, ok := enrollment.Next(want, known, policy)
//		if !ok {
//			return enrollment.Verdicts(want, known, policy)
//		}
//		result, err := api.Do(ctx, call)
//		…
//		known = known.Learn(call, result)
//	}
//
// Next asks, Learn remembers. Neither knows the time, the network or the disk, so the same
// decisions can be driven by a goroutine, by a test, or by a workflow engine. A journal of
// calls and results rebuilds what is known: [Known] is a fold over them. Learn takes no policy:
// history does not change when flags do. Jitter is a hash of person and try, and a call that
// must wait says After, so a replay is exact.
//
// A refusal whose cause may pass in seconds (a group just created, a weak moment of the service) does
// not count at once: the call is made again, as often as its code has patience, and Call.Final
// reports when it counts.
//
// # A write of unknown outcome
//
// The service has no idempotency key. When the reply to a write is lost, the write is pending, and an
// open pending write comes before everything else: wait until the service has certainly given up on
// it, read the person back, compare with the face IDs known before. All landed: they are known as a
// set. None: send again. Some: delete exactly those, and none that others add meanwhile, and send again
// one by one. Whatever cannot be explained is unresolved, and the next run begins with it.
//
// Faces do not say whose they are, so all this holds only as long as nothing speaks of other clients
// that write to the same person: faces that come or go, and not by a write of ours; a ConflictOperation
// when no call of ours was in service; that the person was not created here; or the word of the caller
// (Call.Shared). Then what is new stays in doubt, and is neither credited nor deleted; unless the
// caller vouches for being alone (Call.Alone).
//
// A person found after a pending CreatePerson is ours only if the same run saw the id free before,
// or if the person was created no earlier than we asked for it, in our group, and in either case under
// our name and with one face.
//
// # Reads that are wrong for a moment
//
// The service promises nothing about how soon a read shows a write, nor that a read which misses a
// person is right. Both are assumed to pass: a write shows in every read 4 s after it ended
// (readLag), and a person who is missing in two reads 15 s apart is gone (absenceSeen). So a look at a
// person waits until our own last write must show. A face that is then still not there was deleted, and
// its photo is sent again; a person of whose faces none is left was created anew by another client, and
// is left alone. Beside faces that were not enrolled here nothing is added unasked: another client may
// have added them, or an older copy of the journal does not know them.
//
// A person who was not seen and yet exists is recognised by the faces: then what was known holds
// again (the tombstone), and an upload that was pending is open again. A photo stands for another
// person only when this one certainly does not hold it: MayHave reports that, and NextCheck asks where a
// person has left the roster.
//
// # What is known, and how it changes
//
// The states:
//
//	unknown       nothing is known of the person, or no longer
//	absent        there is no such person
//	present       the person is there, created by us
//	foreign       the person is there, created by another client
//	created?      a CreatePerson is pending
//	added?        a CreateFace is pending
//	rolling back  half of a CreateFace is being deleted
//	unresolved    a pending write that this run cannot explain
//	…+late        a CreatePerson had not landed when we looked, and still may
//	…+tombstone   the service said that the person is gone; what was known is kept
//
// What each can become by what a call shows. A refusal by the quota, and any other answer that tells
// nothing of the person, leaves the state as it is. A test plays the model's stories and meets no change
// that is not here.
//
//	unknown            | created                        | present
//	unknown            | exists                         | foreign
//	unknown            | not created                    | unknown
//	unknown            | CreatePerson without an answer | created?
//	absent             | created                        | present
//	absent             | exists                         | foreign
//	absent             | not created                    | absent
//	absent             | CreatePerson without an answer | created?
//	absent+late        | created                        | present
//	absent+late        | exists                         | created?
//	absent+late        | not created                    | absent+late
//	absent+late        | CreatePerson without an answer | created?
//	absent+late        | seen                           | foreign, created?, unresolved
//	absent+late        | gone                           | absent+late
//	absent+tombstone   | created                        | present
//	absent+tombstone   | exists                         | present+tombstone
//	absent+tombstone   | not created                    | absent+tombstone
//	absent+tombstone   | CreatePerson without an answer | created?+tombstone
//	absent+tombstone   | seen                           | present, foreign, created?, created?+tombstone, unresolved
//	absent+tombstone   | gone                           | absent+tombstone
//	present            | added                          | present
//	present            | not added                      | present
//	present            | CreateFace without an answer   | added?
//	present            | seen                           | present, foreign
//	present            | gone                           | absent+tombstone
//	present+tombstone  | seen                           | present, present+tombstone, foreign, created?, created?+tombstone, rolling back, unresolved
//	present+tombstone  | gone                           | absent+tombstone
//	foreign            | a run begins                   | unknown
//	foreign            | added                          | foreign
//	foreign            | not added                      | foreign
//	foreign            | CreateFace without an answer   | added?
//	foreign            | seen                           | foreign
//	foreign            | gone                           | absent, absent+tombstone
//	created?           | seen                           | present, foreign, created?, unresolved
//	created?           | gone                           | absent+late
//	created?           | listed                         | present, foreign, created?, unresolved
//	created?           | not listed                     | foreign
//	created?+tombstone | seen                           | present, foreign, created?, created?+tombstone, rolling back, unresolved
//	created?+tombstone | gone                           | absent+tombstone
//	created?+tombstone | listed                         | present, created?+tombstone, added?, unresolved
//	created?+tombstone | not listed                     | added?, rolling back
//	added?             | seen                           | present, foreign, added?, rolling back, unresolved
//	added?             | gone                           | absent+tombstone
//	rolling back       | deleted                        | rolling back
//	rolling back       | DeleteFace without an answer   | rolling back
//	rolling back       | seen                           | present, foreign, rolling back, unresolved
//	rolling back       | gone                           | absent+tombstone
//	unresolved         | a run begins                   | created?, added?
//
// The facts about the service (limits, codes, timeouts) are those of API version 2020-03-03
// (docs/service.md).
package enrollment
