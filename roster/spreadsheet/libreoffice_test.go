//go:build libreoffice

package spreadsheet_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"enroll.example/enroll/roster"
	"enroll.example/enroll/roster/spreadsheet"
)

// office is a LibreOffice with a profile of its own.
type office struct {
	t   *testing.T
	dir string
}

func newOffice(t *testing.T) *office {
	if _, err := exec.LookPath("soffice"); err != nil {
		t.Fatal("LibreOffice is not installed: there is no soffice")
	}
	return &office{t: t, dir: t.TempDir()}
}

// run runs soffice once, for two minutes at most; it takes one second.
func (o *office) run(args ...string) string {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(o.t.Context(), 2*time.Minute)
	defer cancel()
	profile := "-env:UserInstallation=file://" + filepath.ToSlash(filepath.Join(o.dir, "profile"))
	cmd := exec.CommandContext(ctx, "soffice", append([]string{profile, "--headless"}, args...)...)
	cmd.Env = append(os.Environ(), "HOME="+o.dir, "LC_ALL=C.UTF-8", "TZ=UTC")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // soffice is a script: kill the whole group
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 10 * time.Second
	out, err := cmd.CombinedOutput()
	if err != nil {
		o.t.Fatalf("soffice %s: %v\n%s", args, err, out)
	}
	return string(out)
}

// language is a setting of the dialog with which LibreOffice opens a CSV file.
type language struct {
	name    string
	code    int
	special bool // "Detect special numbers": dates, times, percentages, money, truth values
}

var languages = []language{
	{"en-US", 1033, false}, {"en-US, special", 1033, true},
	{"zh-CN", 2052, false}, {"zh-CN, special", 2052, true},
	{"de-DE", 1031, false}, {"de-DE, special", 1031, true},
}

// resave opens a CSV file, saves it as XLSX, opens that and saves it as CSV. It returns the rows below
// the header, as many as there were.
func (o *office) resave(text []byte, l language, rows int) [][]string {
	o.t.Helper()
	book, back := filepath.Join(o.dir, "book"), filepath.Join(o.dir, "back")
	in := filepath.Join(o.dir, "errors.csv")
	if err := os.WriteFile(in, text, 0o600); err != nil {
		o.t.Fatal(err)
	}
	// comma, quote, UTF-8, from the first line, default columns, language, quoted cells are read like
	// others, special numbers
	o.run(fmt.Sprintf("--infilter=CSV:44,34,76,1,,%d,false,%t", l.code, l.special), "--convert-to", "xlsx", "--outdir", book, in)
	o.run("--convert-to", fmt.Sprintf("csv:Text - txt - csv (StarCalc):44,34,76,1,,%d", l.code), "--outdir", back, filepath.Join(book, "errors.xlsx"))
	records := o.read(filepath.Join(back, "errors.csv"))
	if len(records) != rows+1 {
		o.t.Fatalf("%s: %d rows came back, and %d were written", l.name, len(records)-1, rows)
	}
	return records[1:]
}

func (o *office) read(path string) [][]string {
	o.t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		o.t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\uFEFF")))).ReadAll()
	if err != nil {
		o.t.Fatal(err)
	}
	return records
}

// nasty are cells that survive only when they are guarded, and some that survive by themselves.
var nasty = []string{
	"00123", "1234567890123456789", "110101199003074518", "123456789012", "1E5", "1-2", "1/2", "3/4", "50%", "TRUE", "true", "=1+1", "+1", "-1", "-x", "@x",
	"'00123", "''", "'", "2026-11-27", "27.11.2026", "10:30", "1.50", "1.5", ".5", "5.", "1,234", "1.234", "(5)", "5-", "$5", "￥5", "€5", "3月1日",
	"二〇二六年三月一日", "MAR-1", "Mar-26", "#N/A", "#REF!", "INF", "NaN", "１２３", "＝1", `="00123"`, `"`, `say "hi"`, "\"quoted\"", " x", "x ",
	" 00123", "00123 ", "\u00A05", "\u3000x", "\tx", "a\tb", "one\ntwo", "\nx", "photos/a-1.jpg;photos/a-2.jpg", "a|b", "emoji 😀", "张伟", "é", "e\u0301",
	"zhang-wei", "A100", "0", "13800000000", "_x0041_", "a\u2028b", "\u200Ex", "WAHR", "1 1/2", "0x10", "1D5", "", strings.Repeat("很长的文字\n", 500) + "end",
}

func TestErrorsRoundTripThroughLibreOffice(t *testing.T) {
	cells := slices.Clone(nasty)
	for _, record := range measurement(t)[1:] {
		cells = append(cells, record[0])
	}
	var out bytes.Buffer
	w := roster.NewWriter(&out, ',')
	_ = w.Write([]string{"person_id", "person_name", "images", "note", "enroll_run"})
	for _, cell := range cells {
		_ = w.Write([]string{cell, "张伟", "photos/a.jpg", cell, "20261127T013728.219Z"})
	}
	w.Flush()
	o := newOffice(t)
	for _, l := range languages {
		for i, record := range o.resave(out.Bytes(), l, len(cells)) {
			for _, column := range []int{0, 3} {
				if got := spreadsheet.Unguard(record[column]); got != cells[i] {
					t.Errorf("%s: %q came back as %q", l.name, cells[i], got)
				}
			}
		}
	}
}

// What LibreOffice changes must be known to Changes, and what it made of a cell to Became. With
// -write, the measurement is saved.
func TestLibreOfficeChangesAreKnown(t *testing.T) {
	o := newOffice(t)
	measured := measurement(t)
	table := make([][]string, len(measured))
	table[0] = []string{"cell"}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	for i, record := range measured {
		if i > 0 {
			table[i] = []string{record[0]}
		}
		_ = w.Write([]string{record[0], "."})
	}
	w.Flush()
	for _, l := range languages {
		table[0] = append(table[0], l.name)
		for i, record := range o.resave(out.Bytes(), l, len(measured)-1) {
			was, now := measured[i+1][0], record[0]
			table[i+1] = append(table[i+1], changed(was, now))
			checkChange(t, l.name, was, now)
		}
	}
	if *write {
		writeDown(t, table, o.run("--version"))
	}
}

// changed returns "" for a cell that was not changed.
func changed(was, now string) string {
	if was == now {
		return ""
	}
	return now
}

func writeDown(t *testing.T, table [][]string, version string) {
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(table); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("testdata", "libreoffice.csv"), out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Logf("written down from %s", version)
}
