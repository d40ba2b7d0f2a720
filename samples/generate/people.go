package main

import "strings"

// good adds the people whose photos can all be enrolled, each in a different way.
func (s *sample) good() {
	// One to five photos, in one cell, between ; or |.
	s.row("zhang-wei", "张伟", "男", "staff", s.jpg("zhang-wei", 1), "研发部")
	s.row("wang-fang", "王芳", "女", "staff", several(";", s.jpg("wang-fang", 1), s.jpg("wang-fang", 2)), "研发部")
	s.row("li-na", "李娜", "female", "staff", several("|", s.jpg("li-na", 1), s.jpg("li-na", 2), s.jpg("li-na", 3)), "市场部")
	s.row("liu-yang", "刘洋", "m", "staff", several("; ", s.jpg("liu-yang", 1), s.jpg("liu-yang", 2), s.jpg("liu-yang", 3), s.jpg("liu-yang", 4)), "市场部")
	s.row("chen-jing", "陈静", "2", "staff", several(";", s.jpg("chen-jing", 1), s.jpg("chen-jing", 2), s.jpg("chen-jing", 3), s.jpg("chen-jing", 4), s.jpg("chen-jing", 5)), "财务部")

	// All formats.
	s.row("yang-fan", "杨帆", "0", "staff", s.png("yang-fan", 1), "财务部")
	s.row("zhao-lei", "赵磊", "1", "staff", s.bmp("zhao-lei", 1), "财务部")
	s.row("huang-min", "黄敏", "f", "staff", several("|", s.jpg("huang-min", 1), s.png("huang-min", 2), s.bmp("huang-min", 3)), "人事部")

	// One person on two rows, then on three: later rows may leave out what the first one has.
	s.row("zhou-jie", "周杰", "男", "staff", s.jpg("zhou-jie", 1), "人事部")
	s.row("zhou-jie", "周杰", "男", "staff", s.jpg("zhou-jie", 2), "人事部")
	s.row("wu-xia", "吴霞", "女", "staff", several(";", s.jpg("wu-xia", 1), s.jpg("wu-xia", 2)), "法务部")
	s.row("wu-xia", "", "", "", s.png("wu-xia", 3), "")
	s.row("wu-xia", "", "", "", s.jpg("wu-xia", 4), "")

	// A cell of two lines and one with quotes and a comma.
	s.row("xu-tao", "徐涛", "男", "staff", s.jpg("xu-tao", 1), "研发中心\n三楼 \"东区\", 301")

	// Phones store portraits on their side, with an EXIF orientation.
	s.row("sun-yue", "孙悦", "女", "staff", several(";",
		s.photo("photos/sun-yue-1.jpg", "", func() []byte { return s.onItsSide("sun-yue", 1, 6) }),
		s.photo("photos/sun-yue-2.jpg", "", func() []byte { return s.onItsSide("sun-yue", 2, 8) }),
		s.photo("photos/sun-yue-3.jpg", "", func() []byte { return s.onItsSide("sun-yue", 3, 3) })), "法务部")

	// File names: Chinese, with a space, and one with the extension of another accepted format.
	s.row("ma-chao", "马超", "男", "staff", several(";",
		s.photo("photos/马超 证件照.jpg", "", func() []byte { return s.jpegOf("ma-chao", 1) }),
		s.photo("photos/ma-chao-2.jpg", "", func() []byte { return s.pngOf("ma-chao", 2) })), "行政部")

	// Without colours, and with bytes after the end, as some cameras write.
	s.row("zhu-lin", "朱琳", "女", "staff", several(";",
		s.photo("photos/zhu-lin-1.jpg", "", func() []byte { return s.gray("zhu-lin", 1) }),
		s.photo("photos/zhu-lin-2.jpg", "", func() []byte { return append(s.jpegOf("zhu-lin", 2), make([]byte, 512)...) })), "行政部")

	// An id of all the characters that ids may have, 64 bytes long, and a name of 60 characters.
	s.row("A-z_0%9@x#y&"+strings.Repeat("k", 52), strings.Repeat("长", 60), "", "staff", s.jpg("hu-bin", 1), "行政部")

	// The same photo twice is one face, and not a fault.
	twice := s.jpg("guo-hao", 1)
	s.row("guo-hao", "郭浩", "男", "staff", several(";", twice, twice), "行政部")

	// A second group.
	s.row("visitor-001", "Ana-Silva", "female", "visitors", s.jpg("visitor-001", 1), "")
	s.row("visitor-002", "John_Smith", "male", "visitors", several(";", s.jpg("visitor-002", 1), s.png("visitor-002", 2)), "")
	s.row("visitor-003", "林小梅", "女", "visitors", s.jpg("visitor-003", 1), "")
}
