package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/pflag"

	"enroll.example/enroll/journal"
	"enroll.example/enroll/roster/charset"
)

// memory is what is remembered of how a roster is read, for those that come from it.
type memory struct {
	journal.Columns
	Group string `json:"group,omitempty"`
}

// memoryFact is under what the journal keeps it for rosters that name no run.
const memoryFact = "roster flags"

// columns are the flags by which the roster is read.
func (s *session) columns() *journal.Columns {
	c := &journal.Columns{Map: s.asked.columns.Map, Ex: s.asked.columns.Ex}
	switch {
	case s.asked.columns.Encoding != nil:
		c.Encoding = s.asked.columns.Encoding.String()
	case s.asked.columns.Remembered != nil:
		c.Encoding = s.asked.columns.Remembered.String()
	}
	return c
}

// memorize remembers the flags of a run over a roster that comes from elsewhere.
func (s *session) memorize(kind string) error {
	if s.ours() || kind != journal.KindRun {
		return nil
	}
	text, err := json.Marshal(memory{Columns: *s.columns(), Group: s.settings.group})
	if err != nil {
		return err
	}
	return s.journal.SetFact(memoryFact, string(text))
}

// recall lets what is remembered stand for flags that are not given: of the run that the roster's
// first row names, or else of the folder.
func (s *session) recall(ctx context.Context, given *pflag.FlagSet, run string) error {
	m, err := s.remembered(ctx, run)
	if err != nil {
		return err
	}
	if !given.Changed("map") {
		s.settings.columns, s.asked.columns.Map = m.Map, m.Map
	}
	if !given.Changed("ex") {
		s.asked.columns.Ex = m.Ex
	}
	if !given.Changed("group") {
		s.settings.group = m.Group
	}
	if m.Encoding == "" || given.Changed("encoding") {
		return nil
	}
	c, err := charset.Named(m.Encoding)
	s.asked.columns.Remembered = &c
	return err
}

func (s *session) remembered(ctx context.Context, run string) (m memory, err error) {
	r, err := s.journal.RunByName(ctx, run)
	switch {
	case err == nil && r.About.Columns != nil:
		s.rootOfRun = r.About.Images
		return memory{Columns: *r.About.Columns, Group: r.About.Group}, nil
	case err != nil && !errors.Is(err, journal.ErrNoRun):
		return m, err
	}
	text, err := s.journal.Fact(ctx, memoryFact)
	if err != nil || text == "" {
		return m, err
	}
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return m, fmt.Errorf("reading the journal: %w", err)
	}
	return m, nil
}
