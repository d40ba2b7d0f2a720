//go:build !linux && !darwin

package journal

import "os"

// lockExclusive does nothing. Windows does not let an open file be removed or moved, so the lock file is
// enough; elsewhere it must be.
func lockExclusive(*os.File) error { return nil }

func protectWAL(*os.File)   {}
func unprotectWAL(*os.File) {}
