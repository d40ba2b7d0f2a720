package face

import "math/rand/v2"

// identity is what a person keeps from photo to photo: one field a feature.
type identity struct {
	skin, hair, iris, lips rgb
	length                 float64 // of the oval, in its widths
	fringe                 float64 // y of the lower edge of the hair on the forehead
	part                   float64 // x where the hair is parted

	eyeX, eyeY, eyeWidth, eyeHeight float64
	browHeight, browAbove           float64
	socket, noseShadow              float64
	nose                            float64 // y of its lower edge
	noseWidth                       float64
	mouthY, mouthWidth, lipHeight   float64

	glasses, beard, long bool // long: hair to the shoulders
}

var (
	palest, darkest = rgb{235, 195, 170}, rgb{150, 105, 75}
	hairColours     = []rgb{{28, 24, 24}, {38, 30, 27}, {45, 32, 26}, {70, 48, 34}, {105, 75, 48}, {120, 118, 116}}
	irisColours     = []rgb{{52, 36, 26}, {70, 48, 30}, {60, 62, 52}, {62, 72, 84}}
)

func newIdentity(seed uint64) identity {
	r := dice{rand.New(rand.NewPCG(seed, 0x6964656e74697479))}
	skin := mix(palest, darkest, r.between(0, 1))
	return identity{
		skin: skin, hair: pick(r, hairColours), iris: pick(r, irisColours),
		lips:   mix(skin, rgb{165, 62, 66}, r.between(.45, .7)),
		length: r.between(1.25, 1.42), fringe: r.between(-.72, -.60), part: r.between(-.5, .5),
		eyeX: r.between(.38, .44), eyeY: r.between(-.13, -.07),
		eyeWidth: r.between(.17, .21), eyeHeight: r.between(.055, .08),
		browHeight: r.between(.028, .045), browAbove: r.between(.15, .19),
		socket: r.between(-.34, -.22), noseShadow: r.between(.16, .23),
		nose: r.between(.22, .30), noseWidth: r.between(.055, .08),
		mouthY: r.between(.49, .56), mouthWidth: r.between(.30, .40), lipHeight: r.between(.045, .07),
		glasses: r.chance(.15), beard: r.chance(.15), long: r.chance(.4),
	}
}

// shot is what changes from photo to photo of one person.
type shot struct {
	x, y   float64 // of the oval's centre, in widths of the photo
	half   float64 // half the oval's width, in widths of the photo
	roll   float64 // rad
	light  float64 // from the right when positive
	wall   float64 // gray
	dusk   float64 // how much lighter the wall is below
	shirt  rgb
	noise  float64
	smile  float64
	colour float64 // of the light: warm when positive
}

func newShot(who, seed uint64) shot {
	r := dice{rand.New(rand.NewPCG(who, seed^0x73686f74))}
	return shot{
		x: r.between(.46, .54), y: r.between(.46, .50), half: r.between(.22, .29),
		roll: r.between(-.10, .10), light: r.between(-.35, .35),
		wall: r.between(90, 225), dusk: r.between(-.15, .15),
		shirt: rgb{r.between(30, 210), r.between(30, 210), r.between(40, 220)},
		noise: r.between(2, 8), smile: r.between(-.02, .06), colour: r.between(-.04, .04),
	}
}

type dice struct{ *rand.Rand }

func (r dice) between(low, high float64) float64 { return low + (high-low)*r.Float64() }

func (r dice) chance(p float64) bool { return r.Float64() < p }

func pick(r dice, from []rgb) rgb { return from[r.IntN(len(from))] }
