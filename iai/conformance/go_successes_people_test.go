package conformance

// Successes of the calls on groups, persons and memberships.

func ofGroups() []success {
	return []success{
		{call: "CreateGroup", when: "makes one with everything that it can have",
			with:  fields{"GroupExDescriptions": []string{"a", "b"}, "Tag": "t", "FaceModelVersion": "3.0"},
			reply: `{"FaceModelVersion":"3.0"}`,
			then:  step{"GetGroupInfo", fields{"GroupId": "new"}},
			effect: `{"GroupName":"New","GroupId":"new","GroupExDescriptions":["a","b"],"Tag":"t",` +
				`"FaceModelVersion":"3.0","CreationTimestamp":"now"}`},
		{call: "GetGroupInfo", when: "tells one group",
			reply: `{"GroupName":"Staff","GroupId":"staff","GroupExDescriptions":["dept","floor"],"Tag":"people",` +
				`"FaceModelVersion":"3.0","CreationTimestamp":"now"}`},
		{call: "GetGroupList", when: "tells a page of them, and how many there are",
			with: fields{"Offset": 1, "Limit": 1},
			reply: `{"GroupInfos":[{"GroupName":"Away","GroupId":"away","Tag":"",` +
				`"FaceModelVersion":"3.0","CreationTimestamp":"now","UpdateTimestamp":"now"}],"GroupNum":2}`},
		{call: "ModifyGroup", when: "writes name, remark and one field over",
			with: fields{"GroupName": "Crew", "Tag": "t",
				"GroupExDescriptionInfos": []fields{{"GroupExDescriptionIndex": 1, "GroupExDescription": "room"}}},
			reply: `{}`,
			then:  step{"GetGroupInfo", fields{"GroupId": "staff"}},
			effect: `{"GroupName":"Crew","GroupId":"staff","GroupExDescriptions":["dept","room"],"Tag":"t",` +
				`"FaceModelVersion":"3.0","CreationTimestamp":"now"}`},
		{call: "DeleteGroup", when: "takes the group away",
			reply:  `{}`,
			then:   step{"GetGroupList", fields{}},
			effect: `{"GroupInfos":[{"GroupName":"Away","GroupId":"away","Tag":"","FaceModelVersion":"3.0","CreationTimestamp":"now","UpdateTimestamp":"now"}],"GroupNum":1}`},
		{call: "GetPersonList", when: "tells a page of people, and how many there are",
			with: fields{"Offset": 0, "Limit": 1},
			reply: `{"PersonInfos":[{"PersonName":"Ana","PersonId":"p1","Gender":2,"PersonExDescriptions":["","second"],` +
				`"FaceIds":["face 1","face 2"],"CreationTimestamp":"now"}],"PersonNum":2,"FaceNum":3,"FaceModelVersion":"3.0"}`},
		{call: "GetPersonListNum", when: "counts people and faces",
			reply: `{"PersonNum":2,"FaceNum":3}`},
	}
}

func ofPersons() []success {
	ana := fields{"PersonId": "p3", "GroupId": "staff", "PersonName": "Cleo", "Gender": 1,
		"UniquePersonControl": 2, "QualityControl": 2, "NeedRotateDetection": 1,
		"PersonExDescriptionInfos": []fields{{"PersonExDescriptionIndex": 0, "PersonExDescription": "R&D"}}}
	return []success{
		{call: "CreatePerson", when: "enrolls somebody new",
			with:   ana.but(fields{"Image": showing("identity=cleo quality=3")}),
			reply:  `{"FaceId":"face 1","FaceRect":{"X":20,"Y":20,"Width":40,"Height":40},"SimilarPersonId":"","FaceModelVersion":"3.0"}`,
			then:   step{"GetPersonGroupInfo", fields{"PersonId": "p3"}},
			effect: `{"PersonGroupInfos":[{"GroupId":"staff","PersonExDescriptions":["R\u0026D",""]}],"GroupNum":1,"FaceModelVersion":"3.0"}`},
		{call: "CreatePerson", when: "tells whom it takes the person for, and makes nobody",
			with:   ana.but(fields{"Image": showing("identity=bob")}),
			null:   []string{"-.Response.FaceRect"},
			reply:  `{"FaceId":"","SimilarPersonId":"p2","FaceModelVersion":"3.0"}`,
			then:   step{"GetPersonListNum", fields{"GroupId": "staff"}},
			effect: `{"PersonNum":2,"FaceNum":3}`},
		{call: "CreatePerson", when: "takes the photo of a URL before one that comes with it",
			with:  fields{"Image": "no photo", "Url": at("/photo")},
			reply: `{"FaceId":"face 1","FaceRect":{"X":20,"Y":20,"Width":40,"Height":40},"SimilarPersonId":"","FaceModelVersion":"3.0"}`},
		{call: "GetPersonBaseInfo", when: "tells name, gender and faces",
			reply: `{"PersonName":"Ana","Gender":2,"FaceIds":["face 1","face 2"]}`},
		{call: "ModifyPersonBaseInfo", when: "writes name and gender over",
			with:   fields{"PersonName": "Anna", "Gender": 1},
			reply:  `{}`,
			then:   step{"GetPersonBaseInfo", fields{"PersonId": "p1"}},
			effect: `{"PersonName":"Anna","Gender":1,"FaceIds":["face 1","face 2"]}`},
		{call: "DeletePerson", when: "takes the person and its faces away",
			reply:  `{}`,
			then:   step{"GetPersonListNum", fields{"GroupId": "staff"}},
			effect: `{"PersonNum":1,"FaceNum":1}`},
	}
}

func ofMemberships() []success {
	return []success{
		{call: "GetPersonGroupInfo", when: "tells the groups of a person, and how many there are",
			with:  fields{"Offset": 0, "Limit": 100},
			reply: `{"PersonGroupInfos":[{"GroupId":"staff","PersonExDescriptions":["","second"]}],"GroupNum":1,"FaceModelVersion":"3.0"}`},
		{call: "ModifyPersonGroupInfo", when: "writes a text over",
			with:   fields{"PersonExDescriptionInfos": []fields{{"PersonExDescriptionIndex": 0, "PersonExDescription": "first"}}},
			reply:  `{}`,
			then:   step{"GetPersonGroupInfo", fields{"PersonId": "p1"}},
			effect: `{"PersonGroupInfos":[{"GroupId":"staff","PersonExDescriptions":["first","second"]}],"GroupNum":1,"FaceModelVersion":"3.0"}`},
		{call: "CopyPerson", when: "adds the person to the groups that it is not in",
			with:   fields{"GroupIds": []string{"staff", "away"}},
			reply:  `{"SucGroupNum":1,"SucGroupIds":["away"]}`,
			then:   step{"GetPersonListNum", fields{"GroupId": "away"}},
			effect: `{"PersonNum":1,"FaceNum":2}`},
		{call: "DeletePersonFromGroup", when: "takes the person out of the group",
			reply:  `{}`,
			then:   step{"GetPersonListNum", fields{"GroupId": "staff"}},
			effect: `{"PersonNum":1,"FaceNum":1}`},
	}
}
