package enrollment_test

import (
	"fmt"
	"strings"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
)

// service is a very small face service. It keeps faces by person, answers within a second, and refuses a
// photo named blurred.
type service struct {
	now   time.Time
	faces map[string][]string // by person
	lose  int                 // the reply to this call is lost, from 1; 0: none is
	calls int
}

// do makes a call and returns its result.
func (s *service) do(call enrollment.Call) enrollment.Result {
	s.calls++
	result := enrollment.Result{RequestID: fmt.Sprint("request-", s.calls), Run: 1, Intended: s.now, Sent: s.now}
	s.now = s.now.Add(time.Second)
	result.Done = s.now
	switch call.Action {
	case enrollment.CreatePerson:
		s.add(call.Person)
		result.FaceID = s.faces[call.Person][0]
	case enrollment.CreateFace:
		for _, photo := range call.Photos {
			if photo.Key == "blurred" {
				result.RetCodes = append(result.RetCodes, -1601)
				continue
			}
			result.RetCodes = append(result.RetCodes, 0)
			result.FaceIDs = append(result.FaceIDs, s.add(call.Person))
		}
	case enrollment.GetPerson:
		result.FaceIDs, result.Name = s.faces[call.Person], "Ana"
	default:
		result.Code = "InvalidAction"
	}
	if s.calls == s.lose {
		return enrollment.Result{
			Code: codes.NetworkError, Cause: "the connection broke", Run: 1,
			Intended: result.Intended, Sent: result.Sent, Done: result.Done,
		}
	}
	return result
}

func (s *service) add(person string) string {
	if s.faces == nil {
		s.faces = map[string][]string{}
	}
	id := fmt.Sprint("face-", len(s.faces[person])+1)
	s.faces[person] = append(s.faces[person], id)
	return id
}

// enroll is the whole loop: decide what to do next, do it, and learn from the result.
func (s *service) enroll(want enrollment.Want, policy enrollment.Policy) {
	s.now = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	known := enrollment.Known{}.Begin(1)
	for {
		call, ok := enrollment.Next(want, known, policy)
		if !ok {
			break
		}
		if wait := call.After.Sub(s.now); wait > 0 {
			fmt.Println("wait", wait)
			s.now = call.After
		}
		result := s.do(call)
		fmt.Println(strings.TrimSpace(fmt.Sprint(call.Action, keys(call), " ", result.Code)))
		known = known.Learn(call, result)
	}
	for _, v := range enrollment.Verdicts(want, known, policy) {
		fmt.Printf("%s: %s, faces %v, code %q\n", v.Key, v.Status, v.FaceIDs, v.Code)
	}
}

// keys lists the photos of a call.
func keys(call enrollment.Call) (text string) {
	for _, photo := range call.Photos {
		text += " " + photo.Key
	}
	return text
}

// ana is what a roster wants for one person.
func ana(photos ...string) enrollment.Want {
	want := enrollment.Want{Person: "ana", Name: "Ana", Group: "staff"}
	for _, key := range photos {
		want.Photos = append(want.Photos, enrollment.Photo{Key: key, Base64: 80_000})
	}
	return want
}

// The first photo creates the person, and the others follow in one call. If the service refuses a photo, the
// others are still enrolled.
func Example() {
	var s service
	s.enroll(ana("front", "blurred", "left"), enrollment.Policy{})

	// Output:
	// CreatePerson front
	// CreateFace blurred left
	// front: enrolled, faces [face-1], code ""
	// blurred: rejected, faces [], code "FailedOperation.FaceQualityNotQualified"
	// left: enrolled, faces [face-2], code ""
}

// The reply to an upload is lost. Before anything is sent again, the person is read back, once the upload can
// certainly have no further effect, and both photos are found to have landed. It is unknown which face
// belongs to which photo, so each photo lists both.
func Example_lostReply() {
	s := service{lose: 2}
	s.enroll(ana("front", "left", "right"), enrollment.Policy{})
	fmt.Println("at the service:", s.faces["ana"])

	// Output:
	// CreatePerson front
	// CreateFace left right ClientError.NetworkError
	// wait 9s
	// GetPersonBaseInfo
	// front: enrolled, faces [face-1], code ""
	// left: enrolled, faces [face-2 face-3], code ""
	// right: enrolled, faces [face-2 face-3], code ""
	// at the service: [face-1 face-2 face-3]
}

// Plan returns the calls of a run in which nothing is refused.
func ExamplePlan() {
	calls, end := enrollment.Plan(ana("1", "2", "3", "4", "5"), enrollment.Known{}, enrollment.Policy{})
	for _, call := range calls {
		fmt.Println(call.Action, len(call.Photos))
	}
	fmt.Println(len(end.Faces()), "faces")

	// Output:
	// CreatePerson 1
	// CreateFace 4
	// 5 faces
}

// What is known is a fold over calls and their results. It is the same whether they are made now or read
// from a journal.
func ExampleKnown_Learn() {
	var before enrollment.Known
	create := enrollment.Call{
		Action: enrollment.CreatePerson, Person: "ana", Name: "Ana", Group: "staff",
		Photos: []enrollment.Photo{{Key: "front", Base64: 80_000}},
	}
	after := before.Learn(create, enrollment.Result{FaceID: "face-1", RequestID: "request-1", Run: 1})
	fmt.Println(before.Enrolled("front"), after.Enrolled("front"))

	_, more := enrollment.Next(ana("front"), after, enrollment.Policy{})
	fmt.Println("a further call:", more)

	// Output:
	// false true
	// a further call: false
}

// A row is well if all its photos are, partial if some are, and otherwise as its worst photo.
func ExampleRowStatus() {
	fmt.Println(enrollment.RowStatus([]enrollment.Status{enrollment.StatusEnrolled, enrollment.StatusUnchanged}))
	fmt.Println(enrollment.RowStatus([]enrollment.Status{enrollment.StatusEnrolled, enrollment.StatusRejected}))
	fmt.Println(enrollment.RowStatus([]enrollment.Status{enrollment.StatusFailed, enrollment.StatusRejected}))

	// Output:
	// enrolled
	// partial
	// rejected
}
