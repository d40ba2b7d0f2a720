package face

import "math"

// light makes a place of the face lighter, or darker when it is negative.
type light struct{ strength, x, y, width, height float64 }

func (who identity) lights() []light {
	return []light{
		{.10, 0, -.45, .45, .18}, // forehead
		{.14, .5, .16, .20, .12}, // cheeks
		{.10, 0, .80, .22, .09},  // chin
		{who.socket, who.eyeX, who.eyeY, .24, .12},
		{.16, 0, .03, .07, .20},                        // ridge of the nose
		{-.10, .17, .05, who.noseWidth, .18},           // its sides
		{-.34, 0, who.nose, who.noseShadow, .035},      // the shadow under it
		{-.45, .10, who.nose - .005, .05, .022},        // nostrils
		{-.14, 0, who.mouthY + .115, .22, .04},         // under the lip
		{-.08, who.mouthWidth, who.mouthY, .06, .05},   // corners of the mouth
		{.06, .34, who.eyeY - .10, .20, .04},           // above the lid
		{-.06, .30, who.nose + .10, .05, .14},          // fold beside the mouth
		{-.10, 0, who.fringe, .80, .07},                // shadow of the hair
		{-.12, .95, 0, .12, .60}, {-.10, 0, 1, .7, .1}, // the rim turns away
	}
}

// shade returns the brightness of the skin at a place of the oval: a ball lit from one side, plus the
// lights and shadows of a face. All lights are symmetric.
func (p *portrait) shade(x, y float64) float64 {
	shade := .66 + .38*math.Sqrt(max(0, 1-.9*x*x-.8*y*y)) + p.light*.45*x
	side := math.Abs(x)
	for _, l := range p.lights {
		dx, dy := (side-l.x)/l.width, (y-l.y)/l.height
		if away := dx*dx + dy*dy; away < 9 { // beyond three deviations: invisible
			shade *= 1 + l.strength*math.Exp(-away/2)
		}
	}
	return shade
}

func gauss(x, sigma float64) float64 { return math.Exp(-x * x / sigma / sigma / 2) }
