package account

import (
	"slices"
	"time"
)

type getPersonGroupInfo struct {
	id            string
	offset, limit int
}

func readGetPersonGroupInfo(p *params) Call {
	c := &getPersonGroupInfo{id: p.personID()}
	c.offset, c.limit = p.page(groupsPageLimit)
	return c
}

func (c *getPersonGroupInfo) Serve(a *Account, _ time.Time) Outcome {
	p, ok := a.persons[c.id]
	if !ok {
		return personMissing()
	}
	page, refusal := cut(p.Groups, c.offset, c.limit)
	if refusal != nil {
		return Outcome{Refused: refusal}
	}
	listed := make([]map[string]any, len(page))
	for i, m := range page {
		listed[i] = map[string]any{"GroupId": m.Group, "PersonExDescriptions": append([]string{}, m.Descriptions...)}
	}
	return Outcome{Reply: map[string]any{
		"PersonGroupInfos": listed,
		"GroupNum":         len(p.Groups),
		"FaceModelVersion": faceModelVersion,
	}}
}

type copyPerson struct {
	id     string
	groups []string
}

func readCopyPerson(p *params) Call {
	c := &copyPerson{p.personID(), p.requiredTexts("GroupIds")}
	if len(c.groups) > groupsLimit {
		p.fail(groupIDsExceed, "at most %d groups", groupsLimit)
	}
	for _, id := range c.groups {
		groupIDs.check(p, "GroupIds", id)
	}
	return c
}

// Serve adds the person to those groups that it is not in; if it is in all, that is an error.
func (c *copyPerson) Serve(a *Account, _ time.Time) Outcome {
	p, ok := a.persons[c.id]
	if !ok {
		return personMissing()
	}
	now := *p
	now.Groups = slices.Clone(p.Groups)
	joined := []string{}
	for _, id := range c.groups {
		g, ok := a.groups[id]
		switch {
		case !ok:
			return groupMissing()
		case now.in(id) < 0:
			joined = append(joined, id)
			now.Groups = append(now.Groups, membership{id, make([]string, len(g.Descriptions))})
		}
	}
	switch {
	case len(joined) == 0:
		return refused(groupPersonMapExist, "the person is in the group")
	case len(now.Groups) > groupsLimit:
		return refused(groupNumPerPerson, "a person is in at most 100 groups")
	}
	if refusal := a.roomIn(len(p.Faces), joined...); refusal != nil {
		return Outcome{Refused: refusal}
	}
	return Outcome{
		Reply:  map[string]any{"SucGroupNum": len(joined), "SucGroupIds": joined},
		Change: Change{Persons: []*person{&now}},
	}
}

type deletePersonFromGroup struct{ id, group string }

func readDeletePersonFromGroup(p *params) Call {
	return &deletePersonFromGroup{p.personID(), groupIDs.check(p, "GroupId", p.required("GroupId"))}
}

// Serve deletes the person itself when it leaves its last group.
func (c *deletePersonFromGroup) Serve(a *Account, _ time.Time) Outcome {
	p, ok := a.persons[c.id]
	if !ok {
		return personMissing()
	}
	if _, ok := a.groups[c.group]; !ok {
		return groupMissing()
	}
	switch {
	case p.in(c.group) < 0:
		return refused(groupPersonNoMap, "the person is not in the group")
	case len(p.Groups) == 1:
		return Outcome{Reply: map[string]any{}, Change: Change{GonePersons: []string{p.ID}}}
	}
	return Outcome{Reply: map[string]any{}, Change: Change{Persons: []*person{p.leaving(c.group)}}}
}

type modifyPersonGroupInfo struct {
	id, group string
	fields    []described
}

func readModifyPersonGroupInfo(p *params) Call {
	return &modifyPersonGroupInfo{
		id:     p.personID(),
		group:  groupIDs.check(p, "GroupId", p.required("GroupId")),
		fields: p.described("PersonExDescriptionInfos", "PersonExDescription", fieldTexts),
	}
}

// Serve writes the texts of the person's custom fields in one of its groups.
func (c *modifyPersonGroupInfo) Serve(a *Account, _ time.Time) Outcome {
	p, ok := a.persons[c.id]
	if !ok {
		return personMissing()
	}
	if _, ok := a.groups[c.group]; !ok {
		return groupMissing()
	}
	at := p.in(c.group)
	if at < 0 {
		return refused(groupPersonNoMap, "the person is not in the group")
	}
	texts := make([]string, len(a.groups[c.group].Descriptions))
	copy(texts, p.Groups[at].Descriptions)
	texts, refusal := place(c.fields, texts)
	if refusal != nil {
		return Outcome{Refused: refusal}
	}
	now := *p
	now.Groups = slices.Clone(p.Groups)
	now.Groups[at].Descriptions = texts
	return Outcome{Reply: map[string]any{}, Change: Change{Persons: []*person{&now}}}
}
