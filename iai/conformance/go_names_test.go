package conformance

import (
	"slices"
	"strings"
)

// The calls that name a group by GroupId, and those that name an existing person.
var (
	namingGroup = []string{"CreateGroup", "GetGroupInfo", "ModifyGroup", "DeleteGroup", "CreatePerson",
		"ModifyPersonGroupInfo", "GetPersonList", "GetPersonListNum", "DeletePersonFromGroup"}
	namingPerson = []string{"GetPersonBaseInfo", "ModifyPersonBaseInfo", "ModifyPersonGroupInfo", "CreateFace",
		"DeleteFace", "GetPersonGroupInfo", "CopyPerson", "DeletePersonFromGroup"}
)

// over returns a text one longer than the limit, of a character that takes three bytes where
// characters are counted.
func over(limit int) string { return strings.Repeat("名", limit+1) }

// names is what IDs, names, remarks and descriptions must not be.
func names() []story {
	longID := strings.Repeat("i", 65)
	anyPerson := slices.Concat(namingPerson, []string{"CreatePerson", "DeletePerson"})
	group := []string{"CreateGroup", "ModifyGroup"}
	person := []string{"CreatePerson", "ModifyPersonBaseInfo"}
	renamed := func(name string) fields {
		return fields{"GroupExDescriptionInfos": []fields{{"GroupExDescriptionIndex": 0, "GroupExDescription": name}}}
	}
	value := func(name string) string { return "InvalidParameterValue." + name }
	const (
		strange     = "has a character that IDs may not have"
		alsoStrange = "has a character other than letters, digits, - and _"
	)
	return slices.Concat(
		story{code: value("GroupIdTooLong"), when: "a group's id is over 64 bytes", with: fields{"GroupId": longID}}.each(namingGroup...),
		story{code: value("GroupIdTooLong"), when: "a group's id is over 64 bytes", with: fields{"GroupIds": []string{longID}}}.each("CopyPerson"),
		story{code: value("GroupIdIllegal"), when: "a group's id " + strange, with: fields{"GroupId": "a b"}}.each(namingGroup...),
		story{code: value("GroupIdIllegal"), when: "a group's id " + strange, with: fields{"GroupIds": []string{"away", "名"}}}.each("CopyPerson"),
		story{code: value("PersonIdTooLong"), when: "a person's id is over 64 bytes", with: fields{"PersonId": longID}}.each(anyPerson...),
		story{code: value("PersonIdIllegal"), when: "a person's id " + strange, with: fields{"PersonId": "名"}}.each(anyPerson...),
		story{code: value("GroupNameTooLong"), when: "a group's name is over 60 characters", with: fields{"GroupName": over(60)}}.each(group...),
		story{code: value("GroupNameIllegal"), when: "a group's name " + alsoStrange, with: fields{"GroupName": "a b"}}.each(group...),
		story{code: value("GroupTagTooLong"), when: "a group's remark is over 40 characters", with: fields{"Tag": over(40)}}.each(group...),
		story{code: value("GroupTagIllegal"), when: "a group's remark " + alsoStrange, with: fields{"Tag": "a.b"}}.each(group...),
		story{code: value("PersonNameTooLong"), when: "a person's name is over 60 characters", with: fields{"PersonName": over(60)}}.each(person...),
		story{code: value("PersonNameIllegal"), when: "a person's name has a character that cannot be printed", with: fields{"PersonName": "a\tb"}}.each(person...),
		story{code: value("GroupExDescriptionsNameTooLong"), when: "a custom field's name is over 30 characters", with: fields{"GroupExDescriptions": []string{over(30)}}}.each("CreateGroup"),
		story{code: value("GroupExDescriptionsNameTooLong"), when: "a custom field's name is over 30 characters", with: renamed(over(30))}.each("ModifyGroup"),
		story{code: value("GroupExDescriptionsNameIllegal"), when: "a custom field's name " + alsoStrange, with: fields{"GroupExDescriptions": []string{"a b"}}}.each("CreateGroup"),
		story{code: value("GroupExDescriptionsNameIllegal"), when: "a custom field's name " + alsoStrange, with: renamed("a b")}.each("ModifyGroup"),
		story{code: value("GroupExDescriptionsNameIllegal"), when: "a custom field gets no name", with: fields{"GroupExDescriptions": []string{""}}}.each("CreateGroup"),
		story{code: value("GroupExDescriptionsNameIllegal"), when: "a custom field gets no name", with: renamed("")}.each("ModifyGroup"),
		story{code: value("PersonExDescriptionsNameIllegal"), when: "a description of a person has a character that cannot be printed", with: fields{
			"PersonExDescriptionInfos": described("PersonExDescription", "a\nb")}}.each("CreatePerson", "ModifyPersonGroupInfo"),
	)
}
