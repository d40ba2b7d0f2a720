// Package conformance holds the simulator to what the official SDKs of the face service expect
// of the service itself. It has tests only. The SDKs are used as their makers publish them,
// so whatever a suite here gets to see, a program that was written for the service would see.
//
// The suite for the SDK of Go is in go_*_test.go: each story is one call and what becomes of
// it. The tables in docs/simulator.md are made of the same stories, so they say what was
// played and nothing else:
//
//	go test ./iai/conformance -run Table -update
//
// The suite in node/ is written for the official SDK for Node, by the SDK's own declarations of
// each reply. TestTheOfficialNodeSDK installs the SDK, gives each file of the suite a simulator
// of its own, and reports what fails.
package conformance
