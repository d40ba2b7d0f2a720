// Package crash marks the points at which a crash test kills the process: before and after each
// write to the journal, each call, each file of a report. Without the build tag crash, which
// only that test sets, a point is nothing.
package crash
