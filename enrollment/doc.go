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
// Next returns the next call, and Learn adds its result to what is known. Neither uses the clock, the
// network or the disk, so a goroutine, a test or a workflow engine can drive the same decisions. [Known]
// is a fold over calls and results, so a journal of them rebuilds it. Learn takes no policy: history does
// not change when flags do. Jitter is a hash of person and try, and a call that must wait has its time in
// Call.After, so a replay is exact.
//
// A refusal whose cause may pass in seconds (a group just created, a passing fault of the service) does
// not count at once: the call is repeated as often as its code allows, and Call.Final reports whether
// the refusal counts.
//
// # A write of unknown outcome
//
// The service has no idempotency key. When the reply to a write is lost, the write is pending, and a
// pending write that is open comes before everything else: wait until the service has certainly given up
// on it, read the person back, and compare with the face IDs known before. If all photos landed, their
// faces are known as a set. If none did, they are sent again. If some did, exactly their faces are
// deleted, and none that others add meanwhile, and the photos are sent again one by one. What cannot be
// explained is unresolved, and the next run begins with it.
//
// A face ID does not show which client added the face, so all this holds only while there is no sign of
// other clients that write to the same person. The signs are: faces that come or go without a write of
// ours; a ConflictOperation while no call of ours was in service; a person not created here; and a caller
// that expects other writers (Call.Shared). After such a sign, new faces stay in doubt, and are neither
// credited nor deleted, unless the caller vouches that there is no other writer (Call.Alone).
//
// A person found after a pending CreatePerson is ours only if the person has our name and one face, and
// either the same run saw the id free before, or the person was created in our group no earlier than we
// sent the call.
//
// # Reads that are wrong for a moment
//
// The service promises nothing about how soon a read shows a write, nor that a read which misses a
// person is right. Both errors are assumed to be short: a write shows in every read 4 s after it ended
// (readLag), and a person missing in two reads 15 s apart is gone (absenceSeen). So a read waits until
// our own last write must show. A face that is then still missing was deleted, and its photo is sent
// again. A person with none of the known faces left was created anew by another client, and is left
// alone. If a person has faces that were not enrolled here, nothing is added without Policy.AddToExisting:
// another client may have added them, or this journal may be an old copy that lacks them.
//
// A person that a read missed and that exists after all is recognised by the faces. Then what was known
// holds again (the tombstone), and an upload that was pending is open again. A photo may be enrolled for
// another person only when this one certainly does not have it. MayHave reports whether it may, and
// NextCheck returns the calls that find out for a person no longer in the roster.
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
//	…+late        a CreatePerson had not landed when the person was read, and still may
//	…+tombstone   the service said that the person is gone; what was known is kept
//
// The table lists what each state can become, by what a call shows. A refusal by the quota, or any other
// answer without information about the person, leaves the state as it is. A test runs the model's stories
// and fails on a change that is not listed here.
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
