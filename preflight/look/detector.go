package look

import (
	_ "embed"
	"sync"

	pigo "github.com/esimov/pigo/core"
)

// model is cascade/facefinder of the module github.com/esimov/pigo v1.4.6, unchanged. Its
// licence is beside it.
//
//go:embed facefinder
var model []byte

// detector is the one unpacked model. Detection does not change it: a run reads its trees and writes
// to a window that it takes from a sync.Pool.
var detector = sync.OnceValue(func() *pigo.Pigo {
	unpacked, err := pigo.NewPigo().Unpack(model)
	if err != nil {
		panic(err) // the model is part of the program
	}
	return unpacked
})

// How windows are laid over a photo. Scores are sums over windows, so Least and Certain are valid only
// for these values.
const (
	shift   = 0.1 // of a window's size, to the next
	growth  = 1.1 // of a window's size, to the next larger
	overlap = 0.2 // intersection over union from which two windows show the same face
	tiniest = 20  // px; the model was trained on faces of about that
)

// find finds upright faces, none smaller than smallest pixels.
func (p plane) find(smallest int) []spot {
	windows := detector().RunCascade(pigo.CascadeParams{
		MinSize: max(smallest, tiniest), MaxSize: min(p.width, p.height), ShiftFactor: shift, ScaleFactor: growth,
		ImageParams: pigo.ImageParams{Pixels: p.luma, Rows: p.height, Cols: p.width, Dim: p.width},
	}, 0)
	var spots []spot
	for _, d := range detector().ClusterDetections(windows, overlap) {
		spots = append(spots, spot{float64(d.Col), float64(d.Row), float64(d.Scale), float64(d.Q)})
	}
	return spots
}
