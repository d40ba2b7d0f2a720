package charset

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// people is a nation of random names. The lists were written for the tests, from real names, and
// independently of the lists that the verdict uses: as in life, some names are not in those.
type people struct {
	nation   string
	families []string // from common to rare
	rare     []string // one in twelve is from here
	givens   []string
	chars    []rune // some given names are made of one or two of these
	join     []string
}

// full returns one name as a person may have typed it.
func (p *people) full(r *rand.Rand) string {
	family, given := p.family(r), p.given(r)
	if r.IntN(10) == 0 {
		given += p.between(r) + p.given(r) // a second name, a patronymic
	}
	if r.IntN(4) == 0 && p.nation != "Chinese" && p.nation != "Taiwanese" {
		return given + p.between(r) + family
	}
	return family + p.between(r) + given
}

func (p *people) between(r *rand.Rand) string { return p.join[r.IntN(len(p.join))] }

func (p *people) family(r *rand.Rand) string {
	if p.rare != nil && r.IntN(12) == 0 {
		return pick(r, p.rare)
	}
	all := p.families
	return all[int(float64(len(all))*r.Float64()*r.Float64()*r.Float64())] // the first are the most common
}

func (p *people) given(r *rand.Rand) string {
	if p.chars == nil || r.IntN(3) > 0 {
		return pick(r, p.givens)
	}
	given := string(p.chars[r.IntN(len(p.chars))])
	if r.IntN(4) > 0 {
		given += string(p.chars[r.IntN(len(p.chars))])
	}
	return given
}

func pick(r *rand.Rand, all []string) string { return all[r.IntN(len(all))] }

// A typist writes a whole roster in one style.
type typist func(string) string

func typing(r *rand.Rand) typist {
	switch r.IntN(6) {
	case 0:
		return strings.ToUpper
	case 1:
		return strings.ToLower
	case 2: // FAMILY Given
		return func(name string) string {
			first, rest, _ := strings.Cut(name, " ")
			return strings.ToUpper(first) + " " + rest
		}
	}
	return func(name string) string { return name }
}

// roster returns n names in a charset; names that it cannot encode are left out. At least one name is
// beyond ASCII.
func (p *people) roster(r *rand.Rand, encode func(string) (string, error), n int) []string {
	var all []string
	style := typing(r)
	seen := false
	for len(all) < n {
		name, err := encode(style(p.full(r)))
		if err != nil || len(all) == n-1 && !seen && ascii([]byte(name)) {
			continue
		}
		seen = seen || !ascii([]byte(name))
		all = append(all, name)
	}
	return all
}

func encoder(t testing.TB, label string) func(string) (string, error) {
	t.Helper()
	if label == "UTF-8" {
		return func(s string) (string, error) { return s, nil }
	}
	c, err := Named(label)
	if err != nil {
		t.Fatal(err)
	}
	return c.encoding().NewEncoder().String
}

var (
	space = []string{" "}
	glued = []string{"", "", "", "", " "}
	wide  = []string{"", "", "", " ", "\u3000"}
)

