package main

import (
	"strings"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/samples/face"

	"github.com/disintegration/imaging"
)

// refused adds all people who are refused, each for one reason.
func (s *sample) refused() {
	s.refusedFiles()
	s.refusedPictures()
	s.refusedRows()
	s.refusedPeople()
	s.refusedFaces()
}

// bad adds a person whose one photo is refused before it is sent.
func (s *sample) bad(person, name, path, code, why string, draw func() []byte) {
	s.row(person, name, "", "staff", s.photo(path, code, draw), "待核对")
	s.expect(person, path, code, why)
}

// refusedFiles are photos that cannot be read.
func (s *sample) refusedFiles() {
	s.bad("he-mei", "何梅", "photos/he-mei-1.jpg", codes.ImageEmpty, "a copy that broke off: no bytes", func() []byte { return nil })
	s.bad("gao-yuan", "高远", "photos/gao-yuan-1.jpg", codes.PhotoMissing, "no such file", nil)
	s.bad("luo-gang", "罗刚", "../archive/luo-gang-1.jpg", codes.PhotoOutside, "outside the photo folder", nil)
	s.bad("song-jia", "宋佳", "photos", codes.PhotoUnreadable, "a folder", nil)
}

// refusedPictures are files that the service would not accept.
func (s *sample) refusedPictures() {
	s.bad("tang-li", "唐丽", "photos/tang-li-1.jpg", codes.PhotoFormat, "a GIF that is named .jpg",
		func() []byte { return gifOf(s.picture("tang-li", 1)) })
	s.bad("xie-ting", "谢婷", "photos/xie-ting-1.jpg", codes.PhotoFormat, "a WebP that is named .jpg",
		func() []byte { return []byte(webp) })
	s.bad("han-bing", "韩冰", "photos/han-bing-1.jpg", codes.PhotoFormat, "the page that a server sent in place of the photo",
		func() []byte { return []byte("<!DOCTYPE html>\n<html><title>404 Not Found</title></html>\n") })

	// The first of two photos is good: the row is partly enrolled.
	cut := s.photo("photos/feng-lei-2.jpg", codes.ImageDecodeFailed, func() []byte {
		whole := s.jpegOf("feng-lei", 2)
		return whole[:len(whole)*2/3]
	})
	s.row("feng-lei", "冯雷", "男", "staff", several(";", s.jpg("feng-lei", 1), cut), "待核对")
	s.expect("feng-lei", cut, codes.ImageDecodeFailed, "a JPG that ends in its middle; the other photo is good")

	s.bad("yu-qian", "于倩", "photos/yu-qian-1.jpg", codes.ImageResolutionTooSmall, "a thumbnail of 50 px",
		func() []byte { return face.EncodeJPEG(face.Draw(s.seedOf("yu-qian"), 1, 50), face.Tag("yu-qian", "")) })
	s.bad("dong-bo", "董博", "photos/dong-bo-1.png", codes.ImageResolutionExceed, "a PNG of 2100 px, where 2000 are taken",
		func() []byte { return s.strip("dong-bo", 2100) })
	s.bad("xiao-he", "萧鹤", "photos/xiao-he-1.png", codes.ImageResolutionExceed, "a PNG of no pixels that claims 40000 x 40000",
		func() []byte { return claimed(40000, 40000) })
	// 1200 x 1200 px of three bytes: only its 5.8 MB of base64 are wrong.
	s.bad("cheng-gong", "程功", "photos/cheng-gong-1.bmp", codes.ImageSizeExceed, "a BMP of over 5 MB of base64",
		func() []byte {
			return bitmap(imaging.Resize(face.Draw(s.seedOf("cheng-gong"), 1, 400), 1200, 1200, imaging.Linear))
		})
}

