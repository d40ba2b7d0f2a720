package simulator

import (
	"slices"
	"time"
)

type getPersonGroupInfo struct {
	id            string
	offset, limit int
}

func readGetPersonGroupInfo(p *params) call {
	c := &getPersonGroupInfo{id: p.personID()}
	c.offset, c.limit = p.page(groupsPageLimit)
	return c
}

func (c *getPersonGroupInfo) serve(a *account, _ time.Time) outcome {
	p, ok := a.persons[c.id]
	if !ok {
		return personMissing()
	}
	page, refusal := cut(p.Groups, c.offset, c.limit)
	if refusal != nil {
		return outcome{refused: refusal}
	}
	listed := make([]map[string]any, len(page))
	for i, m := range page {
		listed[i] = map[string]any{"GroupId": m.Group, "PersonExDescriptions": append([]string{}, m.Descriptions...)}
	}
	return outcome{reply: map[string]any{
		"PersonGroupInfos": listed,
		"GroupNum":         len(p.Groups),
		"FaceModelVersion": faceModelVersion,
	}}
}

type copyPerson struct {
	id     string
	groups []string
}

func readCopyPerson(p *params) call {
	c := &copyPerson{p.personID(), p.texts("GroupIds")}
	if len(c.groups) == 0 {
		p.fail(missingParameter, "GroupIds is required")
	}
	for _, id := range c.groups {
		groupIDs.check(p, "GroupIds", id)
	}
	return c
}

// serve adds the person to those groups that it is not in; if it is in all, that is an error.
func (c *copyPerson) serve(a *account, _ time.Time) outcome {
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
	return outcome{
		reply:  map[string]any{"SucGroupNum": len(joined), "SucGroupIds": joined},
		change: change{Persons: []*person{&now}},
	}
}

type deletePersonFromGroup struct{ id, group string }

func readDeletePersonFromGroup(p *params) call {
	return &deletePersonFromGroup{p.personID(), groupIDs.check(p, "GroupId", p.required("GroupId"))}
}

// serve deletes the person itself when it leaves its last group.
func (c *deletePersonFromGroup) serve(a *account, _ time.Time) outcome {
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
		return outcome{reply: map[string]any{}, change: change{GonePersons: []string{p.ID}}}
	}
	return outcome{reply: map[string]any{}, change: change{Persons: []*person{p.leaving(c.group)}}}
}