var chinese = people{
	nation: "Chinese",
	families: strings.Fields("王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 高 林 罗 郑 梁 谢 宋 唐 许 韩 冯 邓 曹 彭 曾 肖 田 董 袁 潘 于 蒋 蔡 余 杜 叶 程 苏 魏 吕 丁 任 沈 " +
		"姚 卢 姜 崔 钟 谭 陆 汪 范 金 石 廖 贾 夏 韦 付 方 白 邹 孟 熊 秦 邱 江 尹 薛 闫 段 雷 侯 龙 史 陶 黎 贺 顾 毛 郝 龚 邵 万 钱 严 覃 武 戴 莫 孔 向 汤"),
	rare: strings.Fields("欧阳 司马 上官 诸葛 慕容 令狐 东方 皇甫 尉迟 公孙 夏侯 百里 呼延 端木 仝 逄 亓 昝 胥 晁 佘 郗 蔺 阙 隗 鄢 漆 撒 蹇 禹 敖 谌 檀 茹 濮 粟 宓 鄯 笪 乜 缑 " +
		"仇 冼 劳 卓 邝 查 桂 牟 祁 裴 芮 暴 靳 俱 苟 展 由 晋 丑 操 员 麻 闻 计 国 青 衣 郎 勾 但 冉 宿 扈 来 相 红 铁 楚 揭 原 邸 双 战 降 雍 璩 揣 牧 逯 种 占 巨 母 茶 字 刀 黑 者 税 把 折 恽 钮 喇 禄 依 木 沙 永 苍 才 乌 富 布 那 甫 阿"),
	givens: strings.Fields("伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 超 秀英 霞 平 刚 桂英 建国 建华 志强 秀兰 玉兰 小红 小明 海燕 晓东 子涵 欣怡 梓萱 浩宇 雨轩 诗涵 宇航 一诺 可馨 思远 俊杰 文博 " +
		"佳琪 雪梅 春花 国庆 卫东 爱民 跃进 红卫 凤英 桂芝 淑珍 德才 福生 有才 大海 金龙 长江 永强 立新 新华 学军 晓丽 丽华 美玲 婷婷 雯雯 晨曦 梦瑶 嘉懿 皓轩 睿 翀 喆 犇 淼 骁 昱辰 熠彤 沐宸 奕辰 煜祺 若曦 槿汐 苡沫 芷若 " +
		"玥 璟雯 祎 韪 彧 赟 旻 旸 晟睿 婧 媛媛 鹏飞 天佑 明哲 宏伟 海涛 国栋 家豪 振华 耀祖 光宗 守业 继红 秋菊 冬梅 夏荷 春燕 石头 狗剩 来弟 招娣 铁柱 二妮 满仓 建军 援朝 抗美 解放 向阳 东升 亚男 胜利 月娥 素贞 翠花 彩霞 " +
		"娜娜 莉莉 安琪 安娜 麦克 海伦 卡洛 乐乐 果果 朵朵 豆豆 思思 然 冉冉 逸飞 泽楷 锦程 鸿涛 炫明 懿轩 绍齐 鑫鹏 瑾瑜 聪健 擎苍 擎宇 志泽 弘文 熠彤 鸿煊 苑博 烨霖 昊焱 立轩 哲瀚 语嫣 曼彤 绮梦 寻绿 初夏 忆安 听荷 尔蓝 问筠 半夏 依云"),
	chars: []rune("啊矮岸凹拔白稗板榜贝笨壁编标冰捕采苍插昌潮辰池冲初传窗炊词聪存沓带刀灯滴点吊顶冬豆端盾娥而帆访纷枫伏甘岗格耕弓骨瓜冠归滚果含毫禾黑虹厚湖桦环辉惠火姬笈佳坚茧江礁皎捷津晶久居卷珏君堪刻空库宽葵坤蓝朗磊冷梨力恋良燎林凌留芦鹿旅伦洛满茂玫萌迷绵苗闽鸣牟牧楠能霓年柠农努诺鸥潘培棚霏品坡蒲栖契迁强桥琴晴秋球曲泉燃仁韧绒如润若赛散森沙珊赏韶申神生诗石首疏霜硕丝颂素随笋塔坛桃腾田铁庭童突湾望薇苇温沃舞犀夏仙香骁笑歆星旭雪寻雅彦耀野怡忆翼茵鹰永优雨语渊月云蕴在泽湛彰昭哲珍征芝志中洲竹柱卓子棕祖尊佐昀炘烜翊祺琰玮珩缙萦菡蓁薏旖晗暄曈朔梵榆沅沄洮涵淏湉滟潆澈瀛"),
	join:  []string{"", "", "", "", "", "", "", "", "", " ", "\u3000"},
}

