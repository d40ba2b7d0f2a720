package charset

import (
	"flag"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"testing"
)

var rosters = flag.Int("rosters", 100, "judge so many random rosters of each charset and size")

// population is people who use a charset.
type population struct {
	label  string
	people *people
	change func(*rand.Rand, string) string // a peculiarity of rosters in this charset
}

var populations = func() []population {
	all := []population{
		{"gb18030", &chinese, nil}, {"gb18030", &chinese, mixed}, {"gb18030", &traditionalChinese, nil},
		{"big5", &traditionalChinese, nil}, {"euc-kr", &korean, nil}, {"euc-jp", &japanese, nil}, {"shift_jis", &japanese, nil}, {"shift_jis", &japanese, halfwidth},
		{"windows-1251", &russian, patronymic}, {"koi8-r", &russian, patronymic}, {"koi8-u", &russian, nil}, {"iso-8859-5", &russian, nil}, {"ibm866", &russian, nil}, {"x-mac-cyrillic", &russian, nil},
		{"windows-874", &thai, nil}, {"windows-1253", &greek, nil}, {"iso-8859-7", &greek, nil},
		{"windows-1252", &western, nil}, {"macintosh", &western, nil}, {"ibm850", &western, nil}, {"ibm437", &western, nil},
		{"windows-1250", &central, nil}, {"iso-8859-2", &central, nil}, {"ibm852", &central, nil}, {"windows-1254", &turkish, nil},
		{"windows-1255", &hebrew, nil}, {"windows-1256", &arabic, nil}, {"iso-8859-6", &arabic, nil}, {"windows-1258", &vietnamese, nil},
	}
	for _, p := range []*people{&chinese, &traditionalChinese, &korean, &japanese, &russian, &thai, &greek, &western, &central, &turkish, &hebrew, &arabic, &vietnamese} {
		all = append(all, population{"UTF-8", p, nil})
	}
	for i := range elsewhere {
		all = append(all, population{"UTF-8", &elsewhere[i], nil})
	}
	return all
}()

func mixed(r *rand.Rand, name string) string {
	switch r.IntN(6) {
	case 0:
		return pick(r, strings.Fields("Anna John Maria Peter")) + " " + pick(r, strings.Fields("Smith Lee Wang Brown"))
	case 1:
		return minority[r.IntN(len(minority))]
	case 2:
		return name + "(" + pick(r, strings.Fields("Tom Amy Lucy Jack")) + ")"
	}
	return name
}

func patronymic(r *rand.Rand, name string) string {
	if r.IntN(4) == 0 {
		return name + " " + patronymics[r.IntN(len(patronymics))]
	}
	return name
}

var narrow = strings.NewReplacer(strings.Fields("ア ｱ イ ｲ ウ ｳ エ ｴ オ ｵ カ ｶ キ ｷ ク ｸ ケ ｹ コ ｺ サ ｻ シ ｼ ス ｽ セ ｾ ソ ｿ タ ﾀ チ ﾁ ツ ﾂ テ ﾃ ト ﾄ ナ ﾅ ニ ﾆ ヌ ﾇ ネ ﾈ ノ ﾉ ハ ﾊ ヒ ﾋ フ ﾌ ヘ ﾍ ホ ﾎ マ ﾏ ミ ﾐ ム ﾑ メ ﾒ モ ﾓ ヤ ﾔ ユ ﾕ ヨ ﾖ ラ ﾗ リ ﾘ ル ﾙ レ ﾚ ロ ﾛ ワ ﾜ ン ﾝ ガ ｶﾞ ギ ｷﾞ グ ｸﾞ ゲ ｹﾞ ゴ ｺﾞ ザ ｻﾞ ジ ｼﾞ ズ ｽﾞ ゼ ｾﾞ ゾ ｿﾞ ダ ﾀﾞ デ ﾃﾞ ド ﾄﾞ バ ﾊﾞ ビ ﾋﾞ ブ ﾌﾞ ベ ﾍﾞ ボ ﾎﾞ パ ﾊﾟ ピ ﾋﾟ ャ ｬ ュ ｭ ョ ｮ ッ ｯ ー ｰ")...)

