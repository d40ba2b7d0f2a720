package conformance

import "slices"

const (
	limitExceed  = "InvalidParameterValue.LimitExceed"
	offsetExceed = "InvalidParameterValue.OffsetExceed"
	invalidValue = "InvalidParameter.InvalidParameter"
)

// ranges are numbers outside the range of an option.
func ranges() []story {
	rotation := story{code: invalidValue, when: "NeedRotateDetection is neither 0 nor 1", with: fields{"NeedRotateDetection": 2}}
	return slices.Concat(
		story{code: limitExceed, when: "a page is over 1000 entries", with: fields{"Limit": 1001}}.each("GetGroupList", "GetPersonList"),
		story{code: limitExceed, when: "a page is over 100 groups of a person", with: fields{"Limit": 101}}.each("GetPersonGroupInfo"),
		story{code: offsetExceed, when: "a page begins past the end of the list", with: fields{"Offset": 3}}.each("GetGroupList", "GetPersonList", "GetPersonGroupInfo"),
		story{code: "InvalidParameterValue.PersonGenderIllegal", when: "a gender is not from 0 to 2", with: fields{"Gender": 3}}.each("CreatePerson", "ModifyPersonBaseInfo"),
		story{code: "InvalidParameterValue.PersonGenderIllegal", when: "a gender is not from 0 to 2", with: fields{"Gender": -1}}.each("CreatePerson", "ModifyPersonBaseInfo"),
		story{code: "InvalidParameterValue.QualityControlIllegal", when: "QualityControl is not from 0 to 4", with: fields{"QualityControl": 5}}.each("CreatePerson", "CreateFace"),
		story{code: "InvalidParameterValue.UniquePersonControlIllegal", when: "UniquePersonControl is not from 0 to 4", with: fields{"UniquePersonControl": 5}}.each("CreatePerson"),
		story{code: "InvalidParameterValue.FaceMatchThresholdIllegal", when: "FaceMatchThreshold is not from 0 to 100", with: fields{"FaceMatchThreshold": 100.5}}.each("CreateFace"),
		story{code: "InvalidParameterValue.FaceMatchThresholdIllegal", when: "FaceMatchThreshold is not from 0 to 100", with: fields{"FaceMatchThreshold": -1}}.each("CreateFace"),
		story{code: "InvalidParameterValue.FaceModelVersionIllegal", when: "FaceModelVersion is another than 3.0", with: fields{"FaceModelVersion": "2.0"}}.each("CreateGroup", "DetectFace"),
		story{code: "InvalidParameterValue.GroupIdsExceed", when: "a list has more than 100 groups", with: fields{"GroupIds": slices.Repeat([]string{"away"}, 101)}}.each("CopyPerson"),
		rotation.each("CreatePerson", "CreateFace", "DetectFace"),
		story{code: invalidValue, when: "MaxFaceNum is not from 1 to 120", with: fields{"MaxFaceNum": 0}}.each("DetectFace"),
		story{code: invalidValue, when: "MaxFaceNum is not from 1 to 120", with: fields{"MaxFaceNum": 121}}.each("DetectFace"),
		story{code: invalidValue, when: "MinFaceSize is neither 20 nor 34", with: fields{"MinFaceSize": 33}}.each("DetectFace"),
	)
}

// customFields are the custom fields of groups.
func customFields() []story {
	six := []string{"a", "b", "c", "d", "e", "f"}
	groups := func(texts ...string) fields {
		return fields{"GroupExDescriptionInfos": described("GroupExDescription", texts...)}
	}
	persons := func(texts ...string) fields {
		return fields{"PersonExDescriptionInfos": described("PersonExDescription", texts...)}
	}
	bothNamed := []fields{{"GroupExDescriptionIndex": 0, "GroupExDescription": "a"}, {"GroupExDescriptionIndex": 0, "GroupExDescription": "b"}}
	twice := []fields{{"PersonExDescriptionIndex": 0}, {"PersonExDescriptionIndex": 0}}
	describing := []string{"CreatePerson", "ModifyPersonGroupInfo"}
	value := func(name string) string { return "InvalidParameterValue." + name }
	return slices.Concat(
		story{code: value("GroupExDescriptionsExceed"), when: "a group gets more than 5 custom fields", with: fields{"GroupExDescriptions": six}}.each("CreateGroup"),
		story{code: value("GroupExDescriptionsNameIdentical"), when: "two custom fields of a group get one name", with: fields{"GroupExDescriptions": []string{"a", "a"}}}.each("CreateGroup"),
		story{code: value("GroupExDescriptionsExceed"), when: "more than 5 custom fields are renamed", with: groups(six...)}.each("ModifyGroup"),
		story{code: value("GroupExDescriptionsNameIdentical"), when: "one custom field is renamed twice", with: fields{"GroupExDescriptionInfos": bothNamed}}.each("ModifyGroup"),
		story{code: "FailedOperation.DuplicatedGroupDescription", when: "two custom fields of a group come to have one name", with: groups("a", "a")}.each("ModifyGroup"),
		story{code: invalidValue, when: "a custom field is described that the group does not have", with: groups("a", "b", "c")}.each("ModifyGroup"),
		story{code: invalidValue, when: "a custom field is described that the group does not have", with: persons("a", "b", "c")}.each(describing...),
		story{code: value("PersonExDescriptionInfosExceed"), when: "more than 5 custom fields are described", with: persons(six...)}.each(describing...),
		story{code: value("PersonExDescriptionsNameIdentical"), when: "one custom field is described twice", with: fields{"PersonExDescriptionInfos": twice}}.each(describing...),
		story{code: value("PersonExDescriptionsNameTooLong"), when: "a description of a person is over 60 characters", with: persons(over(60))}.each(describing...),
	)
}

// described returns texts for the fields from 0 on.
func described(field string, texts ...string) (list []fields) {
	for i, text := range texts {
		list = append(list, fields{field + "Index": i, field: text})
	}
	return list
}
