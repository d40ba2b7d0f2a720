package charset

import (
	"strings"
	"sync"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// surnames of one character, from common to rare; the number is how many of 100,000 people
// bear each one of a line, roughly. The order and the shares follow the counts of the Ministry
// of Public Security (its reports on names, 2018 to 2021) and of the household register of 2008.
var surnames = tiers(
	tier{7000, "王李"}, tier{6000, "张"}, tier{4800, "刘陈"}, tier{3000, "杨"}, tier{2000, "黄赵吴周"}, tier{1400, "徐孙马朱胡"},
	tier{1100, "郭何林高罗"}, tier{800, "郑梁谢宋唐许韩邓冯曹"}, tier{600, "彭曾肖田董潘袁蔡蒋余"},
	tier{450, "于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖"}, tier{330, "石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷"},
	tier{230, "龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文"},
	tier{150, "施洪季伍柳邢温安樊倪颜牛梅鲁俞耿葛欧殷聂章翟申左焦包祝兰关柴毕庞岳齐舒庄"},
	tier{90, "童阮纪凌涂喻路祁裴苗霍辛靳盛管翁尤曲单谷成詹牟游冉甘华符代解柯宁蒙房饶卜鲍屈滕冯蒲艾"},
	tier{55, "时尚司车项缪芦农卓窦褚娄古景宫戚连费党冷晏米席柏卫宗岑佟边瞿麦桂沙臧全闵普姬和师苟邬卞应桑隋栾仇商刁简荣寇郎丛仲明"},
	tier{30, "查巫占甄巩虞丘佘苑迟麻池阎敖封鞠谈惠匡官荆郁胥冀乐南邝栗储原燕班楚鄢谌劳皮蔺奚闻粟满楼盘海伊位阚冼强仝索银计都终来权危井阳"},
	tier{12, "木冶慕茅狄花水云嵇幸祖诸贝强计糜松段富巴弓隗山谷侯宓蓬郗仰秋伊仇暴祖武景束龙叶幸韶黎蓟薄印宿怀蒲邰从鄂咸籍卓屠蒙阴胥能苍双闻莘党翟谭贡劳逄姬扶堵冉宰雍却璩濮寿通扈燕郏浦尚农别柴充慕茹习艾鱼容向古慎戈廖庾居衡步耿弘国寇广禄阙东殳沃利蔚越夔隆巢蒯相后红竺盖益桓公逯" +
		"帅揭亓仉佴况凤化卿历及占厉双吉员哈展岩帖幕库庹开征律战才承折投揣撒教敬斗旷晋智曲朴杭枚枝查标栋栗母毋洛涂淡渠湛澹火焉牙玉甫由畅白皇矫矫禚种税竹笪粘线练缑羊羿翦者肇良苌英茆茹荀菅萧蓝虎覃言计谯豆贵赫越蹇郇郜郄郅钦钮铁闪门问隽雒雪青靖革鞏首香高鲜鹿麴齐龚"},
)

// compounds are surnames of two characters.
var compounds = tiers(
	tier{90, "欧阳"}, tier{10, "上官 皇甫 令狐 诸葛 司徒 司马 申屠 夏侯"},
	tier{3, "贺兰 完颜 慕容 尉迟 长孙 拓跋 纳兰 端木 南宫 轩辕 东方 独孤 公孙 宇文 呼延 澹台 太史 闻人 万俟 淳于 单于 公羊 濮阳 钟离 赫连 西门 第五 百里 东郭 乐正 鲜于 闾丘 司空 司寇 巫马 公西 颛孙 壤驷 漆雕 宰父 谷梁 梁丘 左丘 达奚 叶赫 爱新 觉罗 哈斯 乌兰 青格 巴特"},
)

// given are the characters of given names, from common to rare: how many of 100,000
// characters of given names each one of a line is, roughly. The order is that of common
// knowledge and of published name counts; it need not be exact.
var given = tiers(
	tier{1000, "英华文国明玉秀春红兰丽金平建志芳海生军林"},
	tier{550, "荣桂云永梅晓伟德小珍新龙成东清光强世燕霞敏杰凤忠俊江立艳福宏萍刚祥庆飞宝静良学波佳雪辉"},
	tier{330, "娟慧兴洪子香天勇峰美鹏琴爱淑义亚胜丹振家莲月菊全中贵安锋亮喜超涛斌雨莉利宇花仁正阳长洋武兵民雅倩根玲欣浩婷敬思培丰松元瑞一青礼少贤"},
	tier{180, "婷颖琳琪凯晨健鑫磊旭嘉怡怀政源顺泽树彬宁昌富先卫连余朝宗景恩诗雯莹彩素蓉翠巧银邦启晶可权惠维书凡达大士孝开心翔涵博梓轩欢乐梦瑶萌悦依然紫若曼馨茜璐瑜璇珊岩岭川山水河星辰昊睿哲豪帅康远航乾坤钰铭钧锦钟铁钢"},
	tier{100, "彤冰洁纯纪纲经绍继续绪维绮缘群义耀聪育胤臣自至舒航艺芝芬芸苗苑茂茹荷菲萱蓓蕊蕾薇蝶衍西言训诚谦谨豫贞赛跃路轶辅运进远迎通逸道邵郁采铃铮锐镇闯闽闻陵隆雁雄雷霄霖露靖韵韬顶颂风飘驰骏高魁鲁鸣鸿鹤麒麟黎齐龄" +
		"之乃乔也于亭亦京人今从任优会传伦伯伶佩侠信修倍偲偉儒充兆克兰其冠冬凌准凝列创初劲化北千升卓南占卿又双发叔古召史叶合吉同名向君启吟含吴和品哥唐善嗣四圆圣坚城堂培基士夏夕多夫奇奎好妍妙妮妹姗娅娇娜婉婧婵媛嫚嫣孔存季孟宏宜定宛宪宸容宾寅寒寿封尔尚居展屹岚岳峥崇崎崧嵘川州巍工左巧布希帆常平年广庚应庭廷延弘弟张弦彦彪征律得微徽必志忆忍念怜恒恬悠情惜意懿戈成战才扬承抒拓持挺捷授攀放政敦斯方施旗无日旦旺昂昕昭显晋晏晓晖智暄曙曦有朋望朗未本朴权杉材来松柏柔柯栋桃桐梁棋森椿楚楠槐毅毓水永汉汝池沁沐沙沛泉泓法泰洁津洲活流济浦润涓涟淇淳深淼渊渝温湘源滢滔滨漫澄澜灵炎炜炫点炳烁烨烈焕焱煜熙照爽牧特犁珂珠理琦琛琼瑄瑾璋甜田申男界畅白百皓盈益盛真睦石硕祖祯禄禹秉科秋程稳立竹笑筠筱紅素索细绣绿罗美翊翰老耘胜腾自良色节苏英范荟莎莺菁萍蓝蔚"},
	tier{45, "一丁七万三上下与丕丘业丛东两严中临丹为主久义乐九习书买争二云五井亨享亮仕代令以仪仲件价份企伊伍休众伙伸位住体何作你佑佟使例供依侃侄侨促保俏俐俗俞倪值倩债候倾假健偶停偏储傅傲像允兄先入八公六关兵具养兼内再军农冕冲决况冶净凉几凤凯击分刘则刚利别前剑力功加务助劝努劳势勃勉勋勤包匀区医十午半单博卡印卫危即却厚原去县参友反受变叙口句只叫可台右号司吃各后吕员周命咏哈响唯商善喆喻嘉器团园困固国图在地场坡坤垒型埔域塘塬墨士声壮处备复太央失头奔女奴如妤始姑委姜姚姿娄娣娥娴婕婴媚嫦字孙学宋完实宣室宫害家密寄寨对寻导小就尧尹展山岗峙峻巨己巴市师带席帮幸幼庄序库店度庞廉建异式弓引弱强彭形影往待很徐徒徕御循心忠快怀态怡性总恺恭息悟惟愉感愿慈慎慕慷成所手打托扶技抗折报抱招拥拯拾指按振据掌接推插握援摇撑支收改攻敏教散敬数整斗料新旋旌旎族既早时旻昆易映昱是晔景晴暖暮曹曼更曾最月服朔朵木札权李杏村杜束条杨杭板构枝枫架柱标栩校样核格桦梧梨检棠椒楷榕榜樊模樱橙欧歆歌正步殿每比毛氏民气沂沈沧河治沿泊波注泳洛洪洵派流测浓浪浴消涌涛润淋淑淞淡清渤游湖溢溪滋满演潇潘潜潮潼澍激濛濠瀚灏火灿炅炉炯烟热焰煊熠燃燊爵父片牛物犇独狄献玄率王玖玛玫环玥玮珈珉珍珑珞珩班球琅琉琨琬琰琳琴琵瑗瑛瑞瑢璞璟璧瓊瓒生用由甫电留略番疆登皎皖益盟目直相省眉看着矢知砚破碧磊礁示社祎祝神祺福秀秋秦穆空章端竞笛符笙答策筝简箐管米粉精糖系紫约级纬纳纶线练组绅终经结绚绛统绢缇缤网罡羊羚羽群翎翼者耕职联肃股肖肇胡能脉致舜船良艾芃芊芙芦芮芷芹苇苒若茗荃莆莘莞莱菀萃萧葆葛董葵蒙蓬蔡蕙蕴薪虎虹蓝行街衡裕西见观觅解计记讯许论设证评识诏译试诗话详语说诺课谊谋谢谣象豹贝财贡货质购贵贸费资赐赞赢赫起超越足跟踪车转轮软轻载较辞边达过近返还这连迪述送适选逍途速造逢遇遥邓邦邱部郎都酉里重野量金鉴针钊钗钦铎铛银链锋错锡锦键锴镜长门问闲间阁阅队阮防阵际陆陈降院除隐隽集雍零雷霆霜霁青非革音页项顾预领颜额飚食首骁骐骥骞高鲲鲜鸥鹃鹏鹰黄黛默鼎齐"},
)

// transliterated are the characters in which names of other tongues are written: 买买提·艾力,
// 约翰·史密斯.
var transliterated = tiers(
	tier{1700, "阿尔木提买力艾古丽依斯娜拉汗里吐江别克巴马哈布孜沙克德热米玛合苏达卡塔"},
	tier{700, "乌努尼萨其亚吾日扎西次仁多吉央金旦增卓洛桑丹顿珠格勒嘉措美朵特根图雅朝鲁孟和那顺宝音约翰史密森安东罗伯托杰逊迈克彼得保玛丽亚历山大威廉查理詹姆"},
	tier{250, "热孜万古丽再努尔麦麦提帕提曼姑坎肉吾斯曼茹先祖农赛福鼎司义夏衣力牙哈甫木扎提伊敏江巴哈提贝达吾列穆罕默德法蒂雪莱文森特温斯顿海伦娜凯瑟琳夫诺维奇"},
)

// traditional pairs each simplified character with the older form that GBK also holds.
var traditional = pairs("张張刘劉陈陳杨楊黄黃赵趙吴吳孙孫马馬罗羅郑鄭谢謝许許韩韓邓鄧冯馮萧蕭肖蕭叶葉苏蘇吕呂卢盧钟鍾钟鐘姜薑谭譚陆陸范範贾賈韦韋邹鄒闫閆龙龍" +
	"贺賀顾顧龚龔万萬钱錢严嚴汤湯颜顏鲁魯欧歐聂聶庄莊齐齊纪紀兰蘭关關毕畢华華宁寧饶饒连連费費冯馮杰傑国國丽麗红紅军軍云雲伟偉晓曉荣榮桂桂宝寶强強" +
	"凤鳳艳艷刚剛庆慶飞飛学學辉輝兴興娟娟峰峯鹏鵬爱愛义義亚亞胜勝莲蓮贵貴锋鋒涛濤兴興东東长長阳陽颖穎凯凱健健鑫鑫泽澤树樹卫衛诗詩莹瑩银銀启啟维維" +
	"书書达達开開乐樂梦夢铭銘钧鈞锦錦铁鐵钢鋼洁潔纯純纲綱经經绍紹继繼续續绪緒缘緣聪聰艺藝贞貞赛賽跃躍轶軼辅輔运運进進远遠铃鈴锐銳镇鎮闻聞灵靈" +
	"韵韻顶頂颂頌风風骏駿鸣鳴鸿鴻鹤鶴龄齡乔喬优優会會传傳伦倫侠俠创創劲勁双雙发發圣聖坚堅娅婭娇嬌婵嬋宪憲宾賓岚嵐岭嶺峥崢嵘嶸广廣应應弯彎征徵" +
	"怀懷恒恆恺愷战戰扬揚显顯晋晉晖暉权權来來栋棟汉漢泽澤浅淺济濟润潤渊淵湾灣涟漣滨濱灿燦炜煒烨燁焕煥尔爾琼瓊瑶瑤玮瑋环環珑瓏畅暢硕碩祯禎稳穩" +
	"简簡绮綺罗羅群羣翘翹芦蘆苍蒼莎莎莺鶯蓝藍蔼藹诚誠谦謙谨謹贤賢资資赐賜赞贊车車轩軒轻輕辞辭边邊迈邁选選逊遜邦邦郁鬱钦欽钰鈺铎鐸锡錫键鍵镜鏡" +
	"闵閔阅閱际際隐隱难難静靜韬韜项項须須领領频頻题題骁驍骥驥鲜鮮鲲鯤鸾鸞麦麥黄黃齐齊龚龔庞龐缪繆芦蘆窦竇娄婁党黨应應简簡丛叢虞虞谈談储儲蓝藍涂塗骆駱赖賴")

type tier struct {
	share float64 // of 100,000, each
	all   string
}

// tiers gives the surprise of each, in bits; of several tiers the most common one counts.
func tiers(all ...tier) map[string]float64 {
	bits := map[string]float64{}
	for _, t := range all {
		for _, s := range entries(t.all) {
			if _, ok := bits[s]; !ok {
				bits[s] = surprise(t.share / 100_000)
			}
		}
	}
	return bits
}

// entries are the words of a list, or its characters when it is one word.
func entries(list string) []string {
	if strings.Contains(list, " ") {
		return strings.Fields(list)
	}
	return strings.Split(list, "")
}

func pairs(list string) map[rune]rune {
	simple := map[rune]rune{}
	all := []rune(list)
	for i := 0; i+1 < len(all); i += 2 {
		if all[i] != all[i+1] {
			simple[all[i+1]] = all[i]
		}
	}
	return simple
}

// everyday are the ideographs of GB 2312, which names in the mainland seldom leave.
var everyday = sync.OnceValue(func() map[rune]bool {
	all := map[rune]bool{}
	for lead := 0xB0; lead <= 0xF7; lead++ {
		for trail := 0xA1; trail <= 0xFE; trail++ {
			text, err := simplifiedchinese.GBK.NewDecoder().Bytes([]byte{byte(lead), byte(trail)})
			if r := []rune(string(text)); err == nil && len(r) == 1 && han(r[0]) {
				all[r[0]] = true
			}
		}
	}
	return all
})
