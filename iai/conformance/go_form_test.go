package conformance

import "slices"

const (
	invalidParameter = "InvalidParameter"
	unknownParameter = "UnknownParameter"
	parameterEmpty   = "MissingParameter.ErrorParameterEmpty"
)

// required names the parameters that a call requires, apart from photos.
var required = map[string][]string{
	"CreateGroup":           {"GroupId", "GroupName"},
	"GetGroupInfo":          {"GroupId"},
	"GetGroupList":          {},
	"ModifyGroup":           {"GroupId"},
	"DeleteGroup":           {"GroupId"},
	"CreatePerson":          {"GroupId", "PersonId", "PersonName"},
	"GetPersonBaseInfo":     {"PersonId"},
	"ModifyPersonBaseInfo":  {"PersonId"},
	"ModifyPersonGroupInfo": {"GroupId", "PersonId"},
	"DeletePerson":          {"PersonId"},
	"CreateFace":            {"PersonId"},
	"DeleteFace":            {"PersonId", "FaceIds"},
	"GetPersonList":         {"GroupId"},
	"GetPersonListNum":      {"GroupId"},
	"GetPersonGroupInfo":    {"PersonId"},
	"CopyPerson":            {"PersonId", "GroupIds"},
	"DeletePersonFromGroup": {"PersonId", "GroupId"},
	"DetectFace":            {},
}

// mistyped are values of the wrong type for their parameters.
var mistyped = map[string]fields{
	"GetGroupList": {"Limit": "ten"},
	"DetectFace":   {"MaxFaceNum": 1.5},
	"DeleteFace":   {"FaceIds": "3000000000000000000"},
	"CopyPerson":   {"GroupIds": []int{1}},
	"CreateFace":   {"FaceMatchThreshold": "high"},
}

// form is what is wrong with the parameters before their values are checked.
func form() (list []story) {
	for _, call := range every() {
		wrong := mistyped[call]
		if wrong == nil {
			wrong = fields{required[call][0]: 7}
		}
		list = append(list,
			story{call: call, code: unknownParameter, when: "a parameter is given that the call does not have",
				send: generic(func(l *letter) { l.fields["Colour"] = "green" })},
			story{call: call, code: invalidParameter, when: "a value is of another type than the parameter",
				send: generic(func(l *letter) { l.fields = l.fields.but(wrong) })},
			story{call: call, code: invalidParameter, when: "the body is no JSON object",
				send: generic(func(l *letter) { l.body = []byte(`["no object"]`) })},
		)
		list = append(list, needs(call)...)
	}
	return slices.Concat(list, negative())
}

// needs omits and empties each parameter that the call requires.
func needs(call string) (list []story) {
	for _, name := range required[call] {
		var empty any = ""
		if name == "GroupIds" || name == "FaceIds" {
			empty = []string{}
		}
		list = append(list,
			story{call: call, code: missingParameter, when: "a required parameter is absent", with: fields{name: nil}},
			story{call: call, code: parameterEmpty, when: "a required parameter is empty",
				send: generic(func(l *letter) { l.fields[name] = empty })},
		)
	}
	return list
}

// negative are numbers that the types of the client cannot hold.
func negative() []story {
	return story{code: invalidParameter, when: "a page begins before the first or has less than no entries",
		send: generic(func(l *letter) { l.fields["Offset"] = -1 }),
	}.each("GetGroupList", "GetPersonList", "GetPersonGroupInfo")
}
