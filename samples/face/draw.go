package face

import (
	"image"
	"math"
	"math/rand/v2"
)

// Draw draws one shot of one identity, size px wide and high.
func Draw(identity, shot uint64, size int) *image.RGBA {
	p := newPortrait(newIdentity(identity), newShot(identity, shot), size)
	grain := rand.New(rand.NewPCG(identity^shot, 0x677261696e))
	picture := image.NewRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			colour := p.at(float64(x)+.5, float64(y)+.5)
			colour.into(picture.Pix[picture.PixOffset(x, y):], noise(grain, p.noise))
		}
	}
	return picture
}

// noise approximates a normal deviate by two uniform ones, which is faster.
func noise(grain *rand.Rand, sigma float64) float64 {
	bits := grain.Uint64()
	sum := float64(uint32(bits)) + float64(bits>>32)
	return (sum/(1<<32) - 1) * sigma * 2.45
}

// portrait is a face ready to be drawn.
type portrait struct {
	identity
	shot
	size     float64
	px       float64 // one pixel, in half widths of the oval
	cos, sin float64
	lights   []light
}

func newPortrait(who identity, how shot, size int) *portrait {
	p := &portrait{identity: who, shot: how, size: float64(size)}
	p.px = 1 / (how.half * p.size)
	p.sin, p.cos = math.Sincos(how.roll)
	p.lights = who.lights()
	return p
}

// at returns the colour of a pixel: from the wall to the glasses, each layer covers those behind.
func (p *portrait) at(px, py float64) rgb {
	c := grey(p.wall * (1 + p.dusk*(py/p.size-.5)))
	dx, dy := px/p.size-p.shot.x, py/p.size-p.shot.y
	x := (dx*p.cos + dy*p.sin) / p.half
	y := (dy*p.cos - dx*p.sin) / p.half / p.length
	upright := dy / p.half / p.length // the body does not rotate with the head

	if hair := max(p.ellipse(x, y+.12, 1.14, 1.10), p.fall(x, y)); hair > 0 {
		c = mix(c, p.strands(x), hair)
	}
	c = mix(c, p.skin.times(.72), p.neck(dx/p.half, upright))
	c = mix(c, p.shirt.times(1+.3*p.light*x), p.ellipse(dx/p.half, upright-2.35, 2.1, 1.15))
	if oval := p.ellipse(x, y, 1, 1); oval > 0 {
		c = mix(c, p.head(x, y), oval)
	}
	return rgb{c[0] * (1 + p.colour), c[1], c[2] * (1 - p.colour)}
}

// strands returns the hair's colour: lit like a ball, with strands running from the parting.
func (p *portrait) strands(x float64) rgb {
	return p.hair.times(.8 + .3*gauss(x-.4*p.light, .5) + .03*math.Sin(60*(x-p.part)))
}

// fall is long hair, drawn behind everything but the wall.
func (p *portrait) fall(x, y float64) float64 {
	if !p.long || y < -.12 {
		return 0
	}
	return p.edge(math.Abs(x)-1.14-.05*y) * p.edge(y-1.45-.1*math.Cos(5*x))
}

func (p *portrait) neck(x, y float64) float64 {
	if y < 0 {
		return 0
	}
	return p.edge(math.Abs(x)-.52) * p.edge(y-2)
}

// head returns the colour on the oval.
func (p *portrait) head(x, y float64) rgb {
	shade := p.shade(x, y)
	c := p.skin.times(shade)
	if p.beard {
		c = mix(c, p.hair.times(shade), .75*p.bearded(x, y))
	}
	c = p.mouth(c, x, y, shade)
	c = p.eye(c, math.Abs(x)-p.eyeX, y-p.eyeY, shade)
	c = mix(c, p.hair, .85*p.brow(math.Abs(x)-p.eyeX, y-p.eyeY+p.browAbove))
	if hair := p.hairline(x, y); hair > 0 {
		c = mix(c, p.strands(x), hair)
	}
	if p.glasses {
		c = mix(c, grey(38), .85*p.frame(math.Abs(x)-p.eyeX, y-p.eyeY))
	}
	return c
}

func (p *portrait) eye(c rgb, x, y, shade float64) rgb {
	if math.Abs(x) > 2*p.eyeWidth || math.Abs(y) > 3*p.eyeHeight {
		return c
	}
	open := p.ellipse(x, y, p.eyeWidth, p.eyeHeight)
	c = mix(c, rgb{232, 226, 220}.times(.55+.45*shade), open)
	round := p.eyeWidth / 2
	c = mix(c, p.iris, open*p.ellipse(x, y, round, round/p.length))
	c = mix(c, grey(14), open*p.ellipse(x, y, round*.45, round*.45/p.length))
	c = mix(c, grey(240), open*p.ellipse(x-.03, y+.02, .02, .02))
	lid := p.ellipse(x, y+.012, p.eyeWidth*1.12, p.eyeHeight*1.25) * (1 - p.ellipse(x, y-.022, p.eyeWidth*1.06, p.eyeHeight*1.02))
	return mix(c, p.hair.times(.6), .8*lid)
}

func (p *portrait) brow(x, y float64) float64 {
	return p.ellipse(x, y-.6*x*x, .25, p.browHeight)
}

func (p *portrait) mouth(c rgb, x, y, shade float64) rgb {
	y -= p.mouthY - p.smile*x*x/(p.mouthWidth*p.mouthWidth) + p.smile/2
	if math.Abs(x) > 1.3*p.mouthWidth || math.Abs(y) > .2 {
		return c
	}
	upper := p.ellipse(x, y+.02, p.mouthWidth*.94, p.lipHeight*.8)
	lower := p.ellipse(x, y-.025, p.mouthWidth*.86, p.lipHeight)
	c = mix(c, p.lips.times(shade*.86), .75*upper)
	c = mix(c, p.lips.times(shade*1.04), .75*lower)
	return mix(c, rgb{62, 26, 26}, .8*p.ellipse(x, y, p.mouthWidth, .014))
}

// hairline covers the forehead above the fringe, and more of it away from the parting.
func (p *portrait) hairline(x, y float64) float64 {
	away := x - p.part
	return p.edge((y - p.fringe + .06 - .24*away*away) * 1.2)
}

func (p *portrait) bearded(x, y float64) float64 {
	jaw := clamp((y - .18 - .25*gauss(x, .35)) * 5)
	return jaw * (1 - .8*p.ellipse(x, y-p.mouthY, p.mouthWidth*1.05, .1))
}

func (p *portrait) frame(x, y float64) float64 {
	rim := p.ellipse(x, y-.02, .34, .21) * (1 - p.ellipse(x, y-.02, .30, .18))
	bridge := p.edge(math.Abs(y+.01)-.02) * p.edge(x+.32)
	temple := p.edge(math.Abs(y+.03)-.02) * p.edge(.33-x)
	return max(rim, bridge, temple)
}

// ellipse returns how much of a pixel at (x, y) from its centre an ellipse covers.
func (p *portrait) ellipse(x, y, width, height float64) float64 {
	x, y = x/width, y/height
	away := x*x + y*y
	if away > 4 {
		return 0
	}
	return p.edge((math.Sqrt(away) - 1) * min(width, height*p.length))
}

// edge returns how much of a pixel is inside, where the distance is negative.
func (p *portrait) edge(distance float64) float64 { return clamp(.5 - distance/p.px/1.6) }
