package simulator

import "time"

type getPersonList struct {
	group         string
	offset, limit int
}

func readGetPersonList(p *params) call {
	c := &getPersonList{group: groupIDs.check(p, "GroupId", p.required("GroupId"))}
	c.offset, c.limit = p.page(pageLimit)
	return c
}

// serve lists people in the order in which they came into the group.
func (c *getPersonList) serve(a *account, _ time.Time) outcome {
	of, ok := a.members[c.group]
	if !ok {
		return groupMissing()
	}
	ids, refusal := cut(of.persons, c.offset, c.limit)
	if refusal != nil {
		return outcome{refused: refusal}
	}
	listed := make([]map[string]any, len(ids))
	for i, id := range ids {
		listed[i] = a.persons[id].describe(c.group)
	}
	return outcome{reply: map[string]any{
		"PersonInfos":      listed,
		"PersonNum":        len(of.persons),
		"FaceNum":          of.faces,
		"FaceModelVersion": faceModelVersion,
	}}
}

func (p *person) describe(group string) map[string]any {
	return map[string]any{
		"PersonName":           p.Name,
		"PersonId":             p.ID,
		"Gender":               p.Gender,
		"PersonExDescriptions": append([]string{}, p.Groups[p.in(group)].Descriptions...),
		"FaceIds":              p.faceIDs(),
		"CreationTimestamp":    p.Created,
	}
}

type getPersonListNum struct{ group string }

func readGetPersonListNum(p *params) call {
	return &getPersonListNum{groupIDs.check(p, "GroupId", p.required("GroupId"))}
}

func (c *getPersonListNum) serve(a *account, _ time.Time) outcome {
	of, ok := a.members[c.group]
	if !ok {
		return groupMissing()
	}
	return outcome{reply: map[string]any{"PersonNum": len(of.persons), "FaceNum": of.faces}}
}
