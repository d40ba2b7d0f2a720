package roster_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"
	"path/filepath"

	"enroll.example/enroll/roster"
)

// write makes a roster in a folder of its own.
func write(text string) (path string, remove func()) {
	dir, err := os.MkdirTemp("", "roster")
	if err != nil {
		log.Fatal(err)
	}
	path = filepath.Join(dir, "people.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		log.Fatal(err)
	}
	return path, func() { os.RemoveAll(dir) }
}

// A roster is read row by row. A row says everything that is wrong with it, and the reading goes on.
func Example() {
	path, remove := write("工号;姓名;性别;照片\n" +
		"0001;张伟;男;zhang.jpg\n" +
		"00*2;李娜;女;li-1.jpg|li-2.jpg\n")
	defer remove()

	f, err := roster.Open(path, roster.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	for {
		row, err := f.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			log.Fatal(err) // a *roster.Broken: what follows cannot be told apart
		}
		fmt.Println(row.Line, row.PersonID, row.Name, row.Gender, len(row.Photos))
		for _, fault := range row.Faults {
			fmt.Println("  ", fault.Field, fault.Code)
		}
	}
	fmt.Println(f.Format().Encoding, f.Format().Separator)

	// Output:
	// 2 0001 张伟 1 1
	// 3 00*2 李娜 2 2
	//    工号 InvalidParameterValue.PersonIdIllegal
	// UTF-8 semicolon
}

// A file that is no roster is refused with a hint.
func ExampleOpen_unusable() {
	path, remove := write("name,department\nAna,sales\n")
	defer remove()

	_, err := roster.Open(path, roster.Options{})
	var unusable *roster.Unusable
	if errors.As(err, &unusable) {
		fmt.Println("refused, with a hint:", unusable.Hint() != "")
	}
	_, err = roster.Open(filepath.Join(filepath.Dir(path), "no.csv"), roster.Options{})
	fmt.Println("not there:", errors.Is(err, fs.ErrNotExist))

	// Output:
	// refused, with a hint: true
	// not there: true
}

// All rows of one person say together who that is. Empty cells say nothing.
func ExampleMerge() {
	rows := []roster.Row{
		{Line: 2, PersonID: "ana", Name: "Ana", Photos: []roster.Photo{{Path: "ana-1.jpg"}}},
		{Line: 3, PersonID: "ana", Gender: "2", Photos: []roster.Photo{{Path: "ana-2.jpg"}}},
	}
	person, refused := roster.Merge(rows, roster.Person{Group: "staff"})
	fmt.Println(person.Name, person.Gender, person.Group, len(refused))

	rows[1].Name = "Anna"
	_, refused = roster.Merge(rows, roster.Person{Group: "staff"})
	for _, line := range []int{2, 3} {
		fmt.Println(line, refused[line].Code)
	}

	// Output:
	// Ana 2 staff 0
	// 2 Roster.Conflict
	// 3 Roster.Conflict
}

// Cells that a spreadsheet would change are guarded, and the guard is taken off again.
func ExampleGuard() {
	for _, cell := range []string{"00123", "=1+1", "Ana", "'tis"} {
		guarded := roster.Guard(cell)
		fmt.Println(guarded, roster.Unguard(guarded) == cell)
	}

	// Output:
	// '00123 true
	// '=1+1 true
	// Ana true
	// ''tis true
}

// Ids that differ only in leading zeros, letter case or width are taken for each other by people.
func ExampleLikeness() {
	fmt.Println(roster.Likeness("00A7") == roster.Likeness("ａ7"))
	fmt.Println(roster.Likeness("A7") == roster.Likeness("A8"))

	// Output:
	// true
	// false
}
