package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/pipeline"
	"enroll.example/enroll/roster"
	"enroll.example/enroll/roster/charset"
)

// settings are the flags of run and check.
// Each field is a flag, and so there are many; makesCalls is whether the command has those about calls.
type settings struct {
	makesCalls  bool
	group       string
	createGroup bool
	ex          map[string]string
	columns     map[string]string
	encoding    string
	accept      []string
	minRows     int
	maxShrink   string
	simulate    bool
	endpoint    string
	region      string
	dir         string
	images      string
	qps         ceiling
	share       float64
	pacing      string
	workers     int
	existing    string
	alone       bool
	retry       bool
	quality     int
	unique      int
	threshold   int
	rotate      bool
	maxErrors   string
	maxDuration time.Duration
	price       float64
	progress    string
	logFormat   string
	quiet       bool
	verbose     bool
}

// local are the flags that make sense without a call.
func (s *settings) local(f *pflag.FlagSet) {
	f.StringVar(&s.group, "group", "", "`ID` of the group for rows without a group_id")
	f.StringToStringVar(&s.ex, "ex", nil, "`field=column` for the group's custom description fields 0 to 4 (default the columns ex_0 to ex_4)")
	f.StringToStringVar(&s.columns, "map", nil, "`known=column`: the name of a known column in this roster's header, such as person_id=Number")
	f.StringVar(&s.encoding, "encoding", "", "`name` of the roster's encoding if the file does not prove it, such as gb18030 or euc-kr (remembered for errors.csv)")
	f.StringSliceVar(&s.accept, "accept", nil, "accept `what` is otherwise refused: almost-same, IDs that differ only in leading zeros, case or width")
	f.IntVar(&s.minRows, "min-rows", 0, "make no call if the roster has fewer `rows` than this")
	f.StringVar(&s.maxShrink, "max-shrink", "", "make no call if the roster has lost more than this `share` of its rows, such as 20%, since it was last read to the end")
	for _, name := range []string{"ex", "map"} {
		f.Lookup(name).DefValue = "" // not the brackets of an empty list
	}
	f.StringVar(&s.dir, "dir", "", "`folder` for the journal and the reports (default the roster's name with .enroll)")
	f.StringVar(&s.images, "images", "", "root `folder` of all photo paths (default the roster's folder; remembered for errors.csv)")
	s.qps = usualQuota
	f.Var(&s.qps, "qps", "the account's quota for the interface group in `requests` per second, an upper limit; auto measures it")
	f.StringVar(&s.existing, "existing", "report", "`mode` for people who exist but were not enrolled from this folder: report refuses them, add gives them faces")
	f.BoolVar(&s.alone, "alone", false, "no one else writes to these people, so a face left by a call whose reply was lost is ours, not in doubt")
	f.BoolVar(&s.retry, "retry-rejected", false, "send photos again that the service refused, and check again for room")
	f.IntVar(&s.quality, "quality", 0, "QualityControl, a `level` from 0 to 4 (default the service's)")
	f.IntVar(&s.unique, "unique", 0, "UniquePersonControl, a `level` from 0 to 4 (default the service's)")
	f.IntVar(&s.threshold, "match-threshold", 0, "FaceMatchThreshold, a `score` from 0 to 100 (default the service's)")
	f.BoolVar(&s.rotate, "rotate", false, "let the service detect rotated faces")
	f.Float64Var(&s.price, "price", 0.0032, "price of a billed call in `CNY`, for estimates")
	f.StringVar(&s.progress, "progress", "auto", "`how` to show progress: auto, bar, plain, json or none")
	f.StringVar(&s.logFormat, "log-format", "text", "`format` of the log on stderr: text or json")
	f.BoolVar(&s.quiet, "quiet", false, "print nothing but errors")
	f.BoolVar(&s.verbose, "verbose", false, "log every call")
}

// remote are the flags about calls.
func (s *settings) remote(f *pflag.FlagSet) {
	s.makesCalls = true
	f.BoolVar(&s.createGroup, "create-group", false, "create missing groups")
	f.BoolVar(&s.simulate, "simulate", false, "run against a built-in simulator that keeps its state in the run's folder")
	f.StringVar(&s.endpoint, "endpoint", "", "`URL` of the service (default iai.tencentcloudapi.com)")
	f.StringVar(&s.region, "region", "", "region `name`, such as ap-guangzhou; required for the service in China")
	f.Float64Var(&s.share, "quota-share", 1, "`share` of the quota to use, if others use the account too")
	f.StringVar(&s.pacing, "pacing", "smooth", "`how` to space calls: smooth, or locked to the one-second windows in which the service counts")
	f.IntVar(&s.workers, "workers", 0, "maximum number of `people` in flight (default from the rate and the measured latency)")
	f.StringVar(&s.maxErrors, "max-errors", "", "stop if more rows than this `limit` fail: N, or P% from 200 rows on")
	f.DurationVar(&s.maxDuration, "max-duration", 0, "start no new person after this `time`; finish those in flight")
}