// minority are names from the west and the south of China, and foreigners' in Chinese letters.
var minority = strings.Fields("买买提·艾力 阿卜杜拉·热合曼 古丽娜尔·吐尔逊 努尔·买买提 阿依古丽 扎西顿珠 次仁旺姆 格桑卓玛 巴特尔 乌云其木格 萨仁高娃 玛依拉·阿不都 艾尼瓦尔·玉素甫 麦麦提明 热娜·库尔班 哈斯也提 普布次仁 索朗旺堆 丹增 约翰·史密斯 玛丽·布朗 吉克曲布 阿衣古丽 帕提古丽·艾山 吾买尔江 迪丽热巴·迪力木拉提 仁增多吉 白玛央金 斯琴高娃 呼和")

var traditionalChinese = people{
	nation:   "Taiwanese",
	families: strings.Fields("陳 林 黃 張 李 王 吳 劉 蔡 楊 許 鄭 謝 郭 洪 曾 邱 廖 賴 周 徐 蘇 葉 莊 江 呂 何 羅 高 蕭 潘 簡 朱 鍾 彭 游 詹 胡 施 沈 余 趙 盧 梁 顏 柯 孫 魏 翁 戴 范 宋 方 鄧 杜 侯 傅 曹 薛 阮 丁 馬 卓 溫 董 藍 石 古 紀 唐 蔣 姚 連 歐 馮 程 湯 康 姜 田 汪 白 鄒 尤 巫 涂 龔 嚴 黎 韓 袁 金 童 陸 柳 邵 夏 倪 錢"),
	rare:     strings.Fields("歐陽 張簡 范姜 上官 司徒 諸葛 粘 商 甘 樊 管 練 幸 利 全 聶 宣 凌 魯 喬 鳳 駱 伍 龍 麥 易 謢 瞿 臧 譚 關 霍 鄔 闕"),
	givens:   strings.Fields("淑芬 美玲 雅婷 志明 家豪 俊傑 怡君 淑惠 麗華 建宏 宗翰 冠宇 承恩 品妤 詠晴 子晴 宥廷 柏翰 彥廷 欣怡 佩珊 惠雯 秀英 玉蘭 金龍 國華 文雄 俊雄 正義 進財 添福 天送 罔市 麗卿 素貞 月嬌 寶珠 阿美 志偉 明哲 榮昌 慶豐 聖傑 政憲 鈺婷 筱涵 思妤 羽彤 睿恩 以晨 孝嚴 經國 登輝 水扁 英九 其邁 佳龍 世堅 小明 大同 強 麗 華 偉 靜 雲 鳳 龍 鷹 萬 里 圓 滿"),
	chars:    []rune("愛寶倉長車陳愁傳窗綠達帶單燈島東獨爾發飛風鳳剛歸軌國漢號華懷歡環黃揮輝會積際堅間將講節經靜舉樂禮歷麗憐聯蓮糧靈龍樓蘆羅馬買滿夢綿廟鳴難腦農鵬遷強橋親輕權讓熱榮賽聖勝師詩時書樹順絲頌雖臺談濤鐵聽萬為聞問無霧習戲賢顯現鄉響寫興學勳亞煙嚴陽揚藝義陰銀應擁優魚漁語園遠願雲韻則張這真鎮鄭職質鐘眾專莊資總縱"),
	join:     wide,
}

