package conformance

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"enroll.example/enroll/iai/simulator"
	"enroll.example/enroll/iai/simulator/account"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
)

// within is what is just within a limit and must pass: without it, a limit that is too strict would go
// unnoticed. A story without a code is a success.
func within() []story {
	chars := func(n int) string { return over(n - 1) }
	id := strings.Repeat("i", 64)
	names := []string{chars(30), "b", "c", "d", "e"}
	further, ids := manyGroups(99)
	wide := step{"CreateGroup", fields{"GroupId": id, "GroupName": chars(60), "Tag": chars(40), "GroupExDescriptions": names}}
	four := []string{plain(80), plain(81), plain(82), plain(83)}
	largest := slices.Concat(jpegOf(80, 80), make([]byte, account.PhotoLimit))[:account.PhotoLimit]
	return []story{
		{when: "the longest names", call: wide.action, with: wide.fields},
		{when: "the longest names and texts", call: "CreatePerson", before: []step{wide},
			with: fields{"GroupId": id, "PersonId": id, "PersonName": chars(60),
				"PersonExDescriptionInfos": described("PersonExDescription", chars(60), "b", "c", "d", "e")}},
		{when: "a name that the service's documents are in doubt about", call: "CreatePerson", with: fields{"PersonName": "Ana María·Ö"}},
		{when: "the largest page", call: "GetGroupList", with: fields{"Limit": 1000}},
		{when: "the end of the list", call: "GetGroupList", with: fields{"Offset": 2}},
		{when: "the largest page", call: "GetPersonList", with: fields{"Limit": 1000}},
		{when: "the largest page", call: "GetPersonGroupInfo", with: fields{"Limit": 100}},
		{when: "the hundredth group", call: "CopyPerson", before: further, with: fields{"GroupIds": ids}},
		{when: "the fourth photo and the fifth face", call: "CreateFace", with: fields{"PersonId": "p2", "Images": four, "FaceMatchThreshold": 0}},
		{when: "the last face but one", call: "DeleteFace"},
		{when: "the last place", call: "CreateGroup", options: simulator.Options{Capacity: account.Capacity{Groups: 3}}},
		{when: "the last place", call: "CreatePerson", options: simulator.Options{Capacity: account.Capacity{Faces: 4}}},
		{when: "the last place", call: "CreateFace", options: simulator.Options{Capacity: account.Capacity{GroupFaces: 4}}},
		{when: "the last place", call: "CopyPerson", options: simulator.Options{Capacity: account.Capacity{GroupFaces: 3}}},
		{when: "the most faces, however small", call: "DetectFace", with: fields{"MaxFaceNum": 120, "MinFaceSize": 20, "Image": text(jpegOf(64, 64))}},
		{when: "the longest edge of a JPG", call: "DetectFace", with: fields{"Image": text(jpegOf(4000, 80))}},
		{when: "the longest edge of a PNG", call: "DetectFace", with: fields{"Image": text(pngOf(2000, 80))}},
		{when: "the largest photo", call: "DetectFace", with: fields{"Image": text(largest)}},
		{when: "the best quality", call: "CreatePerson", with: fields{"QualityControl": 4, "UniquePersonControl": 0, "Gender": 2}},
		{when: "the largest body", call: "GetGroupInfo",
			send: generic(func(l *letter) {
				l.body = slices.Concat([]byte(`{"GroupId":"staff"}`), bytes.Repeat([]byte{' '}, bodyLimit-19))
			})},
		{when: "a clock that is nearly five minutes late", call: "GetGroupInfo", send: generic(stamped(-290 * time.Second))},
		{when: "a clock that is nearly five minutes early", call: "GetGroupInfo", send: generic(stamped(290 * time.Second))},
		{when: "a temporary key with its token", call: "GetGroupInfo", bare: true, options: simulator.Options{Token: "token"}, send: withToken},
	}
}

// withToken makes a group first, because nothing exists yet that its key could have made.
func withToken(s *stage, action string, f fields) error {
	who := common.NewTokenCredential("SIMULATORID", "SIMULATORKEY", "token")
	s.client = s.official(who, region, "POST")
	s.must(world[0].action, world[0].fields)
	return typed(s, action, f)
}

func TestWithinLimits(t *testing.T) {
	for _, story := range within() {
		t.Run(story.call+": "+story.when, func(t *testing.T) {
			t.Parallel()
			s := story.stage(t)
			if err := story.sent(s); err != nil {
				t.Error(err)
			}
		})
	}
}
