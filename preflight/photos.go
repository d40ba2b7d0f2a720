package preflight

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sync/semaphore"

	"enroll.example/enroll/legible"
)

// Rules is the version of the rules. It is raised when they change, so that findings stored under an
// older one are judged again.
const Rules = 1

// DefaultBudget is how many bytes of photos may be in flight when Open is given 0.
const DefaultBudget = 256 << 20

// Photos reads photos below one root and judges them. It is safe for concurrent use.
type Photos struct {
	root    *os.Root
	dir     string      // absolute
	shown   string      // as given, for messages
	self    fs.FileInfo // the root itself, to recognise it under another name
	escapes error       // what root returns for a path that leads out of it

	names  names  // what is below the root
	places places // where the photos lie that may be sent

	budget   int64
	inFlight *semaphore.Weighted // bytes returned by Read and not yet released
}

// Open opens the folder that contains all photos. The budget bounds the bytes that Read has returned
// and that are not yet released; 0 means DefaultBudget.
func Open(root string, budget int64) (*Photos, error) {
	if budget <= 0 {
		budget = DefaultBudget
	}
	dir, err := filepath.Abs(root)
	if err != nil {
		return nil, fmt.Errorf("photo folder %s: %w", legible.Quote(root), err)
	}
	opened, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("photo folder %s: %w", legible.Quote(root), cause(err))
	}
	self, err := opened.Stat(".")
	if err != nil {
		opened.Close()
		return nil, fmt.Errorf("photo folder %s: %w", legible.Quote(root), cause(err))
	}
	_, escapes := opened.Stat("..")
	return &Photos{
		root: opened, dir: dir, shown: shown(root), self: self, escapes: cause(escapes),
		names:  names{open: opens(opened), folders: map[string]*listing{}},
		budget: budget, inFlight: semaphore.NewWeighted(budget),
	}, nil
}

// shown returns a folder as a message names it: unquoted, unless that would hide something.
func shown(folder string) string {
	if folder == "" || strings.ContainsFunc(folder, invisible) {
		return legible.Quote(folder)
	}
	return folder
}

// Close closes the root. What Read returned stays valid.
func (p *Photos) Close() error { return p.root.Close() }