var korean = people{
	nation:   "Korean",
	families: strings.Fields("김 이 박 최 정 강 조 윤 장 임 한 오 서 신 권 황 안 송 전 홍 유 고 문 양 손 배 조 백 허 남 심 노 하 곽 성 차 주 우 구 나 민 진 지 엄 채 원 천 방 공 현 함 변 염 여 추 도 소 석 선 설 마 길 연 위 표 명 기 반 왕 금 옥 육 인 맹 제 모 탁 국 류 라 림"),
	rare:     strings.Fields("남궁 선우 독고 황보 제갈 사공 어 은 편 용 예 봉 경 사 부 가 복 태 목 형 피 두 감 호 음 빈 동 온 시 좌 갈 팽 승 간 상 화 계 견 당"),
	givens:   strings.Fields("민수 영희 철수 지훈 서연 민준 서준 도윤 예준 시우 하준 지호 주원 지우 하윤 서윤 수아 지아 은우 미영 은주 정숙 영숙 순자 영자 춘자 말순 복순 갑수 병철 상철 성호 동현 현우 준호 재석 호동 태희 혜교 지현 나라 아름 하늘 가람 슬기 보람 한별 별 솔 봄 찬 훈 건 석 혁 용 철 란 옥 자 숙 명수 형돈 준하 홍철 길 진구 경규 국진 봉선 나래 도연 세호 찬호 연아 흥민 강인 희찬 승우 의조 현진 광현 종훈 창민 윤호 유천 준수 재중 서희 길상 홍이 몽주 순신 감찬 문덕 개소문 성계 방원 도전"),
	chars:    []rune("가강건겸경고광교구국권귀규근금기길나남노다단달대덕도동두란래려련령로리림마만매명모목무문미민박반배백범별병보복봉빈사산삼상서석선설섭성세소솔송수숙순슬승시신아안애양언여연열영예오옥온완용우욱운웅원월위유윤율은을의이익인일임자장재전정제조종주준중지진찬창채천철청초춘충치태택하학한해향헌혁현형혜호홍화환황효훈휘흥희"),
	join:     glued,
}

var japanese = people{
	nation:   "Japanese",
	families: strings.Fields("佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水 山崎 森 池田 橋本 阿部 石川 山下 中島 石井 小川 前田 岡田 長谷川 藤田 後藤 近藤 村上 遠藤 青木 坂本 斉藤 福田 太田 西村 藤井 金子 岡本 藤原 中野 三浦 原田 中川 松田 竹内 小野 田村 中山 和田 石田 森田 上田 原 内田 柴田 酒井 宮崎 横山 高木 安藤 宮本 大野 小島 谷口 工藤 今井 高田 増田 丸山 杉山 村田 大塚 新井 小山 平野 藤本 河野 上野 野口 武田 松井 千葉 菅原 岩崎 木下 久保 佐野 野村 松尾 市川 菊地 杉本 古川 大西 島田 水野 桜井 渡部 吉川 山内 西田 飯田 菊池 西川 小松 北村 安田 五十嵐 川口 平田 関 中田 久保田 東 服部 川崎 岩田 土屋 本田 樋口 秋山 田口 永井 山中 中西 吉村 川上"),
	rare:     strings.Fields("薬師寺 勅使河原 小鳥遊 鬼塚 蝦名 鷲尾 辻 堺 鮎川 柊 榊 楠 梶 轟 椎名 雨宮 鳳 宝 全 巌 貝 柳 林田 石 金 呂 王 張 陳 サトウ スズキ タナカ すずき さとう"),
	givens:   strings.Fields("太郎 花子 一郎 次郎 三郎 健 誠 翔 大翔 蓮 陽菜 結衣 美咲 さくら 葵 悠真 湊 樹 恵子 幸子 和子 洋子 節子 清 実 正 勇 茂 浩 隆 明 博 進 弘 大輔 健太 拓也 翔太 達也 直樹 亮 愛 彩 麻衣 舞 香織 由美 真由美 久美子 明美 智子 裕子 京子 順子 文子 千代 ひろし たけし あきら ゆみ あい はなこ タロウ ハナコ ケンジ 龍馬 信長 家康 秀吉 政宗 謙信 龍之介 漱石 鴎外 康成 健三郎 春樹 賢治 啄木 晶子 一葉 治 由紀夫 潤一郎"),
	chars:    []rune("亜愛葵明秋朝飛綾嵐勇育郁泉一維衣稲岩羽海梅永英詠栄衛越園炎桜央翁音恩佳加夏花歌樺芽雅海絵魁凱覚楽活寛環貴希輝季紀菊吉久宮弓京響暁錦琴空薫景桂慶敬恵月健剣弦虎湖吾光孝幸康航香剛紺沙紗彩菜作桜咲皐三山史志紫慈寿秀秋春俊純順初勝匠昇笑上心真深人水瑞成青星晴静雪千仙泉草奏颯蒼太代泰大鷹拓達男丹智茶忠蝶直剃哲典天斗冬桃刀藤徳敦那凪七南虹日乃之葉波梅白帆帆眉美百宝北牧麻万満実岬未蜜椋夢霧名明木矢弥也耶優唯悠由友勇祐裕遊遥陽翼来蘭莉梨里陸律竜涼良倫琳瑠礼麗玲蓮路朗和"),
	join:     wide,
}