// fromEnvironment lets ENROLL_<FLAG> stand for flags that are not given.
func fromEnvironment(c *cobra.Command, _ []string) error {
	var wrong error
	c.Flags().VisitAll(func(f *pflag.Flag) {
		name := "ENROLL_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		value, ok := os.LookupEnv(name)
		if !ok || value == "" || f.Changed || wrong != nil || f.Name == "help" {
			return
		}
		if err := c.Flags().Set(f.Name, value); err != nil {
			wrong = usage(fmt.Errorf("%s=%q in the environment: %w", name, value, err), fmt.Sprintf("it sets --%s", f.Name))
		}
	})
	return wrong
}

// parsed is what the flags ask for, where they are words that must be read first.
type parsed struct {
	columns roster.Options
	options enrollment.Options
	limit   pipeline.Limit
	shrink  float64 // share of the rows that may be lost; 0: any
}

// parse finds what is wrong with the flags before anything is touched.
func (s *settings) parse(f *pflag.FlagSet) (a parsed, err error) {
	if err := s.check(); err != nil {
		return a, err
	}
	if a.columns, err = s.rosterOptions(); err != nil {
		return a, usage(err, "use the names in the header, as in --map person_id=Number and --ex 0=Department")
	}
	if a.columns.Encoding, err = s.charset(); err != nil {
		return a, usage(err, "or save the roster as CSV UTF-8, which needs no flag")
	}
	if a.shrink, err = s.shrink(); err != nil {
		return a, usage(err, "use a share of the rows, such as 20%")
	}
	if a.options, err = s.options(f); err != nil {
		return a, usage(err, "omit it for the service's default")
	}
	if a.limit, err = s.limit(); err != nil {
		return a, usage(err, "use a number of rows, or a share such as 5%")
	}
	return a, nil
}

// check judges the flags that stand for themselves.
func (s *settings) check() error {
	switch {
	case s.workers < 0 || s.workers > pipeline.MaxWorkers:
		return usage(fmt.Errorf("--workers %d: want a number from 1 to %d", s.workers, pipeline.MaxWorkers), "omit it to derive it from the rate and the latency")
	case s.makesCalls && !(s.share > 0 && s.share <= 1):
		return usage(fmt.Errorf("--quota-share %v: want a share above 0 and up to 1", s.share), "0.8 leaves a fifth of the quota to others")
	case s.makesCalls && s.pacing != "smooth" && s.pacing != "locked":
		return usage(fmt.Errorf("--pacing %s: want smooth or locked", s.pacing), "smooth works everywhere; locked uses the last hundredth of a quota that is counted in fixed windows")
	case strings.ContainsFunc(s.region, func(r rune) bool { return r <= ' ' || r > '~' }):
		return usage(fmt.Errorf("--region %q: want one such as ap-guangzhou", s.region), "see the service's documentation for its regions")
	case s.existing != "report" && s.existing != "add":
		return usage(fmt.Errorf("--existing %s: want report or add", s.existing), "report refuses people who exist but were not enrolled from this folder, add gives them faces")
	case !slices.Contains([]string{"auto", "bar", "plain", "json", "none"}, s.progress):
		return usage(fmt.Errorf("--progress %s: want auto, bar, plain, json or none", s.progress), "auto shows a bar on a terminal, otherwise one line per minute")
	case s.logFormat != "text" && s.logFormat != "json":
		return usage(fmt.Errorf("--log-format %s: want text or json", s.logFormat), "text is for people, json for log collectors")
	case s.simulate && s.endpoint != "":
		return usage(errors.New("--simulate and --endpoint cannot be used together"), "to use --endpoint with a simulator, start one with enroll simulate")
	case slices.ContainsFunc(s.accept, func(what string) bool { return what != almostSame }):
		return usage(fmt.Errorf("--accept %s: want almost-same", strings.Join(s.accept, ",")), "it accepts IDs that differ from others only in leading zeros, letter case or width")
	case s.minRows < 0:
		return usage(fmt.Errorf("--min-rows %d: want a number of rows", s.minRows), "omit it to accept a roster of any length")
	case s.maxDuration < 0:
		return usage(fmt.Errorf("--max-duration %v: want a time above 0", s.maxDuration), "for example 90m or 6h")
	case !(s.price >= 0 && s.price < 1e6):
		return usage(fmt.Errorf("--price %v: want 0 or more", s.price), "it is the price of a billed call in CNY, such as 0.0032")
	}
	if s.group != "" {
		if err := roster.CheckGroup(s.group); err != nil {
			return usage(fmt.Errorf("--group: %w", err), "use the group's ID, not its name")
		}
	}
	return nil
}

