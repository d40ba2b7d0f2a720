package look

import "image"

// longest is the long edge, in pixels, of what is examined (docs/packages.md, "The local face check").
const longest = 640

// plane is the luma of a scaled photo, row by row.
type plane struct {
	luma          []uint8
	width, height int
}

// smallest is the size of the smallest face searched for: 10 % of the short edge
// (docs/packages.md, "The local face check").
func (p plane) smallest() int { return min(p.width, p.height) / 10 }

// scaled returns a photo's luma, each pixel the mean of those it replaces. A photo that is small
// enough is not scaled.
func scaled(photo image.Image) plane {
	width, height := fit(photo.Bounds().Size())
	p := plane{make([]uint8, 0, width*height), width, height}
	if width == 0 {
		return p
	}
	row, across, sums := rows(photo), cuts(photo.Bounds().Dx(), width), make([]int, width)
	down := cuts(photo.Bounds().Dy(), height)
	for y := range height {
		clear(sums)
		for from := down[y]; from < down[y+1]; from++ {
			add(sums, row(from), across)
		}
		p.luma = mean(p.luma, sums, across, down[y+1]-down[y])
	}
	return p
}

// fit scales a size down to the longest edge. An edge that is not empty keeps one pixel.
func fit(size image.Point) (width, height int) {
	long := max(size.X, size.Y)
	switch {
	case min(size.X, size.Y) <= 0:
		return 0, 0
	case long <= longest:
		return size.X, size.Y
	}
	at := func(edge int) int { return max(1, int(float64(edge)*longest/float64(long)+.5)) }
	return at(size.X), at(size.Y)
}

// cuts divides an edge into parts that differ by at most one pixel.
func cuts(edge, parts int) []int {
	all := make([]int, parts+1)
	for i := range all {
		all[i] = int(int64(i) * int64(edge) / int64(parts))
	}
	return all
}

// add adds a row of the photo to the sums of the boxes it crosses.
func add(sums []int, row []uint8, across []int) {
	for i := range sums {
		sum := 0
		for _, v := range row[across[i]:across[i+1]] {
			sum += int(v)
		}
		sums[i] += sum
	}
}

// mean appends the means of a row of boxes.
func mean(luma []uint8, sums, across []int, height int) []uint8 {
	for i, sum := range sums {
		pixels := (across[i+1] - across[i]) * height
		luma = append(luma, uint8((sum+pixels/2)/pixels))
	}
	return luma
}
