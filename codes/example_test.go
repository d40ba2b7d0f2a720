package codes_test

import (
	"fmt"

	"enroll.example/enroll/codes"
)

// A code has a class, which says what becomes of the call, and tells who can do something.
func ExampleLookup() {
	e := codes.Lookup("FailedOperation.FaceQualityNotQualified")
	fmt.Println("class:", e.Class)
	fmt.Println("at fault:", e.Fault)
	fmt.Println("run it again:", e.Retry())

	// Output:
	// class: photo
	// at fault: photo
	// run it again: after-fix
}

// A code that is new to us is judged by the part that is known. What has no known part is
// ambiguous, so that a write is looked for before it is sent again.
func ExampleLookup_unknown() {
	for _, code := range []string{"ResourceUnavailable.OutOfCredit", "Weather.Rain", ""} {
		e := codes.Lookup(code)
		fmt.Printf("%q: %s, uncertain %t\n", code, e.Class, e.Uncertain)
	}

	// Output:
	// "ResourceUnavailable.OutOfCredit": account, uncertain true
	// "Weather.Rain": ambiguous, uncertain true
	// "": ok, uncertain false
}

// CreateFace answers with a number for each photo.
func ExampleRetCode() {
	for _, n := range []int{0, -1101, -1604, -9} {
		fmt.Printf("%d: %q\n", n, codes.RetCode(n))
	}

	// Output:
	// 0: ""
	// -1101: "InvalidParameterValue.NoFaceInPhoto"
	// -1604: "Run.FaceMismatch"
	// -9: "FailedOperation.ServerError"
}

// People type codes as they remember them.
func ExampleSuggest() {
	fmt.Println(codes.Suggest("nofaceinphoto"))
	fmt.Println(codes.Suggest("-1604"))
	fmt.Println(codes.Suggest("weather"))

	// Output:
	// [InvalidParameterValue.NoFaceInPhoto]
	// [Run.FaceMismatch]
	// []
}

// A code of somebody else's goes into files and onto terminals only when it is clean.
func ExampleClean() {
	fmt.Println(codes.Clean("Internal\x1b[31mError"))

	// Output:
	// Internal31mError
}
