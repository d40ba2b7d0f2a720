// Package preflight reports whether a local photo is worth sending.
//
// The checks run in the order of their cost, and the first fault is the finding:
//
//	what the path is            Missing, Outside, Unreadable: only regular files are opened
//	what its bytes begin with   empty; not PNG, JPG or BMP, whatever its name says
//	how long they are           more than 5 MiB of base64
//	what its header claims      an edge too short or too long, before a pixel is decoded
//	whether it decodes          truncated, damaged, or of a kind that no decoder here supports
//
// So a PNG of a few bytes that claims 40000 x 40000 pixels costs only its header. A check holds at
// most one file within the limit (3,932,160 bytes) and its one decoded picture: 20 MB for a usual JPG
// of 12 MP, and 490 MB in the worst case (16 MP, progressive, four channels, rotated by its EXIF). A
// larger file is hashed as a stream, and one over 64 MiB is not read.
//
// A Finding uses the service's own code wherever there is one, and its message is a sentence for the
// person who will supply another photo. Check returns no other error than that of a context that
// ended.
//
// A photo is looked up by the path in the roster, at the cost of one stat. Where nothing exists, the
// spellings that are the same name are tried: NFC and NFD, \ and /. Any other similar path (letter
// case, extension, encoding, folder) is suggested and never used, as it may show another person.
// Suggestions come from listings that are read once: that of a folder when a photo is missing in it,
// and that of the whole tree when one is found nowhere else. They hold 300,000 names, 150,000 of a
// folder, in some 50 MB; beyond that, exact names are still found, and a message says that the search
// was incomplete.
//
// A photo's Key is the sha256 of its bytes. Only a finding with a Key is about the bytes, and is valid
// for as long as the file's Stamp and Rules stay the same. One without a Key is about the disk as it
// was at that moment (a change of mode does not show in the Stamp) and must be checked again.
//
// Read reads photos for sending. It reserves the room for all photos of a call at once, so that two
// calls never deadlock over half of it, and it verifies every hash: bytes that were not judged are
// never returned.
//
// Every file is opened through os.Root: no path, and no symbolic link, leads out of the photo folder.
// A link whose target is absolute is refused too, even if it points inside. Listings follow no link,
// and a file is suggested only after it was found through the root.
package preflight
