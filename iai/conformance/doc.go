// Package conformance checks the simulator against what the official SDKs of the face service expect
// of the service itself. It has tests only. The SDKs are used as published, so what a suite here
// observes is what any program written for the service would observe.
//
// The suite for the SDK of Go is in go_*_test.go: each story is one call and its result. The tables in
// docs/simulator.md are generated from the same stories, so they list exactly what was tested:
//
//	go test ./iai/conformance -run Table -update
//
// The suite in node/ is written for the official SDK for Node, by the SDK's own declarations of each
// reply. TestOfficialNodeSDK installs the SDK, gives each file of the suite a simulator of its own,
// and reports what fails.
package conformance
