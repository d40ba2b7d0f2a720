package iai

import (
	"slices"
	"sync"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"

	"enroll.example/enroll/codes"
)

// keys is the credential in use. A temporary one expires during a run, and a file may have been given
// another.
type keys struct {
	renew func() (common.CredentialIface, error)

	renewal sync.Mutex // held during a renewal, so that many refused calls share one
	mu      sync.Mutex // guards the fields below; not held during a renewal, which may use the network
	current common.CredentialIface
	renewed int // renewals that have ended, whether they found another credential or not
}

// renewable are the refusals after which another credential may pass. They come before anything is
// executed, so the call can be sent again.
var renewable = []string{
	"AuthFailure.TokenFailure", "AuthFailure.SecretIdNotFound", "AuthFailure.InvalidSecretId", "AuthFailure.SignatureFailure",
}

func (k *keys) get() common.CredentialIface {
	current, _ := k.state()
	return current
}

func (k *keys) state() (current common.CredentialIface, renewed int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.current, k.renewed
}

// again reports whether a call that was refused with code is worth sending once more: its signature
// expired while it waited, or there is another credential than it used.
func (k *keys) again(code string, used common.CredentialIface) bool {
	if code == codes.SignatureExpire {
		return true
	}
	if k.renew == nil || !slices.Contains(renewable, code) {
		return false
	}
	_, before := k.state()
	k.renewal.Lock()
	defer k.renewal.Unlock()
	switch current, renewed := k.state(); {
	case !sameCredential(current, used):
		return true
	case renewed != before: // one was under way, and found nothing
		return false
	}
	found, err := k.renew()
	ok := err == nil && !sameCredential(found, used) && successor(found, used)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.renewed++
	if ok {
		k.current = found
	}
	return ok
}

// successor reports whether one credential may replace another during a run: the same key, or one
// temporary key after another. Any other may belong to another account, which the next run must check.
func successor(found, used common.CredentialIface) bool {
	return found.GetSecretId() == used.GetSecretId() || found.GetToken() != "" && used.GetToken() != ""
}

func sameCredential(a, b common.CredentialIface) bool {
	id, key, token := a.GetCredential()
	otherID, otherKey, otherToken := b.GetCredential()
	return id == otherID && key == otherKey && token == otherToken
}
