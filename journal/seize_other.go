//go:build !linux && !darwin

package journal

import "os"

// seize does nothing: Windows lets nobody remove or move a file that is open, so that the lock file is
// enough; on others it must be.
func seize(*os.File) error { return nil }

func shield(*os.File)   {}
func unshield(*os.File) {}
