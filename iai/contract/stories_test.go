package contract

import (
	"testing"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
)

// step is one call and its expected result; see stage.summary.
type step struct {
	call enrollment.Call
	want string
}

// The calls. Photos are named as in album.
var (
	group = enrollment.Call{Action: enrollment.CreateGroup, Group: "staff", Name: "Staff"}
	look  = enrollment.Call{Action: enrollment.GetGroup, Group: "staff"}
)

func create(person, photo string) enrollment.Call {
	return enrollment.Call{
		Action: enrollment.CreatePerson, Group: "staff", Person: person, Name: person + "'s name", Photos: photos(photo),
	}
}

func add(person string, names ...string) enrollment.Call {
	return enrollment.Call{Action: enrollment.CreateFace, Person: person, Photos: photos(names...)}
}

func read(person string) enrollment.Call {
	return enrollment.Call{Action: enrollment.GetPerson, Person: person}
}

// remove deletes faces: "#2" is the second face of the test.
func remove(person string, faces ...string) enrollment.Call {
	return enrollment.Call{Action: enrollment.DeleteFace, Person: person, FaceIDs: faces}
}

func list(offset, limit int) enrollment.Call {
	return enrollment.Call{Action: enrollment.ListPersons, Group: "staff", Offset: offset, Limit: limit}
}

func unique(call enrollment.Call) enrollment.Call {
	one := 1
	call.Options.Unique = &one
	return call
}

func quality(n int, call enrollment.Call) enrollment.Call {
	call.Options.Quality = &n
	return call
}

func threshold(n int, call enrollment.Call) enrollment.Call {
	call.Options.Threshold = &n
	return call
}

func within(group string, call enrollment.Call) enrollment.Call {
	call.Group = group
	return call
}

func photos(names ...string) (list []enrollment.Photo) {
	for _, name := range names {
		list = append(list, enrollment.Photo{Key: name})
	}
	return list
}

