package simulator

import (
	"cmp"
	"slices"
	"time"

	"enroll/codes"
)

type createPerson struct {
	group, id, name string
	gender          int64
	fields          []described
	photo           photo
	url             bool
	unique          bool
	none            bool // a rule applies none of the photos
}

var descriptions = naming{fieldTextLimit, true, func(rune) bool { return true }, codes.DescriptionTooLong, ""}

func readCreatePerson(p *params) call {
	c := &createPerson{
		group:  groupIDs.check(p, "GroupId", p.required("GroupId")),
		name:   personNames.check(p, "PersonName", p.required("PersonName")),
		id:     personIDs.check(p, "PersonId", p.required("PersonId")),
		gender: p.gender(),
		fields: p.described("PersonExDescriptionInfos", "PersonExDescription", descriptions),
		photo:  p.photo("Image"),
		url:    p.text("Url") != "",
		unique: p.within("UniquePersonControl", 0, 0, 4, uniqueControlIllegal) > 0,
	}
	p.detection()
	return c
}

func (p *params) gender() int64 {
	return p.within("Gender", 0, 0, 2, codes.PersonGenderIllegal)
}

// detection reads the options of face detection. They change nothing here: whether a photo is
// good enough is told by its own word.
func (p *params) detection() {
	p.within("QualityControl", 0, 0, 4, qualityControlIllegal)
	p.within("NeedRotateDetection", 0, 0, 1, invalidValue)
}

func (c *createPerson) firstPhotos(n int) { c.none = n == 0 }

func (c *createPerson) serve(a *account, at time.Time) outcome {
	g, ok := a.groups[c.group]
	if !ok {
		return groupMissing()
	}
	if _, ok := a.persons[c.id]; ok {
		return refused(codes.PersonIDAlreadyExist, "the person exists")
	}
	fields, refusal := place(c.fields, make([]string, len(g.Descriptions)))
	switch {
	case refusal != nil:
		return outcome{refused: refusal}
	case c.url:
		return refused(imageDownloadError, "the simulator downloads nothing")
	case c.photo.fault != "":
		return refused(c.photo.fault, "the image is refused")
	case c.none:
		return refused(codes.ServerError, "a rule applies no photo")
	}
	if c.unique {
		if other := a.alike(c.group, c.photo); other != "" {
			return outcome{reply: map[string]any{"FaceId": "", "SimilarPersonId": other, "FaceModelVersion": faceModelVersion}}
		}
	}
	return c.create(a, fields, at)
}

func (c *createPerson) create(a *account, fields []string, at time.Time) outcome {
	made := &person{
		ID: c.id, Name: c.name, Gender: c.gender,
		Groups:  []membership{{c.group, fields}},
		Created: at.UnixMilli(),
		Faces:   []face{{a.faceID(0), c.photo.hash, c.photo.identity}},
	}
	return outcome{
		reply: map[string]any{
			"FaceId":           made.Faces[0].ID,
			"FaceRect":         c.photo.rect(),
			"SimilarPersonId":  "",
			"FaceModelVersion": faceModelVersion,
		},
		change: change{Persons: []*person{made}, Issued: 1},
	}
}

type getPersonBaseInfo struct{ id string }

func readGetPersonBaseInfo(p *params) call { return &getPersonBaseInfo{p.personID()} }

func (p *params) personID() string {
	return personIDs.check(p, "PersonId", p.required("PersonId"))
}

func (c *getPersonBaseInfo) serve(a *account, _ time.Time) outcome {
	p, ok := a.persons[c.id]
	if !ok {
		return personMissing()
	}
	return outcome{reply: map[string]any{"PersonName": p.Name, "Gender": p.Gender, "FaceIds": p.faceIDs()}}
}

type modifyPersonBaseInfo struct {
	id, name string
	gender   int64
	gendered bool
}

func readModifyPersonBaseInfo(p *params) call {
	_, gendered := p.left["Gender"]
	return &modifyPersonBaseInfo{p.personID(), personNames.check(p, "PersonName", p.text("PersonName")), p.gender(), gendered}
}

func (c *modifyPersonBaseInfo) serve(a *account, _ time.Time) outcome {
	p, ok := a.persons[c.id]
	if !ok {
		return personMissing()
	}
	now := *p
	now.Name = cmp.Or(c.name, p.Name)
	if c.gendered {
		now.Gender = c.gender
	}
	return outcome{reply: map[string]any{}, change: change{Persons: []*person{&now}}}
}

type deletePerson struct{ id string }

func readDeletePerson(p *params) call { return &deletePerson{p.personID()} }

func (c *deletePerson) serve(a *account, _ time.Time) outcome {
	if _, ok := a.persons[c.id]; !ok {
		return refused(codes.PersonNotFound, "no such person")
	}
	return outcome{reply: map[string]any{}, change: change{GonePersons: []string{c.id}}}
}

// leaving is the person without one of its groups.
func (p *person) leaving(group string) *person {
	now := *p
	at := p.in(group)
	now.Groups = slices.Delete(slices.Clone(p.Groups), at, at+1)
	return &now
}