// options are those passed to the service, where flags gives them; else its defaults.
func (s *settings) options(f *pflag.FlagSet) (enrollment.Options, error) {
	o := enrollment.Options{Rotate: s.rotate}
	for _, n := range []struct {
		flag  string
		value int
		most  int
		to    **int
	}{
		{"quality", s.quality, 4, &o.Quality},
		{"unique", s.unique, 4, &o.Unique},
		{"match-threshold", s.threshold, 100, &o.Threshold},
	} {
		if !f.Changed(n.flag) {
			continue
		}
		if n.value < 0 || n.value > n.most {
			return o, fmt.Errorf("--%s %d: want 0 to %d", n.flag, n.value, n.most)
		}
		*n.to = &n.value
	}
	return o, nil
}

// ceiling is a quota in calls a second, as a flag; 0 stands for auto, which measures it.
type ceiling float64

// auto is how the flag says that the quota is not known.
const auto = "auto"

func (c *ceiling) String() string {
	if *c == 0 {
		return auto
	}
	return strconv.FormatFloat(float64(*c), 'g', -1, 64)
}

// Type is what the flag's help calls its value.
func (c *ceiling) Type() string { return "requests" }

// Set reads the flag.
func (c *ceiling) Set(text string) error {
	if text == auto {
		*c = 0
		return nil
	}
	qps, err := strconv.ParseFloat(text, 64)
	if err != nil || !(qps > 0 && qps <= 10000) { // NaN is neither
		return errors.New("want a number above 0, or auto; the service's quota is 50 when billed per call")
	}
	*c = ceiling(qps)
	return nil
}

// usualQuota is what the service gives when billed per call (docs/service.md, "Quota").
const usualQuota = 50

func (s *settings) policy() enrollment.Policy {
	return enrollment.Policy{
		AddToExisting: s.existing == "add", Alone: s.alone, RetryRejected: s.retry, CreateGroups: s.createGroup,
	}
}

// almostSame is what --accept lets pass.
const almostSame = "almost-same"

func (s *settings) acceptsAlmostSame() bool { return slices.Contains(s.accept, almostSame) }

// charset is the roster's encoding, where it is told; else nil.
func (s *settings) charset() (*charset.Charset, error) {
	if s.encoding == "" {
		return nil, nil
	}
	c, err := charset.Named(s.encoding)
	if err != nil {
		return nil, fmt.Errorf("--encoding %s: %w", s.encoding, err)
	}
	return &c, nil
}

func (s *settings) shrink() (float64, error) {
	if s.maxShrink == "" {
		return 0, nil
	}
	share, ok := strings.CutSuffix(s.maxShrink, "%")
	p, err := strconv.ParseFloat(share, 64)
	if !ok || err != nil || !(p > 0 && p < 100) {
		return 0, fmt.Errorf("--max-shrink %s: want a share above 0%% and below 100%%", s.maxShrink)
	}
	return p / 100, nil
}

func (s *settings) limit() (pipeline.Limit, error) {
	if s.maxErrors == "" {
		return pipeline.Limit{}, nil
	}
	if share, ok := strings.CutSuffix(s.maxErrors, "%"); ok {
		p, err := strconv.ParseFloat(share, 64)
		if err != nil || !(p > 0 && p <= 100) {
			return pipeline.Limit{}, fmt.Errorf("--max-errors %s: want a share above 0%% and up to 100%%", s.maxErrors)
		}
		return pipeline.Limit{Percent: p, Set: true}, nil
	}
	n, err := strconv.Atoi(s.maxErrors)
	if err != nil || n < 0 {
		return pipeline.Limit{}, fmt.Errorf("--max-errors %s: want a number of rows or a share", s.maxErrors)
	}
	return pipeline.Limit{Rows: n, Set: true}, nil
}

func (s *settings) rosterOptions() (roster.Options, error) {
	o := roster.Options{Map: s.columns, Ex: map[int]string{}}
	for known := range s.columns {
		if !slices.Contains(roster.Columns(), known) {
			return o, fmt.Errorf("--map %s: no such column: want one of %s", known, strings.Join(roster.Columns(), ", "))
		}
	}
	for k, column := range s.ex {
		i, err := strconv.Atoi(k)
		if err != nil || i < 0 || i > 4 {
			return o, fmt.Errorf("--ex %s=%s: want a field from 0 to 4", k, column)
		}
		o.Ex[i] = column
	}
	return o, nil
}
