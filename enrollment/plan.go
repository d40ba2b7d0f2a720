package enrollment

import (
	"strconv"

	"enroll.example/enroll/codes"
)

// Plan returns the calls that a run would make for a person if the service refused nothing, and what would
// be known in the end. The decisions are those of a run.
func Plan(want Want, known Known, policy Policy) (calls []Call, end Known) {
	for {
		call, ok := Next(want, known, policy)
		if !ok {
			return calls, known
		}
		known = known.Learn(call, optimistic(call, known))
		calls = append(calls, call)
	}
}

// optimistic returns the answer of a service where every call succeeds and no lost write has landed.
func optimistic(call Call, known Known) Result {
	r := Result{Run: known.run}
	switch call.Action {
	case CreatePerson:
		r.FaceID = planned(0)
	case CreateFace:
		r.RetCodes = make([]int, len(call.Photos))
		for i := range call.Photos {
			r.FaceIDs = append(r.FaceIDs, planned(len(known.faces)+i))
		}
	case GetPerson:
		if known.presence != present {
			r.Code = codes.PersonIDNotExist
		}
		r.Name, r.FaceIDs = planned(0), known.faces // every person has a name
	case ListPersons:
		r.Code = codes.PersonIDNotExist
	}
	return r
}

// planned returns a face ID that no person has, or a name.
func planned(n int) string { return "planned-" + strconv.Itoa(n) }