// refusedRows are rows with invalid values; their photos are good.
func (s *sample) refusedRows() {
	s.rowOf("cao ying", "曹颖", "女", "cao-ying", codes.PersonIDIllegal, "an id with a space")
	s.rowOf("id-"+strings.Repeat("9", 62), "袁枚", "男", "yuan-mei", codes.PersonIDTooLong, "an id of 65 bytes, where 64 are taken")
	s.rowOf("deng-chao", strings.Repeat("很长的名字", 12)+"啊", "男", "deng-chao", codes.PersonNameTooLong, "a name of 61 characters, where 60 are taken")
	s.rowOf("xu-wei", "许薇", "未知", "xu-wei", codes.PersonGenderIllegal, "a gender that is none")
	s.rowOf("fu-ming", "", "男", "fu-ming", codes.ParameterEmpty, "no name")

	s.rowOf("lin-tao", "??", "男", "lin-tao", codes.RosterDestroyed, "a name that an earlier save has destroyed")
	s.rowOf("1.23457E+11", "白雪", "女", "bai-xue", codes.RosterDestroyed, "an id that a spreadsheet has made a number of")

	s.row("shen-yi", "沈逸", "男", "staff", "", "待核对")
	s.expect("shen-yi", "", codes.RosterNoPhoto, "no photo")

	// An unquoted comma makes a row of seven cells under a header of six.
	s.row("zeng-li", "曾莉", "女", "staff", s.jpg("zeng-li", 1), "研发部", "二楼")
	s.expect("zeng-li", "", codes.RosterMalformed, "a cell too many")
}

// rowOf adds a row whose one photo is good; only the row is wrong.
func (s *sample) rowOf(person, name, gender, who, code, why string) {
	s.row(person, name, gender, "staff", s.jpg(who, 1), "待核对")
	s.expect(person, "", code, why)
}

// refusedPeople are people whose rows contradict each other.
func (s *sample) refusedPeople() {
	s.row("peng-yu", "彭宇", "男", "staff", s.jpg("peng-yu", 1), "研发部")
	s.row("peng-yu", "彭于", "男", "staff", s.jpg("peng-yu", 2), "研发部")
	s.expect("peng-yu", "", codes.RosterConflict, "two rows, two names")

	s.row("pan-yue", "潘越", "女", "staff", s.jpg("pan-yue", 1), "研发部")
	s.row("pan-yue", "潘越", "女", "visitors", s.jpg("pan-yue", 2), "研发部")
	s.expect("pan-yue", "", codes.RosterGroupConflict, "two rows, two groups")

	// A spreadsheet may have made one of the other.
	s.rowOf("00731", "方圆", "女", "fang-yuan", codes.RosterAlmostSame, "an id that is another one's but for its zeros")
	s.rowOf("731", "方正", "男", "fang-zheng", codes.RosterAlmostSame, "an id that is another one's but for its zeros")

	// Five are enrolled, the sixth is refused.
	six := []string{s.jpg("yuan-hua", 1), s.jpg("yuan-hua", 2), s.jpg("yuan-hua", 3), s.jpg("yuan-hua", 4), s.jpg("yuan-hua", 5), s.jpg("yuan-hua", 6)}
	s.row("yuan-hua", "袁华", "男", "staff", several(";", six...), "市场部")
	s.expect("yuan-hua", six[5], codes.PersonFaceNumExceed, "six photos, where a person has five")

	// The first row keeps the photo.
	shared := s.jpg("lu-yao", 1)
	s.row("lu-yao", "陆瑶", "女", "staff", shared, "市场部")
	s.row("lu-yuan", "陆远", "男", "staff", shared, "市场部")
	s.expect("lu-yuan", shared, codes.PhotoShared, "the photo of the person above")
}

// refusedFaces pass every local check; the service refuses them.
func (s *sample) refusedFaces() {
	hill := s.photo("photos/jiang-shan-1.jpg", "", func() []byte {
		return face.EncodeJPEG(hills(240), face.Tag("jiang-shan", face.NoFace))
	})
	s.row("jiang-shan", "江山", "男", "staff", hill, "市场部")
	s.expect("jiang-shan", hill, codes.NoFaceInPhoto, "hills, and nobody on them")

	blurred := s.photo("photos/cai-wen-2.jpg", "", func() []byte { return s.blurred("cai-wen", 2) })
	s.row("cai-wen", "蔡文", "女", "staff", several(";", s.jpg("cai-wen", 1), blurred), "市场部")
	s.expect("cai-wen", blurred, codes.FaceQualityNotQualified, "out of focus; the other photo is good")

	// A photo of another person under this person's name.
	other := s.photo("photos/jia-nan-2.jpg", "", func() []byte { return s.jpegOf("somebody-else", 1) })
	s.row("jia-nan", "贾楠", "女", "staff", several(";", s.jpg("jia-nan", 1), other), "市场部")
	s.expect("jia-nan", other, codes.RunFaceMismatch, "somebody else's face; the other photo is good")
}
