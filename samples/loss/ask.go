package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"

	"enroll.example/enroll/samples/measure"
)

// ask reads the server's own records, and what the run's report says of rows.
func ask(url, dir string) (o outcome, err error) {
	o.byAction = map[string]int{}
	if err := measure.Get(url+"/_sim/requests", o.calling); err != nil {
		return o, err
	}
	if err := measure.Get(url+"/_sim/state", o.enrolled); err != nil {
		return o, err
	}
	text, err := os.ReadFile(filepath.Join(dir, "summary.json"))
	if err != nil {
		return o, err
	}
	var summary struct{ Rows map[string]int }
	if err := json.Unmarshal(text, &summary); err != nil {
		return o, err
	}
	rows := summary.Rows
	o.doubtful, o.unwell = rows["in_doubt"], rows["total"]-rows["enrolled"]-rows["unchanged"]
	return o, nil
}

// calling counts the calls that arrived, and those whose replies were lost.
func (o *outcome) calling(records *json.Decoder) error {
	for {
		var call struct {
			Action           string
			Applied, Dropped bool
		}
		if err := records.Decode(&call); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		o.calls++
		o.byAction[call.Action]++
		if call.Dropped {
			o.lost++
		}
		if call.Dropped && call.Applied {
			o.applied++
		}
	}
}

// enrolled counts the photos at the service, who has them.
func (o *outcome) enrolled(state *json.Decoder) error {
	var service struct {
		Persons []struct{ Faces []struct{ SHA256 string } }
	}
	if err := state.Decode(&service); err != nil {
		return err
	}
	times := map[string]int{}
	for _, p := range service.Persons {
		for _, f := range p.Faces {
			times[f.SHA256]++
		}
	}
	for _, n := range times {
		if n == 1 {
			o.once++
		} else {
			o.more++
		}
	}
	return nil
}
