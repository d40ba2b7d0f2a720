// Package preflight says whether a local photo is worth sending.
//
// A photo is looked at in the order in which looking gets dearer, and the first fault is its
// finding:
//
//	what the path is     Missing, Outside, Unreadable: nothing is opened but regular files
//	what its bytes begin with   empty; not PNG, JPG or BMP, whatever its name says
//	how long they are    more than 5 MiB of base64
//	what its header claims      an edge too short or too long, before a pixel is decoded
//	whether it decodes   truncated, damaged, or of a kind that no decoder here knows
//
// So a PNG of a few bytes that claims 40000 x 40000 pixels costs its header and no more. A
// check holds at most one file within the limit (3,932,160 bytes) and its one decoded
// picture: 20 MB for a usual JPG of 12 MP, and 490 MB at the very worst (16 MP, progressive,
// four channels, turned by its EXIF). A larger file is hashed as a stream, and one over
// 64 MiB not at all.
//
// Finding speaks the service's own codes wherever it has one, and its message is a sentence
// for the person who will bring another photo. Check has no other error than
// a context that ended.
//
// A photo is taken by the path that the roster has, at the cost of one look. Where nothing lies
// there, so are the spellings that are one name with it: NFC and NFD, \ and /. Whatever else is
// like it (letter case, ending, encoding, folder) is told and never taken, as it may show
// another person. What is told comes from listings that are read once: a folder's when a photo
// is missing in it, the whole tree's when one is found nowhere else. They keep 300,000 names,
// 150,000 of a folder, in some 50 MB; beyond that, exact names are found as ever, and a message
// says that not all was looked at.
//
// A photo's Key is the sha256 of its bytes. Only a finding with a Key is about the bytes and
// may be kept for as long as the file's Stamp and Rules stay the same. One without is about
// the disk as it was at that moment (a mode changes without a trace in the Stamp): look again.
//
// Read fetches photos for sending. It takes the room for all photos of a call at once, so
// that two calls never wait for each other's half of it, and it verifies every hash: bytes
// that were not judged are never handed out.
//
// Every file is opened through os.Root: no path, and no symbolic link, leads out of the
// photo folder. A link whose target is absolute is refused too, even if it points inside.
// Listings enter no link, and a file is told only after the root was asked for it.
package preflight
