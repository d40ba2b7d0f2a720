package enrollment

// Limits of the service (docs/service.md, "Calls" and "Protocol").
const (
	FacesPerPerson = 5          // a person holds at most so many
	FacesPerUpload = 4          // one CreateFace takes at most so many
	BodyBytes      = 10_000_000 // a request's body at most; the service says 10 MB
	bodyFrame      = 4_000      // room in a body for all that is no photo
)

// Want is what the roster wants of one person: who, and the good photos in file order.
type Want struct {
	Person       string
	Name         string
	Gender       string // "", "0", "1", "2"
	Group        string
	Descriptions []Description
	Photos       []Photo // each key once
	Options      Options
}

// Policy is how far a run goes. The zero value is a careful run with the usual limits.
type Policy struct {
	AddToExisting bool // add faces to persons who exist and are not ours
	Alone         bool // no other client writes to the people meanwhile: what a lost write leaves is ours
	RetryRejected bool // send photos again that an earlier run saw refused, look again for room
	CreateGroups  bool
	Attempts      int // failures a person may meet in a run; 0: 5
	Refusals      int // refusals by quota or conflict that a person may meet in a run; 0: 100
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
