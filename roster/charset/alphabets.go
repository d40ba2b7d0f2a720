package charset

import (
	"math"
	"unicode"
)

// alphabet is an alphabetic script.
type alphabet struct {
	script  *unicode.RangeTable
	rarity  float64 // bits that this script costs relative to the others
	letters string  // lower case, from common to rare; in names, and in any language written in this script
	bits    map[rune]float64
}

// alphabets are those of the charsets that may be mistaken for GB18030, and of common UTF-8 text. The
// order of letters need not be exact: one place is a tenth of a bit.
var alphabets = []*alphabet{
	spelled(unicode.Cyrillic, 3, "аоиенврлктсмдпягуьйвбюзхчжшцыэфщёъ"+"іїєґјљњћђџўәғқңөұүһѓќѕӯӣҳҷӨ"),
	spelled(unicode.Greek, 4, "αοιςσνρηετκλπυμγδάθίόέήβχφύώζξωψ"+"ϊϋΐΰ"),
	spelled(unicode.Hebrew, 4, "יואלרהנבמתשדחעקפגסכטזצםןףךץ"+"׳״ְִֵֶַָֹּׁ"),
	spelled(unicode.Arabic, 4, "املينرحدبعهسفوكطقجشزصةىضغخثتذظأآإئؤء"+"یکپچگژہےںٹڑڈُِّ"),
	spelled(unicode.Thai, 4, "านรชสกวิมทพยัลตงีศดณะุ์ปคเญจขบธภผอหูใฐไแ่ำ้ึฤโซฒถฉฟฏฎฆ็ฮื"),
	spelled(unicode.Armenian, 10, "անրիեյսոկմտվհլգդուբշզթպղչքխժծջցձփէօռըֆ"),
	spelled(unicode.Georgian, 10, "აიელრნვსომდთბგუშზკხჯცტქპჩძღფყწჭჰჟ"),
	spelled(unicode.Devanagari, 5, "ारनी्मििसजदवकशपतलहयगणबुेभोूथअषचडधखंघैौझटठओआउइफढञङॉईएऐऊछृ़"),
}

// spelled returns an alphabet with typical letter frequencies: each letter costs a tenth of a bit more
// than the one before, up to a limit.
func spelled(script *unicode.RangeTable, rarity float64, letters string) *alphabet {
	a := &alphabet{script, rarity, letters, map[rune]float64{}}
	all, sum := []rune(letters), 0.0
	for place := range all {
		sum += share(place)
	}
	for place, r := range all {
		if _, ok := a.bits[r]; !ok {
			a.bits[r] = surprise(share(place) / sum)
		}
	}
	return a
}

func share(place int) float64 { return math.Exp(-float64(place)/10) + 0.002 }

// accents are Latin letters beyond ASCII, by how often names have them. A capital that is not listed
// is a little less common than its small letter.
var accents = tiers(
	tier{1000, "éáíóöüäñçãèøåëôêßúćčšžłńśęąřěůâîïışğİ"},
	tier{400, "ÉÁÍÓÖÜÄÑÇØÅŠŽČŁŚÚőűșțăŞţõìòùàźżđæýŻÕơưƠƯĂũŨĩĨ"},
	tier{100, "ďťňľĺŕėįųūāēīōņļķģŋħÿœðþəƏǎǐǒǔǚǜǘǖŵŷċġĊÀÈÌÒÙÂÊÎÔÛËÏÝÞÐÆŒẞŐŰȘȚĞŢĆŃĄĘŘĚŮĎŤŇĽĐĀĒĪŌŪŅĻĶĢ" +
		"ảạấầẩẫậắằẳẵặẻẽẹếềểễệỉịỏọốồổỗộớờởỡợủụứừửữựỳỷỹỵ"},
	tier{30, "ɓɗƙṣĝĉĥĵŝŭǧȩḥḫḍṭẓǩǥʻʼʿʾʹĿŀǫŸĖĮŲ"},
)
