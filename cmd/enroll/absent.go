package main

import (
	"fmt"

	"enroll.example/enroll/legible"
	"enroll.example/enroll/pipeline"
)

// elsewhere is what to do where not one photo of the roster is there, which each row alone
// cannot tell; "" where that is not so, or no folder would help. It is said in quiet too.
func (s *session) elsewhere(a pipeline.Absent) string {
	if a.First == "" {
		return ""
	}
	hint := fmt.Sprintf("none of the roster's %d photos is in the photo folder %s: set the right folder with --images", a.Photos, s.images)
	if a.Photos == 1 {
		hint = fmt.Sprintf("the roster's only photo is not in the photo folder %s: set the right folder with --images", s.images)
	}
	if a.Like != "" {
		hint += fmt.Sprintf(", or fix the paths: %s may mean %s", legible.Quote(a.First), legible.Quote(a.Like))
	}
	return hint
}
