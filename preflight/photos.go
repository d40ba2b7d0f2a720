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

// Rules is the edition of the judgement. It is raised when the judgement changes, so that
// findings kept under an older one are judged again.
const Rules = 1

// DefaultBudget is how many bytes of photos may be in flight when Open is told nothing.
const DefaultBudget = 256 << 20

// Photos reads photos below one root and judges them. It is safe for concurrent use.
type Photos struct {
	root    *os.Root
	dir     string      // absolute, as the root was named
	shown   string      // as the root was named, for messages
	self    fs.FileInfo // the root itself, to know it under another name
	escapes error       // what root answers to a path that leads out of it

	names names // what lies below the root

	budget   int64
	inFlight *semaphore.Weighted // bytes handed out by Read and not yet released
}

// Open opens the folder that all photos lie in. The budget bounds the bytes that Read has
// handed out at any time; 0 means DefaultBudget.
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

// shown is a folder as a message names it: bare, unless that leaves something unseen.
func shown(folder string) string {
	if folder == "" || strings.ContainsFunc(folder, unseen) {
		return legible.Quote(folder)
	}
	return folder
}

// Close closes the root. What Read handed out stays good.
func (p *Photos) Close() error { return p.root.Close() }
