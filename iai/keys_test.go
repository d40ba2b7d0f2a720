package iai

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"

	"enroll.example/enroll/enrollment"
)

// takes returns a handler that accepts one token, and refuses all others with a code.
func takes(token, otherwise string) http.HandlerFunc {
	return func(w http.ResponseWriter, q *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if q.Header.Get("X-TC-Token") == token {
			fmt.Fprint(w, `{"Response":{"PersonName":"Ana","FaceIds":["1"],"RequestId":"r"}}`)
			return
		}
		fmt.Fprintf(w, `{"Response":{"Error":{"Code":%q,"Message":"m"},"RequestId":"r"}}`, otherwise)
	}
}

func TestCredentialIsRenewed(t *testing.T) {
	const expired = "AuthFailure.TokenFailure"
	look := enrollment.Call{Action: enrollment.GetPerson, Person: "ana"}
	for name, c := range map[string]struct {
		refusal string
		found   common.CredentialIface
		err     error
		want    string
		sent    int
	}{
		"another temporary key":            {expired, common.NewTokenCredential("ASIAnext", "k", "new"), nil, "", 2},
		"the same key with another secret": {"AuthFailure.SignatureFailure", common.NewTokenCredential(secretID, "k", "new"), nil, "", 2},
		"another one that is refused too":  {expired, common.NewTokenCredential("ASIAnext", "k", "old"), nil, expired, 2},
		"the same as before":               {expired, common.NewTokenCredential(secretID, secretKey, token), nil, expired, 1},
		"perhaps of another account":       {expired, common.NewCredential("AKIDother", "k"), nil, expired, 1},
		"none":                             {expired, nil, errors.New("none"), expired, 1},
		"a refusal of something else":      {"UnauthorizedOperation", common.NewTokenCredential("ASIAnext", "k", "new"), nil, "UnauthorizedOperation", 1},
		"a signature that grew old":        {"AuthFailure.SignatureExpire", nil, errors.New("not asked for"), "AuthFailure.SignatureExpire", 2},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, takes("new", c.refusal), func(_ *rig, config *Config) {
				config.Renew = func() (common.CredentialIface, error) { return c.found, c.err }
			})
			if got := r.do(look); got.Code != c.want {
				t.Errorf("code %q, want %q", got.Code, c.want)
			}
			if got := len(r.seen); got != c.sent {
				t.Errorf("%d requests, want %d", got, c.sent)
			}
		})
	}
}

// Many calls are refused at once: one of them renews, all of them are sent again.
func TestCredentialIsRenewedOnce(t *testing.T) {
	var asked atomic.Int64
	r := newRig(t, takes("new", "AuthFailure.TokenFailure"), func(_ *rig, config *Config) {
		config.Renew = func() (common.CredentialIface, error) {
			asked.Add(1)
			return common.NewTokenCredential("ASIAnext", "k", "new"), nil
		}
	})
	var calls sync.WaitGroup
	for range 20 {
		calls.Go(func() {
			if got := r.do(enrollment.Call{Action: enrollment.GetPerson, Person: "ana"}); got.Code != "" {
				t.Errorf("code %q", got.Code)
			}
		})
	}
	calls.Wait()
	if n := asked.Load(); n != 1 {
		t.Errorf("asked for %d times", n)
	}
}

// A renewal may take seconds. Calls that the service still accepts must not wait for it.
func TestCallsGoOnDuringRenewal(t *testing.T) {
	renewing, finish := make(chan struct{}), make(chan struct{})
	refuse := takes("new", "AuthFailure.TokenFailure")
	reply := func(w http.ResponseWriter, q *http.Request) {
		if q.Header.Get("X-TC-Action") == string(looking.Action) {
			says(`"GroupName":"Staff"`)(w, q)
			return
		}
		refuse(w, q)
	}
	r := newRig(t, reply, func(_ *rig, config *Config) {
		config.Renew = func() (common.CredentialIface, error) {
			close(renewing)
			<-finish
			return common.NewTokenCredential("ASIAnext", "k", "new"), nil
		}
	})
	renewed, other := make(chan enrollment.Result, 1), make(chan enrollment.Result, 1)
	go func() { renewed <- r.do(reading) }()
	<-renewing
	go func() { other <- r.do(looking) }()
	select {
	case got := <-other:
		if got.Code != "" {
			t.Errorf("code %q", got.Code)
		}
	case <-time.After(5 * time.Second):
		t.Error("another call waits for the renewal")
	}
	close(finish)
	if got := <-renewed; got.Code != "" {
		t.Errorf("code %q after the renewal", got.Code)
	}
}

// Calls that are refused while a renewal is under way share its outcome, even if it finds nothing.
func TestFailedRenewalIsShared(t *testing.T) {
	const calls = 8
	var asked atomic.Int64
	var arrived sync.WaitGroup
	arrived.Add(calls)
	k := &keys{
		current: common.NewTokenCredential(secretID, secretKey, token),
		renew: func() (common.CredentialIface, error) {
			asked.Add(1)
			arrived.Wait()
			time.Sleep(100 * time.Millisecond) // until the others wait
			return nil, errors.New("none")
		},
	}
	used := k.get()
	var all sync.WaitGroup
	for range calls {
		all.Go(func() {
			arrived.Done()
			if k.again("AuthFailure.TokenFailure", used) {
				t.Error("a call is to be sent again")
			}
		})
	}
	all.Wait()
	n := asked.Load()
	if n == calls { // usually 1; on a very busy machine a call may come after the first renewal
		t.Errorf("%d renewals for as many calls", n)
	}
	if k.again("AuthFailure.TokenFailure", used); asked.Load() != n+1 {
		t.Error("a refusal after a failed renewal does not renew")
	}
}
