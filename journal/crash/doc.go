// Package crash marks the points at which a crash test kills the process: before and after each write
// to the journal, each call and each file of a report. Without the build tag crash, which only that
// test sets, a point does nothing.
package crash