var russian = people{
	nation:   "Russian",
	families: strings.Fields("Иванов Смирнов Кузнецов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров Морозов Волков Алексеев Лебедев Семёнов Егоров Павлов Козлов Степанов Николаев Орлов Андреев Макаров Никитин Захаров Зайцев Соловьёв Борисов Яковлев Григорьев Романов Воробьёв Сергеев Кузьмин Фролов Александров Дмитриев Королёв Гусев Киселёв Ильин Максимов Поляков Сорокин Виноградов Ковалёв Белов Медведев Антонов Тарасов Жуков Баранов Филиппов Комаров Давыдов Беляев Герасимов Богданов Осипов Сидоров Матвеев Титов Марков Миронов Крылов Куликов Карпов Власов Мельников Денисов Гаврилов Тихонов Казаков Афанасьев Данилов Савельев Тимофеев Фомин Чернов Абрамов Мартынов Ефимов Федотов Щербаков Назаров Калинин Исаев Чернышёв Быков Маслов Родионов Коновалов Лазарев Воронин Климов Филатов Пономарёв Голубев Кудрявцев Прохоров Наумов Потапов Журавлёв Овчинников Трофимов Леонов Соболев Ермаков Колесников Гончаров Емельянов Никифоров Грачёв Котов Гришин Ефремов Архипов Громов Кириллов Малышев Панов Моисеев Румянцев Акимов Кондратьев Бирюков Горбунов Анисимов Ерёмин Тихомиров Галкин Лукьянов Михеев Скворцов Юдин Белоусов Нестеров Симонов Прокофьев Харитонов Князев Цветков Левин Митрофанов Воронов Аксёнов Софронов Мальцев Логинов Горшков Савин Краснов Майоров Демидов Елисеев Рыбаков Сафонов Плотников Демин Хохлов Фадеев Молчанов Игнатов Литвинов Ершов Ушаков Дементьев Рябов Мухин Калашников Леонтьев Лобанов Кузин Корнеев Евдокимов Бородин Платонов Некрасов Балашов Бобров Жданов Блинов Игнатьев Коротков Муравьёв Крюков Беляков Богомолов Дроздов Лавров Зуев Петухов Ларин Никулин Серов Терентьев Зотов Устинов Фокин Самойлов Константинов Сахаров Шишкин Самсонов Черкасов Чистяков Носов Спиридонов Карасёв Авдеев Воронцов Зверев Владимиров Селезнёв Нечаев Кудряшов Седов Фирсов Андрианов Панфилов Головин Терехов Ульянов Шестаков Агеев Никонов Селиванов Баженов Гордеев Кожевников Пахомов Зимин Костин Широков Филимонов Ларионов Овсянников Сазонов Суворов Нефёдов Корнилов Любимов Львов Горбачёв Копылов Лукин Токарев Кулешов Шилов Большаков Панкратов Родин Шаповалов Покровский Бочаров Никольский Маркин Горелов Агафонов Берёзин Ермолаев Зубков Куприянов Трифонов Масленников Круглов Третьяков Колосов Рожков Артамонов Шмелёв Лаптев Лапшин Федосеев Зиновьев Зорин Уткин Столяров Зубов Ткачёв Дорофеев Антипов Завьялов Свиридов Золотарёв Кулаков Мещеряков Макеев Дьяконов Гуляев Петровский Бондарев Поздняков Панин Кочетков Суханов Рыжов Старостин Калмыков Колобов"),
	rare:     strings.Fields("Ли Ян Цой Ким Пак Хан Ду Лю Ма Ван Шевченко Бойко Коваленко Бондаренко Ткаченко Кравченко Олійник Шевчук Коваль Поліщук Їжак Ґудзь Иванова Петрова Соколова Лобанова Еленина Василенко Боженко Маринина Хазанов Цыганков Щукин Юшков Яшин Эйдельман Стоянов Димитров Георгиев Иванчев Илиев Ангелов Тодоров Христов Живков Желязков Първанов Щерев"),
	givens:   strings.Fields("Иван Анна Мария Елена Ольга Наталья Татьяна Ирина Светлана Екатерина Александр Сергей Владимир Андрей Алексей Дмитрий Николай Михаил Евгений Юрий Виктор Игорь Анатолий Василий Олег Павел Роман Артём Максим Денис Антон Илья Кирилл Никита Егор Глеб Лев Яна Юлия Алла Нина Вера Любовь Надежда София Дарья Полина Алиса Ева Ия Зоя Рая Фёдор Пётр Семён Борис Вася Петя Коля Оля Лена Маша Саша Катя Аня Эдуард Эмма Юлиан Ярослав Святослав Тарас Богдан Остап Оксана Марійка Софія Юрій Андрій Сергій Олексій Ганна Марія Люба Лада Цветана Стоян Петко Живко Радка"),
	join:     space,
}

