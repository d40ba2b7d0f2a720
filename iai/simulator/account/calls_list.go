package account

import "time"

type getPersonList struct {
	group         string
	offset, limit int
}

func readGetPersonList(p *params) Call {
	c := &getPersonList{group: groupIDs.check(p, "GroupId", p.required("GroupId"))}
	c.offset, c.limit = p.page(pageLimit)
	return c
}

// Serve lists people in the order in which they were added to the group.
func (c *getPersonList) Serve(a *Account, _ time.Time) Outcome {
	of, ok := a.members[c.group]
	if !ok {
		return groupMissing()
	}
	ids, refusal := cut(of.persons.list(), c.offset, c.limit)
	if refusal != nil {
		return Outcome{Refused: refusal}
	}
	listed := make([]map[string]any, len(ids))
	for i, id := range ids {
		listed[i] = a.persons[id].describe(c.group)
	}
	return Outcome{Reply: map[string]any{
		"PersonInfos":      listed,
		"PersonNum":        of.persons.len(),
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

func readGetPersonListNum(p *params) Call {
	return &getPersonListNum{groupIDs.check(p, "GroupId", p.required("GroupId"))}
}

func (c *getPersonListNum) Serve(a *Account, _ time.Time) Outcome {
	of, ok := a.members[c.group]
	if !ok {
		return groupMissing()
	}
	return Outcome{Reply: map[string]any{"PersonNum": of.persons.len(), "FaceNum": of.faces}}
}
