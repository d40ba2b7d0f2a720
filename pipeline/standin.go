package pipeline

import (
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
	"enroll.example/enroll/roster"
)

// standIn is what stands in for what a person's rows leave empty. A roster must say it all, but
// for the group; errors.csv holds only those rows of a person that were not well, so that there
// the folder's own knowledge counts: what was sent, or found, when the person was enrolled.
func standIn(c *candidate, events []journal.Event, group string) roster.Person {
	given := roster.Person{Group: group}
	if c.Rows[0].Origin == nil {
		return given
	}
	for _, event := range events {
		if event.Call.Action == enrollment.CreatePerson && event.Call.Name != "" {
			given = asCreated(event.Call, given)
		}
		if given.Name == "" {
			given.Name = event.Result.Name
		}
	}
	return given
}

// asCreated is a person as a call was to create it.
func asCreated(call enrollment.Call, given roster.Person) roster.Person {
	given.Name, given.Gender = call.Name, call.Gender
	if call.Group != "" {
		given.Group = call.Group
	}
	for _, d := range call.Descriptions {
		given.Ex[d.Index] = d.Text
	}
	return given
}
