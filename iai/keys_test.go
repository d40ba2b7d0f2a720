package iai

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"

	"enroll.example/enroll/enrollment"
)

// takes answers well to one token, and to all others with a code.
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

func TestACredentialIsRenewedMidway(t *testing.T) {
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

// Many calls are refused at once: one of them asks, all of them go again.
func TestACredentialIsRenewedOnce(t *testing.T) {
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