func TestStories(t *testing.T) {
	lost, late := codes.NetworkError, 50*time.Millisecond
	for name, story := range map[string]struct {
		trouble trouble
		steps   []step
	}{
		"a group is created once": {trouble{}, []step{
			{look, codes.GroupIDNotExist},
			{group, "done"},
			{look, "Staff"},
			{group, codes.GroupIDAlreadyExist},
			{within("others", group), codes.GroupNameAlreadyExist},
		}},
		"a person is created once": {trouble{}, []step{
			{group, "done"},
			{read("ana"), codes.PersonIDNotExist},
			{create("ana", "ana-1"), "#1"},
			{read("ana"), "ana's name #1"},
			{create("ana", "ana-2"), codes.PersonIDAlreadyExist},
			{read("ana"), "ana's name #1"},
		}},
		"an id is taken in the whole account": {trouble{}, []step{
			{group, "done"},
			{enrollment.Call{Action: enrollment.CreateGroup, Group: "others", Name: "Others"}, "done"},
			{create("ana", "ana-1"), "#1"},
			{within("others", create("ana", "ana-1")), codes.PersonIDAlreadyExist},
		}},
		"faces are added, each photo judged for itself": {trouble{}, []step{
			{group, "done"},
			{create("ana", "ana-1"), "#1"},
			{add("ana", "ana-2", "wall", "ana-3"), "[0 -1101 0] #2 #3"},
			{quality(1, add("ana", "blurred")), "[-1601]"},
			{add("ana", "tiny", "garbled"), "[-1109 -1102]"},
			{add("ana", "blurred"), "[0] #4"},
			{read("ana"), "ana's name #1 #2 #3 #4"},
		}},
		"a photo of somebody else": {trouble{}, []step{
			{group, "done"},
			{create("ana", "ana-1"), "#1"},
			{add("ana", "bo-1", "ana-2"), "[-1604 0] #2"},
			{add("ana", "anybody"), "[0] #3"},
			{threshold(0, add("ana", "bo-1")), "[0] #4"},
		}},
		"a person who resembles anybody": {trouble{}, []step{
			{group, "done"},
			{create("ana", "anybody"), "#1"},
			{add("ana", "bo-1"), "[0] #2"},
		}},
		"a photo that creates nobody": {trouble{}, []step{
			{group, "done"},
			{create("ana", "wall"), codes.NoFaceInPhoto},
			{quality(2, create("ana", "blurred")), codes.FaceQualityNotQualified},
			{create("ana", "tiny"), codes.ImageResolutionTooSmall},
			{create("ana", "garbled"), codes.ImageDecodeFailed},
			{create("ana", "nothing"), codes.ImageEmpty},
			{read("ana"), codes.PersonIDNotExist},
			{create("ana", "ana-1"), "#1"},
		}},
		"a photo that refuses the whole upload": {trouble{}, []step{
			{group, "done"},
			{create("ana", "ana-1"), "#1"},
			{add("ana", "ana-2", "nothing"), codes.ImageEmpty},
			{read("ana"), "ana's name #1"},
		}},
		"four photos a call, five faces a person": {trouble{}, []step{
			{group, "done"},
			{create("ana", "ana-1"), "#1"},
			{add("ana", "ana-2", "ana-3", "anybody", "ana-1", "ana-2"), codes.UploadFaceNumExceed},
			{add("ana", "ana-2", "ana-3"), "[0 0] #2 #3"},
			{add("ana", "anybody", "ana-1", "ana-2"), codes.PersonFaceNumExceed},
			{add("ana", "anybody", "ana-1"), "[0 0] #4 #5"},
			{add("ana", "wall"), codes.PersonFaceNumExceed},
		}},
		"a face is deleted, the last one never": {trouble{}, []step{
			{group, "done"},
			{create("ana", "ana-1"), "#1"},
			{add("ana", "ana-2"), "[0] #2"},
			{remove("ana", "#1", "#2"), codes.DeleteFaceNumExceed},
			{remove("ana", "#1", "4000000000000000000"), "#1"},
			{read("ana"), "ana's name #2"},
			{remove("ana", "#1"), ""},
			{remove("ana", "#2"), codes.DeleteFaceNumExceed},
		}},
		"nobody there": {trouble{}, []step{
			{create("ana", "ana-1"), codes.GroupIDNotExist},
			{add("ana", "ana-1"), codes.PersonIDNotExist},
			{remove("ana", "1"), codes.PersonIDNotExist},
			{list(0, 10), codes.GroupIDNotExist},
		}},
		"somebody alike is in the group": {trouble{}, []step{
			{group, "done"},
			{enrollment.Call{Action: enrollment.CreateGroup, Group: "others", Name: "Others"}, "done"},
			{create("ana", "ana-1"), "#1"},
			{unique(create("twin", "ana-2")), "like ana"},
			{read("twin"), codes.PersonIDNotExist},
			{unique(within("others", create("twin", "ana-2"))), "#2"},
			{create("third", "ana-3"), "#3"},
		}},
		"the very same photo is in the group": {trouble{}, []step{
			{group, "done"},
			{create("ana", "anybody"), "#1"},
			{unique(create("twin", "anybody")), "like ana"},
			{unique(create("twin", "bo-1")), "like ana"},
		}},
		"a list is read page by page": {trouble{}, []step{
			{group, "done"},
			{list(0, 10), "of 0"},
			{create("bo", "bo-1"), "#1"},
			{create("ana", "ana-1"), "#2"},
			{add("bo", "anybody"), "[0] #3"},
			{list(0, 10), "bo: bo's name #1 #3, ana: ana's name #2, of 2"},
			{list(1, 1), "ana: ana's name #2, of 2"},
			{list(2, 1), "of 2"},
			{list(3, 1), "InvalidParameterValue.OffsetExceed"},
		}},
		"the answer to a new person is lost": {trouble{action: enrollment.CreatePerson, lose: "after"}, []step{
			{group, "done"},
			{create("ana", "ana-1"), lost},
			{read("ana"), "ana's name #1"},
			{create("ana", "ana-1"), codes.PersonIDAlreadyExist},
			{list(0, 10), "ana: ana's name #1, of 1"},
		}},
		"a new person is lost on the way": {trouble{action: enrollment.CreatePerson, lose: "before"}, []step{
			{group, "done"},
			{create("ana", "ana-1"), lost},
			{read("ana"), codes.PersonIDNotExist},
			{create("ana", "ana-1"), "#1"},
		}},
		"the answer to an upload is lost": {trouble{action: enrollment.CreateFace, lose: "after"}, []step{
			{group, "done"},
			{create("ana", "ana-1"), "#1"},
			{add("ana", "ana-2", "ana-3"), lost},
			{read("ana"), "ana's name #1 #2 #3"},
		}},
		"half an upload landed before the answer was lost": {trouble{action: enrollment.CreateFace, lose: "after", half: 1}, []step{
			{group, "done"},
			{create("ana", "ana-1"), "#1"},
			{add("ana", "ana-2", "ana-3"), lost},
			{read("ana"), "ana's name #1 #2"},
			{remove("ana", "#2"), "#2"},
			{add("ana", "ana-2"), "[0] #3"},
		}},
		"the algorithm fails on the second photo": {trouble{action: enrollment.CreateFace, half: 1}, []step{
			{group, "done"},
			{create("ana", "ana-1"), "#1"},
			{add("ana", "ana-2", "ana-3"), "[0 -1000] #2"},
			{add("ana", "ana-3"), "[0] #3"},
		}},
		"the answer to a deletion is lost": {trouble{action: enrollment.DeleteFace, lose: "after"}, []step{
			{group, "done"},
			{create("ana", "ana-1"), "#1"},
			{add("ana", "ana-2"), "[0] #2"},
			{remove("ana", "#2"), lost},
			{read("ana"), "ana's name #1"},
		}},
		"the answer to a new group is lost": {trouble{action: enrollment.CreateGroup, lose: "after"}, []step{
			{group, lost},
			{look, "Staff"},
		}},
		"the service refuses what it did not do": {trouble{action: enrollment.CreatePerson, answer: codes.ServerError}, []step{
			{group, "done"},
			{create("ana", "ana-1"), codes.ServerError},
			{read("ana"), codes.PersonIDNotExist},
		}},
		"the service refuses what it did": {trouble{action: enrollment.CreatePerson, answer: codes.RequestTimeout, apply: true}, []step{
			{group, "done"},
			{create("ana", "ana-1"), codes.RequestTimeout},
			{read("ana"), "ana's name #1"},
		}},
		"an answer takes its time": {trouble{action: enrollment.CreatePerson, delay: late}, []step{
			{group, "done"},
			{create("ana", "ana-1"), "#1"},
		}},
		"the gate is closed to one": {trouble{held: "bo"}, []step{
			{group, "done"},
			{create("bo", "bo-1"), codes.RunNotAttempted},
			{create("ana", "ana-1"), "#1"},
			{read("bo"), codes.RunNotAttempted},
			{list(0, 10), "ana: ana's name #1, of 1"},
		}},
		"a photo's file changed": {trouble{}, []step{
			{group, "done"},
			{create("ana", "ana-1"), "#1"},
			{add("ana", "ana-2", "changed"), codes.PhotoChanged + " changed"},
			{read("ana"), "ana's name #1"},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			for service, open := range services {
				t.Run(service, func(t *testing.T) {
					open(t, story.trouble).play(story.steps)
				})
			}
		})
	}
}
