package account

import (
	"cmp"
	"slices"
	"time"

	"enroll.example/enroll/codes"
)

type createGroup struct {
	group group
}

func readCreateGroup(p *params) Call {
	c := &createGroup{group{
		Name:         groupNames.check(p, "GroupName", p.required("GroupName")),
		ID:           groupIDs.check(p, "GroupId", p.required("GroupId")),
		Descriptions: p.texts("GroupExDescriptions"),
		Tag:          tags.check(p, "Tag", p.text("Tag")),
	}}
	p.faceModel()
	checkFields(p, c.group.Descriptions)
	return c
}

// checkFields checks the names of a group's custom fields.
func checkFields(p *params, names []string) {
	if len(names) > fieldsLimit {
		p.fail(groupDescriptionsExceed, "a group has at most %d custom fields", fieldsLimit)
	}
	for i, name := range names {
		if name == "" {
			p.fail(groupDescriptionsIllegal, "a custom field has no name")
		}
		if fieldNames.check(p, "GroupExDescriptions", name); slices.Contains(names[:i], name) {
			p.fail(groupDescriptionsSame, "two custom fields have one name")
		}
	}
}

func (c *createGroup) Serve(a *Account, at time.Time) Outcome {
	if _, ok := a.groups[c.group.ID]; ok {
		return refused(codes.GroupIDAlreadyExist, "the group exists")
	}
	if _, ok := a.names[c.group.Name]; ok {
		return refused(codes.GroupNameAlreadyExist, "another group has this name")
	}
	if len(a.groups) >= a.capacity.Groups {
		return refused(groupNumExceed, "the account holds no more groups")
	}
	made := c.group
	made.Created, made.Updated = at.UnixMilli(), at.UnixMilli()
	return Outcome{
		Reply:  map[string]any{"FaceModelVersion": faceModelVersion},
		Change: Change{Groups: []*group{&made}},
	}
}

type getGroupInfo struct{ id string }

func readGetGroupInfo(p *params) Call {
	return &getGroupInfo{groupIDs.check(p, "GroupId", p.required("GroupId"))}
}

func (c *getGroupInfo) Serve(a *Account, _ time.Time) Outcome {
	g, ok := a.groups[c.id]
	if !ok {
		return groupMissing()
	}
	return Outcome{Reply: g.describe()}
}

func (g *group) describe() map[string]any {
	return map[string]any{
		"GroupName":           g.Name,
		"GroupId":             g.ID,
		"GroupExDescriptions": append([]string{}, g.Descriptions...),
		"Tag":                 g.Tag,
		"FaceModelVersion":    faceModelVersion,
		"CreationTimestamp":   g.Created,
	}
}

type getGroupList struct{ offset, limit int }

func readGetGroupList(p *params) Call {
	offset, limit := p.page(pageLimit)
	return &getGroupList{offset, limit}
}

func (c *getGroupList) Serve(a *Account, _ time.Time) Outcome {
	ids, refusal := cut(a.order.list(), c.offset, c.limit)
	if refusal != nil {
		return Outcome{Refused: refusal}
	}
	listed := make([]map[string]any, len(ids))
	for i, id := range ids {
		listed[i] = a.groups[id].describe()
		listed[i]["UpdateTimestamp"] = a.groups[id].Updated
	}
	return Outcome{Reply: map[string]any{"GroupInfos": listed, "GroupNum": a.order.len()}}
}

type modifyGroup struct {
	id, name, tag string
	fields        []described
}

func readModifyGroup(p *params) Call {
	c := &modifyGroup{
		id:     groupIDs.check(p, "GroupId", p.required("GroupId")),
		name:   groupNames.check(p, "GroupName", p.text("GroupName")),
		tag:    tags.check(p, "Tag", p.text("Tag")),
		fields: p.described("GroupExDescriptionInfos", "GroupExDescription", renamedTexts),
	}
	for _, field := range c.fields {
		if field.text == "" {
			p.fail(groupDescriptionsIllegal, "a custom field has no name")
		}
	}
	return c
}

func (c *modifyGroup) Serve(a *Account, at time.Time) Outcome {
	g, ok := a.groups[c.id]
	if !ok {
		return groupMissing()
	}
	if holder, taken := a.names[c.name]; taken && holder != c.id {
		return refused(codes.GroupNameAlreadyExist, "another group has this name")
	}
	now := *g
	now.Updated = at.UnixMilli()
	now.Name = cmp.Or(c.name, g.Name)
	now.Tag = cmp.Or(c.tag, g.Tag)
	fields, refusal := place(c.fields, g.Descriptions)
	if refusal != nil {
		return Outcome{Refused: refusal}
	}
	if sorted := slices.Sorted(slices.Values(fields)); len(slices.Compact(sorted)) < len(fields) {
		return refused(duplicatedDescription, "two custom fields have one name")
	}
	now.Descriptions = fields
	return Outcome{Reply: map[string]any{}, Change: Change{Groups: []*group{&now}}}
}

type deleteGroup struct{ id string }

func readDeleteGroup(p *params) Call {
	return &deleteGroup{groupIDs.check(p, "GroupId", p.required("GroupId"))}
}

// Serve deletes the group, and all persons who are in no other.
func (c *deleteGroup) Serve(a *Account, _ time.Time) Outcome {
	if _, ok := a.groups[c.id]; !ok {
		return groupMissing()
	}
	done := Change{GoneGroups: []string{c.id}}
	for _, id := range a.members[c.id].persons.list() {
		if p := a.persons[id]; len(p.Groups) > 1 {
			done.Persons = append(done.Persons, p.leaving(c.id))
		} else {
			done.GonePersons = append(done.GonePersons, id)
		}
	}
	return Outcome{Reply: map[string]any{}, Change: done}
}