// halfwidth returns names as Japanese banks write them.
func halfwidth(r *rand.Rand, _ string) string {
	name := pick(r, strings.Fields("サトウ スズキ タカハシ タナカ イトウ ワタナベ ヤマモト ナカムラ コバヤシ カトウ ヨシダ ヤマダ ササキ マツモト イノウエ キムラ ハヤシ シミズ モリ アベ イケダ ハシモト オノ リン キム リ オウ ミウラ アオキ ノグチ")) + pick(r, []string{" ", "", " "}) +
		pick(r, strings.Fields("タロウ ハナコ ケン ミカ リカ ユミ アイ マコト ヒロシ サクラ アオイ ハルト レン ユイ メイ ミオ リオ ナオ ミナ エリ ショウ ダイスケ ケンタ タクヤ ジュン カオリ トモコ キヨシ ススム イサム"))
	return narrow.Replace(name)
}

func (p population) String() string {
	s := p.label + " " + p.people.nation
	if p.change != nil {
		s += " +"
	}
	return s
}

func (p population) names(r *rand.Rand, encode func(string) (string, error), n int) []string {
	if p.change == nil {
		return p.people.roster(r, encode, n)
	}
	changed := *p.people
	return changed.roster(r, func(name string) (string, error) { return encode(p.change(r, name)) }, n)
}

type tally struct{ right, refused, wrong int }

func (t tally) String() string { return fmt.Sprintf("%d/%d/%d", t.right, t.refused, t.wrong) }

// TestGuesses judges random rosters. None may be read wrongly, and of those in UTF-8 fewer than one in
// a thousand may be refused.
func TestGuesses(t *testing.T) {
	var mu sync.Mutex
	gate := make(chan bool, runtime.NumCPU())
	var wg sync.WaitGroup
	lines := map[string]string{}
	for _, p := range populations {
		for _, n := range []int{1, 4, 20, 100} {
			wg.Go(func() {
				gate <- true
				defer func() { <-gate }()
				got := p.judge(t, n)
				mu.Lock()
				defer mu.Unlock()
				lines[p.String()+fmt.Sprint(n)] = got.String()
			})
		}
	}
	wg.Wait()
	for _, p := range populations {
		t.Logf("%-40s %20s %20s %20s %20s", p, lines[p.String()+"1"], lines[p.String()+"4"], lines[p.String()+"20"], lines[p.String()+"100"])
	}
}

func (p population) judge(t *testing.T, n int) (got tally) {
	encode := encoder(t, p.label)
	want, err := Named(p.label)
	if err != nil {
		t.Error(err)
	}
	seed := fnv.New64()
	fmt.Fprint(seed, p, n)
	r := rand.New(rand.NewPCG(seed.Sum64(), 20261128))
	count := *rosters
	if count < 1000 {
		count = max(10, count*4/(n+3)) // large ones are slow, and fail less
	}
	shown := 0
	for range count {
		names := p.names(r, encode, n)
		var e Evidence
		for _, name := range names {
			e.Name([]byte(name))
		}
		switch c, ok := e.proven(); {
		case !ok:
			if got.refused++; want == UTF8 && shown < 3 {
				shown++
				t.Logf("%s is refused: %q", p, names)
			}
		case c == want:
			got.right++
		default:
			got.wrong++
			if shown < 3 {
				shown++
				t.Errorf("%s is taken for %s: %q = %q", p, c, c.Decode([]byte(strings.Join(names, ","))), want.Decode([]byte(strings.Join(names, ","))))
			}
		}
	}
	if want == UTF8 && got.refused*1000 > count {
		t.Errorf("%s, %d names: %d of %d are refused", p, n, got.refused, count)
	}
	return got
}
