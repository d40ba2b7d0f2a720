// Package contract holds stories about the one method of the face service, Do. They are told
// twice: to iai, which calls the simulator over a socket, and to the fake that the pipeline's
// tests use. What both say is what the pipeline may rely on.
package contract