var patronymics = strings.Fields("Иванович Петровна Сергеевич Александровна Николаевич Владимировна Ильич Фёдоровна Андреевич Юрьевна Михайлович Львовна")

var thai = people{
	nation:   "Thai",
	families: strings.Fields("สุขใจ ใจดี ทองดี แก้วมณี ศรีสุข บุญมี แสงทอง วงศ์ใหญ่ จันทร์เพ็ญ พงษ์ไพบูลย์ เจริญสุข รัตนา มีสุข ชัยชนะ สมบูรณ์ สายทอง คำแก้ว อินทร์แก้ว พรหมมา สีดา ทองคำ เพชรรัตน์ ศิริวัฒน์ ณอยุธยา วัฒนา สวัสดี รุ่งเรือง บุญเรือง พันธุ์ดี ปัญญา ชินวัตร เวชชาชีวะ จันทร์โอชา ลิ้มเจริญรัตน์ ตั้งใจ นาคา โพธิ์ทอง ม่วงศรี ดวงแก้ว หอมหวล ภักดี ยอดรัก สมหวัง ธนะรัชต์ กิตติขจร ปราโมช"),
	rare:     strings.Fields("แซ่ลิ้ม แซ่ตั้ง แซ่โค้ว อุ่นเรือน งามพร้อม ฉิมพลี ฤทธิ์ อ้น ญาณ ฐิติ"),
	givens:   strings.Fields("สมชาย สมหญิง ประเสริฐ วิชัย มานะ มานี ปิติ ชูใจ สมศักดิ์ สมพร สุดา นารี อรุณ อรทัย วิไล พิมพ์ใจ กนกวรรณ ณัฐพล ณัฐ ธนพล ธีรเดช พงศกร พีรพล ภานุ ชนินทร์ จิรายุ ชลธิชา ญาญ่า ดารา ทักษิณ ยิ่งลักษณ์ อภิสิทธิ์ ประยุทธ์ เศรษฐา แพทองธาร พิธา ลลิสา กมล ขวัญ คมสัน งามตา จารุ ฉัตร ชัย เดช ต้น ถนอม ทอง นก บัว ปลา ฝน พร ฟ้า ภพ มด ยุ้ย รุ่ง ลม วัน ศรี สาว หมอก อ้อม เอก โอ๋ ใบเฟิร์น ไก่"),
	join:     space,
}

