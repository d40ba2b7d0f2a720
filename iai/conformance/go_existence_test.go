package conformance

import (
	"fmt"
	"slices"

	"enroll.example/enroll/iai/simulator"
	"enroll.example/enroll/iai/simulator/account"
)

const (
	groupMissing  = "InvalidParameterValue.GroupIdNotExist"
	personMissing = "InvalidParameterValue.PersonIdNotExist"
)

// existence is refusals because something exists already, or does not exist.
func existence() []story {
	outside := fields{"GroupId": "away"}
	nobody := fields{"PersonId": "nobody"}
	existing := slices.DeleteFunc(slices.Clone(namingGroup), func(call string) bool { return call == "CreateGroup" })
	return slices.Concat(
		story{code: "InvalidParameterValue.GroupIdAlreadyExist", when: "a group of this id is there already", with: fields{"GroupId": "staff"}}.each("CreateGroup"),
		story{code: "InvalidParameterValue.GroupNameAlreadyExist", when: "another group has the name", with: fields{"GroupName": "Away"}}.each("CreateGroup", "ModifyGroup"),
		story{code: groupMissing, when: "there is no such group", with: fields{"GroupId": "nowhere"}}.each(existing...),
		story{code: groupMissing, when: "there is no such group", with: fields{"GroupIds": []string{"away", "nowhere"}}}.each("CopyPerson"),
		story{code: "InvalidParameterValue.PersonIdAlreadyExist", when: "a person of this id is in the account already", with: fields{"PersonId": "p1", "GroupId": "away"}}.each("CreatePerson"),
		story{code: personMissing, when: "there is no such person", with: nobody}.each(namingPerson...),
		story{code: "ResourceNotFound.ErrorPersonNotExisted", when: "the person to be deleted is not there", with: nobody}.each("DeletePerson"),
		story{code: "FailedOperation.GroupPersonMapExist", when: "the person is in all the groups already", with: fields{"GroupIds": []string{"staff"}}}.each("CopyPerson"),
		story{code: "FailedOperation.GroupPersonMapNotExist", when: "the person is not in the group", with: outside}.each("DeletePersonFromGroup", "ModifyPersonGroupInfo"),
		[]story{{call: "DeleteFace", code: "InvalidParameterValue.DeleteFaceNumExceed", when: "the person would be left without a face",
			before: []step{{"CopyPerson", fields{"PersonId": "p1", "GroupIds": []string{"away"}}}}, send: allFaces}},
	)
}

// allFaces asks to delete every face of p1.
func allFaces(s *stage, action string, f fields) error {
	others := s.normalized(s.must("GetPersonBaseInfo", fields{"PersonId": "p1"}))
	if others != `{"PersonName":"Ana","Gender":2,"FaceIds":["face 1","face 2"]}` {
		s.t.Fatal(others)
	}
	ids := []string{}
	for quoted := range s.faces {
		ids = append(ids, quoted[1:len(quoted)-1])
	}
	return typed(s, action, f.but(fields{"FaceIds": ids}))
}

// capacity is refusals because a limit is reached. The world has 2 groups and 3 faces.
func capacity() []story {
	holds := func(groups, faces, groupFaces int) simulator.Options {
		return simulator.Options{Capacity: account.Capacity{Groups: groups, Faces: faces, GroupFaces: groupFaces}}
	}
	four := fields{"Images": []string{plain(80), plain(81), plain(82), plain(83)}}
	five := fields{"Images": append([]string{plain(84)}, four["Images"].([]string)...)}
	further, ids := manyGroups(100)
	full := "the group has as many faces as it holds"
	elsewhere := step{"CreatePerson", fields{"GroupId": "away", "PersonId": "far", "PersonName": "Far", "Image": plain(80)}}
	return []story{
		{call: "CreateGroup", code: "InvalidParameterValue.GroupNumExceed", when: "the account has as many groups as it holds", options: holds(2, 0, 0)},
		{call: "CreatePerson", code: "InvalidParameterValue.AccountFaceNumExceed", when: "the account has as many faces as it holds", options: holds(0, 3, 0)},
		{call: "CreateFace", code: "InvalidParameterValue.AccountFaceNumExceed", when: "the account has as many faces as it holds", options: holds(0, 3, 0)},
		{call: "CreatePerson", code: "InvalidParameterValue.GroupFaceNumExceed", when: full, options: holds(0, 0, 3)},
		{call: "CreateFace", code: "InvalidParameterValue.GroupFaceNumExceed", when: full, options: holds(0, 0, 3)},
		{call: "CopyPerson", code: "InvalidParameterValue.GroupFaceNumExceed", when: full, options: holds(0, 0, 3),
			before: []step{elsewhere, {"CopyPerson", fields{"PersonId": "p2", "GroupIds": []string{"away"}}}}},
		{call: "CopyPerson", code: "InvalidParameterValue.GroupNumPerPersonExceed", when: "the person would be in more than 100 groups",
			before: further, with: fields{"GroupIds": ids}},
		{call: "CreateFace", code: "InvalidParameterValue.PersonFaceNumExceed", when: "the person would have more than 5 faces", with: four},
		{call: "CreateFace", code: "InvalidParameterValue.UploadFaceNumExceed", when: "more than 4 photos come at once", with: five},
	}
}

func manyGroups(n int) (made []step, ids []string) {
	for i := range n {
		id := fmt.Sprint("g", i)
		made, ids = append(made, step{"CreateGroup", fields{"GroupId": id, "GroupName": id}}), append(ids, id)
	}
	return made, ids
}
