package pipeline

import (
	"context"

	"enroll.example/enroll/preflight"
	"enroll.example/enroll/roster"
)

// Absent is that of a whole roster not one photo is in the photo folder: it is the folder or
// the column that is wrong then, not the rows.
type Absent struct {
	Photos int    // that the roster names; 0: one of them is there, or none is named
	First  string // the first whose text is a path; empty: all are something else, such as a web address
	Like   string // a file that the first may mean
}

// absent looks at the photos' files in roster order until one is there, which a good roster has
// at once.
//
// Where none is, the run makes no call, for it could enroll no one. What earlier runs left in
// doubt stays so until a run that has photos: nothing is lost by that, and the user who named the
// wrong folder is told so at once.
func (p *run) absent(ctx context.Context) (a Absent, err error) {
	for after := -1; !p.life.isDrained(); {
		people, err := p.Journal.People(ctx, p.Run.ID, after, window)
		if err != nil {
			return Absent{}, err
		}
		if len(people) == 0 {
			a.Like = p.like(a.First)
			return a, nil
		}
		for _, person := range people {
			after = person.Line
			for _, row := range person.Rows {
				if !a.addRow(row, p.Photos) {
					return Absent{}, nil
				}
			}
		}
	}
	return Absent{}, nil // the user who ended the run waits for its report
}

// addRow counts a row's photos, but for those that the roster refuses, whatever the folder; it
// is not ok when one of them is there.
func (a *Absent) addRow(row roster.Row, photos *preflight.Photos) (ok bool) {
	for _, photo := range row.Photos {
		if _, refused := photoFault(row, photo); refused {
			continue
		}
		where := photos.Where(photo.Path)
		if where == preflight.Here {
			return false
		}
		if a.Photos++; a.First == "" && where == preflight.Nowhere {
			a.First = photo.Path
		}
	}
	return true
}

// like is the likeliest file that an absent photo may mean.
func (p *run) like(path string) string {
	if path == "" {
		return ""
	}
	if files := p.Photos.Like(path); len(files) > 0 {
		return files[0]
	}
	return ""
}