var greek = people{
	nation:   "Greek",
	families: strings.Fields("Παπαδόπουλος Βλάχος Αγγελόπουλος Νικολαΐδης Γεωργίου Παπαδάκης Δημητρίου Οικονόμου Κωνσταντίνου Ιωάννου Παππάς Μακρής Αλεξίου Αντωνίου Χατζής Καραγιάννης Σαμαράς Τσίπρας Μητσοτάκης Βενιζέλος Παπανδρέου Καζαντζάκης Ελύτης Σεφέρης Ρίτσος Θεοδωράκης Ξενάκης Ψαρράς Ζορμπάς Ωνάσης Λαμπράκης Φωτίου Ευαγγέλου Υψηλάντης Έλληνας Άγγελος"),
	givens:   strings.Fields("Γιώργος Μαρία Ελένη Δημήτρης Κώστας Νίκος Γιάννης Κατερίνα Βασιλική Σοφία Αγγελική Χρήστος Παναγιώτης Αθανάσιος Ευάγγελος Μιχάλης Ανδρέας Σπύρος Στέλιος Θανάσης Ζωή Ρέα Ηρώ Φώτης Ξένια Άννα Ήρα Ίρις Τίνα Τάκης Λία Κική Κία Νία Φανή Χαρά Ψυχή Ωραία Υπατία Όλγα Εύα"),
	join:     space,
}

var western = people{
	nation: "Western",
	families: strings.Fields("Müller Schäfer Köhler Krüger Böhm Jäger Größe Weiß García Fernández González Rodríguez López Martínez Sánchez Pérez Gómez Jiménez Núñez Ibáñez Muñoz Peña Silva Gonçalves Araújo Magalhães Conceição Lefèvre Lefébvre Faure Bérénger Benoît Lemaître Garçon Hélène Åberg Öberg Ångström Sjöberg Håkansson " +
		"Jørgensen Sørensen Bødker Møller Ærø Łukasz Guðmundsdóttir Þórðarson Björnsdóttir Ólafsson Smith Jones Nguyen Korhonen Mäkinen Hämäläinen Äyräväinen Çelik Óö"),
	givens: strings.Fields("José María Jörg Zoë François Renée André Chloé Hélène Noël Søren Åse Øyvind Björn Jürgen Günther Käthe Änne Özil Ísak Þór Ævar Ólöf Éva Émile Élodie Inês João Simão Luís Nuño Íñigo Ángel Óscar Úrsula Ann Bob Carl Päivi Yrjö Ülo Õnne Çağrı Ñato"),
	join:   space,
}

var central = people{
	nation:   "Central European",
	families: strings.Fields("Novák Svoboda Novotný Dvořák Černý Procházka Kučera Veselý Horák Němec Pokorný Říha Šimek Žižka Šťastný Kowalski Wiśniewski Wójcik Kamiński Zieliński Szymański Woźniak Dąbrowski Kozłowski Łukasiewicz Żeromski Ślązak Źrebak Ćwik Nagy Kovács Tóth Szabó Horváth Kiss Varga Molnár Németh Őry Űrhegyi Erdős Gőz Popescu Ionescu Dănescu Hînganu Horvat Kovačević Babić Marić Jurić Đurić Čović Šarić Żółć Ółka Śśka Gałązka"),
	givens:   strings.Fields("Jiří Jan Petr Lukáš Tomáš Zdeněk Šárka Žofie Božena Věra Růžena Łucja Małgorzata Elżbieta Stanisław Bożena Zażółć Jaźń Ágnes Éva Ödön Őszike Géza Béla László György Zsófia Ştefan Ioana Ţara Željko Đorđe Čedomir Ščepan Ľubica Ĺudovít Ňurka"),
	join:     space,
}

var turkish = people{
	nation:   "Turkish",
	families: strings.Fields("Yılmaz Kaya Demir Şahin Çelik Yıldız Yıldırım Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan Çetin Kara Koç Kurt Özkan Şimşek Polat Özçelik Ünal Erdoğan Güneş Bozkurt Aksoy Taş Güler Tekin Işık Çakır Şen Acar"),
	givens:   strings.Fields("Mehmet Mustafa Ahmet Ali Hüseyin Hasan İbrahim İsmail Osman Yusuf Murat Ömer Ramazan Fatma Ayşe Emine Hatice Zeynep Elif Şerife Özlem Gülşen Çiğdem Ümit Işıl Şükrü Uğur Tuğçe Özgür Büşra Kübra Gökçe Göğüş"),
	join:     space,
}

