// Package face draws faces of people who do not exist, for rosters that anybody may have.
//
// A face is drawn from two seeds. The identity gives what a person keeps: skin, hair, the
// measures of the face, glasses, a beard. The shot gives what changes from photo to photo:
// where the head is, how it is turned, the light, the wall behind, the clothes, the noise of
// the camera. So two shots of one identity look like one person, and the same two seeds are
// the same photo, byte for byte.
//
// A detector takes these drawings for faces because of their shading, not of their lines:
// the forehead, cheeks, chin and the ridge of the nose are lighter than a ball would be, the
// sockets of the eyes and the shadow under the nose are darker.
//
// All measures are in halves of the oval: x = 1 is its side, y = 1 its chin, y down.
//
// A photo may carry a Tag that tells a simulated service who is on it.
package face
