package conformance

import (
	"errors"
	"net/http/httptest"
	"time"

	"enroll.example/enroll/iai/simulator"
)

const (
	conflict   = "FailedOperation.ConflictOperation"
	concurrent = "FailedOperation.CreateFaceConcurrent"
	deleted    = "FailedOperation.GroupInDeletedState"
)

// overlaps are refused because of another call in service.
func overlaps() (list []story) {
	list = append(list, story{code: conflict, when: "another call on the same person is in service", send: besideAFace,
		with: fields{"PersonId": "p1"},
	}.each("CreatePerson", "GetPersonBaseInfo", "ModifyPersonBaseInfo", "ModifyPersonGroupInfo", "DeletePerson", "CreateFace",
		"DeleteFace", "GetPersonGroupInfo", "CopyPerson", "DeletePersonFromGroup")...)
	list = append(list, story{code: concurrent, when: "a face of the same person is being written, under the scope person", send: besideAFace,
		options: simulator.Options{Scope: "person"}, with: fields{"PersonId": "p1"},
	}.each("CreatePerson", "CreateFace", "DeleteFace", "DeletePerson", "CopyPerson", "DeletePersonFromGroup")...)
	for scope, when := range map[string]string{
		"group":   "faces of the same group are being written, under the scope group",
		"account": "faces are being written anywhere in the account, under the scope account",
	} {
		writes := story{code: concurrent, when: when, send: besideAFace,
			options: simulator.Options{Scope: scope}, with: fields{"PersonId": "p2"}}
		list = append(list, writes.each("CreateFace", "DeleteFace", "DeletePerson", "CopyPerson", "DeletePersonFromGroup")...)
		writes.with = fields{"PersonId": "p3"}
		list = append(list, writes.each("CreatePerson")...)
	}
	deletion := story{code: deleted, when: "the group that the call names is being deleted", send: besideADeletion,
		options: simulator.Options{Faults: []simulator.Rule{{Action: "DeleteGroup", Delay: time.Hour}}}}
	named, listed, member := deletion, deletion, deletion
	named.with, listed.with = fields{"GroupId": "staff"}, fields{"GroupIds": []string{"away", "staff"}}
	member.when, member.with = "the person's group is being deleted", fields{"PersonId": "p1"}
	list = append(list, listed.each("CopyPerson")...)
	list = append(list, member.each("CreateFace", "DeleteFace", "GetPersonBaseInfo", "ModifyPersonBaseInfo", "DeletePerson", "GetPersonGroupInfo")...)
	return append(list, named.each("CreateGroup", "GetGroupInfo", "ModifyGroup", "DeleteGroup", "CreatePerson", "ModifyPersonGroupInfo",
		"GetPersonList", "GetPersonListNum", "DeletePersonFromGroup")...)
}

// besideAFace sends the call while a face of p1 is being added: its photo is fetched, and arrives once
// the call has its reply.
func besideAFace(s *stage, action string, f fields) error {
	photo := held{make(chan struct{}), make(chan struct{})}
	web := httptest.NewServer(photo)
	defer web.Close()
	added := make(chan error)
	go func() {
		_, err := s.call("CreateFace", fields{"PersonId": "p1", "Urls": []string{web.URL}})
		added <- err
	}()
	<-photo.asked
	err := typed(s, action, f)
	close(photo.release)
	if first := <-added; first != nil {
		s.t.Errorf("the call in service: %v", first)
	}
	return err
}

// besideADeletion sends the call while staff is being deleted, which reading it shows. The deletion
// ends when the simulator is closed.
func besideADeletion(s *stage, action string, f fields) error {
	gone := make(chan error)
	go func() {
		_, err := s.call("DeleteGroup", fields{"GroupId": "staff"})
		gone <- err
	}()
	s.t.Cleanup(func() {
		s.close()
		if err := <-gone; err != nil {
			s.t.Errorf("the deletion: %v", err)
		}
	})
	for range 10_000 {
		if _, err := s.call("GetGroupInfo", fields{"GroupId": "staff"}); err != nil && s.refusal(err).Code == deleted {
			return typed(s, action, f)
		}
	}
	return errors.New("the group is not seen being deleted")
}