var hebrew = people{
	nation:   "Hebrew",
	families: strings.Fields("כהן לוי מזרחי פרץ ביטון דהן אברהם פרידמן מלכה אזולאי כץ יוסף דוד עמר אוחיון חדד גבאי בן-דוד אדרי לוין טל קליין חן שפירא נתניהו בגין רבין פרס שרון גנץ לפיד בנט הרצוג"),
	givens:   strings.Fields("דוד משה יוסף יעקב אברהם דניאל נועם איתי אורי עומר יונתן איתן אריאל שרה רחל לאה רבקה מרים אסתר חנה נועה תמר שירה יעל מאיה טליה אביגיל רוני עדי גיל חן פז צבי קרן"),
	join:     space,
}

var arabic = people{
	nation:   "Arabic",
	families: strings.Fields("محمد أحمد علي حسن حسين إبراهيم عبدالله السيد الخطيب المصري الشامي البغدادي حداد خوري نجار الزهراني القحطاني الغامدي العتيبي المطيري بن-سلمان الهاشمي التميمي عثمان سليمان جابر فارس ناصر شاهين رضا کریمی احمدی محمدی حسینی رضایی"),
	givens:   strings.Fields("محمد أحمد علي فاطمة عائشة زينب مريم خالد عمر يوسف إبراهيم عبد-الرحمن سارة نور ليلى هدى منى رنا سعيد سمير كريم طارق زياد باسل وليد هشام غادة رائد ضحى ظافر ثامر ذكي شيماء آمنة إيمان رؤى ژاله پریسا گلناز"),
	join:     space,
}

var vietnamese = people{
	nation:   "Vietnamese",
	families: strings.Fields("Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý"),
	givens:   strings.Fields("Văn-Anh Thị-Hương Minh Đức Hùng Dũng Tuấn Hải Phúc Thảo Ngọc-Ánh Linh Trang Hà Thu Mỹ Lệ Quỳnh Như Ý Khánh Đạt Thắng Cường Ân Ái Ơn Ứng"),
	join:     space,
}

var elsewhere = []people{
	{nation: "Armenian", families: strings.Fields("Հարությունյան Սարգսյան Գրիգորյան Հովհաննիսյան Խաչատրյան Պետրոսյան"), givens: strings.Fields("Արմեն Տիգրան Անահիտ Նարե Դավիթ Գոռ Լիլիթ Արա Ան"), join: space},
	{nation: "Georgian", families: strings.Fields("ბერიძე კაპანაძე გელაშვილი მაისურაძე გიორგაძე"), givens: strings.Fields("გიორგი ნინო ლაშა თამარ დავით ანა ია"), join: space},
	{nation: "Hindi", families: strings.Fields("शर्मा वर्मा गुप्ता सिंह कुमार पटेल यादव"), givens: strings.Fields("राम सीता अमित प्रिया राहुल अंजलि दीपक ओम"), join: space},
	{nation: "Tamil, Bengali, Amharic, emoji", families: strings.Fields("குமார் রহমান አበበ 😀 Ⅳ ខ្មែរ ລາວ"), givens: strings.Fields("முருகன் আহমেদ ከበደ 🙂 ☆ សុខ ສົມ"), join: space},
	{nation: "African, Baltic and others", families: strings.Fields("Ọláńrewájú Šķēle Žvirblis Əliyev Nǎo Ħabib Ġorġ Ŵyn Kalākaua Ɓala ʻōlelo"), givens: strings.Fields("Ẹniọlá Jānis Ūdris Əhməd Lǜ Ǧ Ŷ Ö Å É Ø Ñ"), join: space},
	{nation: "Kazakh, Serbian, Mongolian", families: strings.Fields("Әбілқайыр Ғабитов Қасымов Ђорђевић Љубић Њежић Чолић Бөхбат Өлзий"), givens: strings.Fields("Нұрсұлтан Әсел Ұлан Ђура Жељко Ћира Ганбаатар Үүлэн Ә"), join: space},
}
