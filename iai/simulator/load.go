package simulator

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/gofrs/flock"
)

// The first line of a state file identifies it; each further line is an entry.
type stateHeader struct {
	Simulator int    `json:"simulator"` // version of the format
	Seed      uint64 `json:"seed"`      // of the face IDs, for the life of the file
}

const stateVersion = 1

// ErrHeld says that another simulator has the state file open.
var ErrHeld = errors.New("another simulator has it open")

var errNotState = errors.New("it is not a state file of the simulator")

// load brings the server to the state of the state file's last entry: account, records, statistics,
// turns, and what the quota has let pass.
func (s *Server) load(path string) error {
	var passed []arrival
	keeper, err := openState(path, s.options.Seed, s.clear, func(e entry) {
		if e.Change != nil {
			s.account.Apply(*e.Change)
			if s.replica != nil {
				s.replica.seen.Apply(*e.Change)
			}
		}
		if e.Served {
			s.turns[e.hash()]++
		}
		if !e.OverQuota {
			passed = append(passed, arrival{e.Arrived, s.quotas.name(e.Action)})
		}
		s.ledger.add(e)
	})
	if err != nil {
		return err
	}
	s.keeper = keeper
	slices.SortFunc(passed, func(a, b arrival) int { return a.at.Compare(b.at) })
	for _, p := range passed {
		s.quotas.take(p.quota, p.at)
	}
	return nil
}

// arrival is a request that a quota let pass.
type arrival struct {
	at    time.Time
	quota string
}

// openState opens or creates a state file and passes on its seed and every entry in it. A last line
// without its end was being written when the process died: its call was not answered, so the line is
// cut off.
func openState(path string, seed uint64, begin func(seed uint64), each func(entry)) (k *stateFile, err error) {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real // another name for the file leads to the same lock
	}
	lock := flock.New(path+".lock", flock.SetPermissions(0o600))
	if ok, err := lock.TryLock(); err != nil || !ok {
		if err == nil {
			err = ErrHeld
		}
		return nil, fmt.Errorf("simulator: state file %s: %w", path, err)
	}
	k = &stateFile{lock: lock}
	if k.file, err = os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600); err == nil {
		err = k.replay(seed, begin, each)
	}
	if err != nil {
		err = errors.Join(fmt.Errorf("simulator: state file %s: %w", path, err), k.release())
		return nil, err
	}
	return k, nil
}

// replay reads the file from its start, and writes the header if it is empty.
func (k *stateFile) replay(seed uint64, begin func(seed uint64), each func(entry)) error {
	lines := bufio.NewReaderSize(k.file, 1<<16)
	var whole int64
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		switch {
		case errors.Is(err, io.EOF) && n > 1:
			k.size = whole
			return k.file.Truncate(whole)
		case errors.Is(err, io.EOF):
			return k.start(line, seed)
		case err != nil:
			return err
		case n == 1:
			if seed, err = readHeader(line); err == nil {
				begin(seed)
			}
		default:
			err = readEntry(line, n, each)
		}
		if err != nil {
			return err
		}
		whole += int64(len(line))
	}
}

func readHeader(line []byte) (uint64, error) {
	var head stateHeader
	if json.Unmarshal(line, &head) != nil || head.Simulator == 0 {
		return 0, errNotState
	}
	if head.Simulator != stateVersion {
		return 0, fmt.Errorf("it has version %d; this simulator reads version %d", head.Simulator, stateVersion)
	}
	return head.Seed, nil
}

func readEntry(line []byte, n int, each func(entry)) error {
	var e entry
	strict := json.NewDecoder(bytes.NewReader(line))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&e); err != nil {
		return fmt.Errorf("line %d is damaged: %w", n, err)
	}
	if e.N != n-1 {
		return fmt.Errorf("line %d is damaged: it is record %d, but there are %d before it", n, e.N, n-2)
	}
	each(e)
	return nil
}
