package pipeline

import (
	"context"
	"fmt"
	"slices"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
	"enroll.example/enroll/verdict"
)

// resolveClaims refuses the photos that stand for other people. One whose holder certainly does not have
// it, whatever an earlier run had begun, passes to the person who asks. Where the run was told to try
// again what was refused, the holder is looked at first.
func (a *admission) resolveClaims(ctx context.Context, c *candidate) error {
	holders, err := a.holders(ctx, c)
	if err != nil {
		return err
	}
	if a.looksAtHolders() && !c.looked {
		for key, holder := range c.claims.Lost {
			if holders[key].MayHave(key) && !slices.Contains(c.disputed, holder.Person) {
				c.disputed = append(c.disputed, holder.Person)
			}
		}
		if len(c.disputed) > 0 {
			return nil
		}
	}
	replaced, err := a.renumbered(ctx, c)
	if err != nil {
		return err
	}
	a.refuseShared(c, holders, replaced)
	return nil
}

// looksAtHolders reports whether the run looks at people of whom the roster wants nothing.
func (a *admission) looksAtHolders() bool { return a.policy.RetryRejected && a.mode.calls }

// holders returns what is known of those for whom a person's photos stand by earlier runs, by photo.
// Claims of photos that they certainly do not have pass to the person.
func (a *admission) holders(ctx context.Context, c *candidate) (map[string]enrollment.Known, error) {
	holders := map[string]enrollment.Known{}
	freed := false
	for key, holder := range c.claims.Lost {
		if holder.Run == a.run.ID {
			continue // who is earlier in the roster
		}
		known, err := recall(ctx, a.journal, holder.Person)
		if err != nil {
			return nil, err
		}
		if holders[key] = known; known.MayHave(key) {
			continue
		}
		freed = true
		if err := a.journal.Settle(a.run.ID, journal.Settlement{Person: holder.Person, Released: []string{key}}); err != nil {
			return nil, err
		}
	}
	if !freed {
		return holders, nil
	}
	again, err := a.journal.Admit(a.run.ID, []journal.Admission{{Person: c.Key, Line: c.Line, Keys: c.keys()}})
	if err != nil {
		return nil, err
	}
	c.claims = again[0]
	return holders, nil
}

// refuseShared refuses the photos of a person that stand for others. replaced is the person whose photos
// all of them are; "": there is none.
func (a *admission) refuseShared(c *candidate, holders map[string]enrollment.Known, replaced string) {
	for _, ph := range c.photos {
		key := ph.finding.Key
		holder, ok := c.claims.Lost[key]
		if !ok || !ph.good() {
			continue
		}
		message, remedy := a.sharedWith(holder, holders[key].Enrolled(key)), ""
		if replaced != "" {
			message = fmt.Sprintf("%s; the same is true of all photos of this person, so it looks as if %s was renumbered to %s", message, replaced, c.Key)
			remedy = fmt.Sprintf("If both are the same person, delete %s at the service and run with --retry-rejected, which checks that it is gone; if not, use photos of this person.", replaced)
		}
		ph.refuse(verdict.StagePreflight, codes.PhotoShared, message, remedy)
	}
}

// renumbered returns the one person for whom all of this one's photos stand by an earlier run, and who
// is not in the roster any more; "" when there is none.
func (a *admission) renumbered(ctx context.Context, c *candidate) (string, error) {
	keys := c.keys()
	if len(keys) == 0 {
		return "", nil
	}
	other := c.claims.Lost[keys[0]].Person
	for _, key := range keys {
		if holder := c.claims.Lost[key]; holder.Person != other || holder.Run == a.run.ID {
			return "", nil
		}
	}
	if other == "" {
		return "", nil
	}
	listed, err := a.journal.Listed(ctx, a.run.ID, other)
	if err != nil || listed {
		return "", err
	}
	return other, nil
}

// sharedWith says for whom a photo stands, and whether an earlier run is known to have enrolled it.
func (a *admission) sharedWith(h journal.Holder, enrolled bool) string {
	switch {
	case h.Run == a.run.ID:
		return fmt.Sprintf("the same photo is already used for %s, on line %d of the roster", h.Person, h.Line)
	case enrolled:
		return fmt.Sprintf("the same photo is already enrolled for %s, by an earlier run", h.Person)
	}
	return fmt.Sprintf("an earlier run began to enroll the same photo for %s, and it may still have succeeded: run again later", h.Person)
}
