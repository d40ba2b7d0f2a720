package enrollment

// Limits of the service (docs/service.md, "Calls" and "Protocol").
const (
	FacesPerPerson = 5          // the most that a person can have
	FacesPerUpload = 4          // the most that one CreateFace takes
	BodyBytes      = 10_000_000 // the largest request body; the service documents 10 MB
	bodyFrame      = 4_000      // room in a body for everything but photos
)

// Want is what the roster wants for one person: the person's data, and the good photos in file order.
type Want struct {
	Person       string
	Name         string
	Gender       string // "", "0", "1", "2"
	Group        string
	Descriptions []Description
	Photos       []Photo // each key once
	Options      Options
}

// Policy sets what a run may do. The zero value is a careful run with the usual limits.
type Policy struct {
	AddToExisting bool // add faces to existing persons that are not ours
	Alone         bool // no other client writes to the same people, so what a lost write leaves is ours
	RetryRejected bool // send photos again that an earlier run saw refused, and check full persons for room
	CreateGroups  bool
	Attempts      int // failures allowed per person and run; 0: 5
	Refusals      int // refusals by quota or conflict allowed per person and run; 0: 100
}

func (p Policy) attempts() int {
	if p.Attempts > 0 {
		return p.Attempts
	}
	return 5
}

func (p Policy) refusals() int {
	if p.Refusals > 0 {
		return p.Refusals
	}
	return 100
}
