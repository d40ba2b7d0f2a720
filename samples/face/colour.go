package face

// rgb is a colour, each channel from 0 to 255.
type rgb [3]float64

func grey(v float64) rgb { return rgb{v, v, v} }

func (c rgb) times(k float64) rgb { return rgb{c[0] * k, c[1] * k, c[2] * k} }

// mix lays a colour over another with an opacity of covered, from 0 to 1.
func mix(under, over rgb, covered float64) rgb {
	if covered == 0 {
		return under
	}
	for i := range under {
		under[i] += (over[i] - under[i]) * covered
	}
	return under
}

// into writes a colour, lightened, as one pixel.
func (c rgb) into(pixel []uint8, lighter float64) {
	for i, v := range c {
		pixel[i] = uint8(min(255, max(0, v+lighter)))
	}
	pixel[3] = 255
}

func clamp(v float64) float64 { return min(1, max(0, v)) }
