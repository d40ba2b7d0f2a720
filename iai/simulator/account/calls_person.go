package account

import (
	"cmp"
	"time"

	"enroll.example/enroll/codes"
)

type createPerson struct {
	group, id, name string
	gender          int64
	fields          []described
	shot            *photo
	quality         int64
	unique          bool
	none            bool // a rule applies none of the photos
}

func readCreatePerson(p *params) Call {
	quality := p.detection()
	return &createPerson{
		group:   groupIDs.check(p, "GroupId", p.required("GroupId")),
		name:    p.personName(p.required("PersonName")),
		id:      personIDs.check(p, "PersonId", p.required("PersonId")),
		gender:  p.gender(),
		fields:  p.described("PersonExDescriptionInfos", "PersonExDescription", fieldTexts),
		unique:  p.within("UniquePersonControl", 0, 0, 4, uniqueControlIllegal) > 0,
		quality: quality,
		shot:    p.photo(),
	}
}

func (p *params) personName(name string) string {
	rule := personNames
	if p.strictNames {
		rule.allowed = isNameRune
	}
	return rule.check(p, "PersonName", name)
}

func (p *params) gender() int64 {
	return p.within("Gender", 0, 0, 2, codes.PersonGenderIllegal)
}

func (c *createPerson) only(n int)       { c.none = n == 0 }
func (c *createPerson) photos() []*photo { return []*photo{c.shot} }

func (c *createPerson) Serve(a *Account, at time.Time) Outcome {
	g, ok := a.groups[c.group]
	if !ok {
		return groupMissing()
	}
	if _, ok := a.persons[c.id]; ok {
		return refused(codes.PersonIDAlreadyExist, "the person exists")
	}
	fields, refusal := place(c.fields, make([]string, len(g.Descriptions)))
	if refusal == nil {
		refusal = a.room(1, c.group)
	}
	fault := c.shot.judged(c.quality)
	switch {
	case refusal != nil:
		return Outcome{Refused: refusal}
	case fault != "":
		return refusePhoto(fault)
	case c.none:
		return refused(codes.ServerError, "a rule applies no photo")
	}
	if c.unique {
		if other := a.alike(c.group, c.shot); other != "" {
			return Outcome{Reply: map[string]any{"FaceId": "", "SimilarPersonId": other, "FaceModelVersion": faceModelVersion}}
		}
	}
	return c.create(a, fields, at)
}

func (c *createPerson) create(a *Account, fields []string, at time.Time) Outcome {
	made := &person{
		ID: c.id, Name: c.name, Gender: c.gender,
		Groups:  []membership{{c.group, fields}},
		Created: at.UnixMilli(),
		Faces:   []face{c.shot.face(a.faceID(0))},
	}
	return Outcome{
		Reply: map[string]any{
			"FaceId":           made.Faces[0].ID.String(),
			"FaceRect":         c.shot.faces[0],
			"SimilarPersonId":  "",
			"FaceModelVersion": faceModelVersion,
		},
		Change: Change{Persons: []*person{made}, Issued: 1},
	}
}

type getPersonBaseInfo struct{ id string }

func readGetPersonBaseInfo(p *params) Call { return &getPersonBaseInfo{p.personID()} }

func (p *params) personID() string {
	return personIDs.check(p, "PersonId", p.required("PersonId"))
}

func (c *getPersonBaseInfo) Serve(a *Account, _ time.Time) Outcome {
	p, ok := a.persons[c.id]
	if !ok {
		return personMissing()
	}
	return Outcome{Reply: map[string]any{"PersonName": p.Name, "Gender": p.Gender, "FaceIds": p.faceIDs()}}
}

type modifyPersonBaseInfo struct {
	id, name string
	gender   int64
	gendered bool
}

func readModifyPersonBaseInfo(p *params) Call {
	gendered := p.given("Gender")
	return &modifyPersonBaseInfo{p.personID(), p.personName(p.text("PersonName")), p.gender(), gendered}
}

func (c *modifyPersonBaseInfo) Serve(a *Account, _ time.Time) Outcome {
	p, ok := a.persons[c.id]
	if !ok {
		return personMissing()
	}
	now := *p
	now.Name = cmp.Or(c.name, p.Name)
	if c.gendered {
		now.Gender = c.gender
	}
	return Outcome{Reply: map[string]any{}, Change: Change{Persons: []*person{&now}}}
}

type deletePerson struct{ id string }

func readDeletePerson(p *params) Call { return &deletePerson{p.personID()} }

func (c *deletePerson) Serve(a *Account, _ time.Time) Outcome {
	if _, ok := a.persons[c.id]; !ok {
		return refused(codes.PersonNotFound, "no such person")
	}
	return Outcome{Reply: map[string]any{}, Change: Change{GonePersons: []string{c.id}}}
}
