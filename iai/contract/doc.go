// Package contract has tests of the one method of the face service, Do. They run twice: against iai,
// which calls the simulator over a socket, and against the fake that the pipeline's tests use. What
// both do is what the pipeline may rely on.
package contract
