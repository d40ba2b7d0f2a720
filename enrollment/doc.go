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
// decisions can be driven by a goroutine, by a test, or by a workflow engine, and a journal of
// calls and results rebuilds what is known: [Known] is a fold over them. Learn takes no policy:
// history does not change when flags do. Jitter is a hash of person and try, and a call that
// must wait says After, so a replay is exact.
//
// A refusal whose cause may pass in seconds (a group just made, a weak moment of the service) does
// not count at once: the call is made again, as often as its code has patience, and Call.Final
// tells when it counts.
//
// # A write whose fate is unknown
//
// The service has no idempotency key. When the reply to a write is lost, the write becomes a
// doubt, and a doubt comes before everything else: wait until the service has certainly given
// up on it, read the person back, compare with the face IDs known before. All landed: they are
// known as a set. None: send again. Some: take back exactly those, and none that others add
// meanwhile, and send again one by one. Whatever cannot be explained stays in doubt, and the next
// run begins with it.
//
// Faces do not say whose they are, so all this holds only as long as nothing speaks of others who
// write to the same person: faces of hers that come or go unasked, a ConflictOperation when no call
// of ours was in service, that she was not created here, or the word of whoever makes the calls
// (Call.Shared). Then what is new stays in doubt, and is neither credited nor taken back; unless the
// caller vouches for being alone (Call.Alone).
//
// A person found after a lost CreatePerson is ours only if the same run saw the id free before,
// or if it was created no earlier than we asked for it, in our group, and in either case under
// our name and with one face.
//
// # What others do, and reads that lag
//
// Reads may lag behind writes: a look at a person waits until our own last write must show. A
// face that is then still not there was deleted, and its photo is sent again; a person of whose
// faces none is left was made anew by somebody else, and is left alone; at once where others are
// there instead. Beside faces that nobody here has enrolled nothing is added unasked: others may have
// added them, or an older copy of the journal does not know them. A person who was not seen and yet exists is recognised by her faces: then what
// was known of her holds again, and an upload that was in doubt is in doubt again.
//
// Since a person may seem missing, a photo stands for somebody else only when she certainly does
// not hold it: MayHold tells, and Trace asks where somebody has left the roster.
//
// The facts about the service (limits, codes, timeouts) are those of API version 2020-03-03.
package enrollment
