// Package charset detects the charset of a file of names. It does not guess where a wrong guess would
// harm a person: a name that is read wrongly is a person enrolled under a wrong name.
//
// # Proof
//
// Byte order marks and UTF-16 are recognised at a file's beginning (Mark, UnmarkedUTF16). For all else
// the cells of the whole file are evidence, and there are three verdicts:
//
//   - UTF-8, when its valid characters outweigh the cells that are not UTF-8, which then
//     are faults of those rows, and when it makes as much sense of them as any other charset.
//   - GB18030, when the names in it are certainly names that people have.
//   - Unproven, with guesses for a person to choose among, each with the first name as it
//     would be read. Nothing else may be read without being asked for: windows-1251 cannot
//     be told from KOI8-R, or EUC-KR from Big5, with enough certainty.
//
// # How sense is measured
//
// In bits of surprise. Each name is decoded in each charset, and costs as many bits as it is
// surprising for a person's name: surnames by how many people have them, letters and characters of
// given names by how common they are, capitals in unusual places, two scripts in one word, symbols.
// The same names as noise, byte by byte, are the measure of no sense at all. The difference in bits
// between two charsets is the weight of the evidence: ten bits are odds of a thousand to one.
//
// GB18030 has to win by 20 bits over every other charset and over noise, and no name counts for more
// than 12 of them, so that one never decides. Nearly every file is UTF-8, and chance seldom produces
// it, so it only has to be a little better than any other. Where a short Chinese file happens to be
// valid UTF-8 of rare letters (肖雪 is Фѩ), that keeps it from being read so.
//
// The figures were set by random rosters of every charset: at 20 bits none was read wrongly, and the
// most that names of others reached was half of it.
//
// docs/encodings.md has the rule in plain words, and what was measured.
package charset
