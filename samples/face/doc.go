// Package face draws faces of people who do not exist, for rosters that can be shared freely.
//
// A face is drawn from two seeds. The identity determines what a person keeps: skin, hair, the
// proportions of the face, glasses, a beard. The shot determines what changes from photo to photo: the
// position and rotation of the head, the light, the wall behind, the clothes, the camera's noise. So
// two shots of one identity look like one person, and the same two seeds give the same photo, byte for
// byte.
//
// A detector recognises these drawings as faces by their shading, not by their lines: the forehead,
// cheeks, chin and the ridge of the nose are lighter than a ball would be, the eye sockets and the
// shadow under the nose are darker.
//
// All measures are in halves of the oval: x = 1 is its side, y = 1 its chin, y down.
//
// A photo may have a Tag that says to a simulated service whom it shows.
package face
