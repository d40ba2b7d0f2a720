package iai

import (
	"slices"
	"sync"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"

	"enroll.example/enroll/codes"
)

// keys is the credential in use. A temporary one runs out midway, and a file may have been
// given another.
type keys struct {
	renew func() (common.CredentialIface, error)

	mu      sync.Mutex // guards current; held while it is renewed, so that many calls ask once
	current common.CredentialIface
}

// spent are the refusals after which another credential may pass. They come before anything
// is executed, so the call can be sent again.
var spent = []string{
	"AuthFailure.TokenFailure", "AuthFailure.SecretIdNotFound", "AuthFailure.InvalidSecretId", "AuthFailure.SignatureFailure",
}

func (k *keys) get() common.CredentialIface {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.current
}

// again tells whether a call that was refused with code is worth sending once more: its
// signature had grown old while it waited, or there is another credential than it used.
func (k *keys) again(code string, used common.CredentialIface) bool {
	if code == codes.SignatureExpire {
		return true
	}
	if k.renew == nil || !slices.Contains(spent, code) {
		return false
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if !alike(k.current, used) {
		return true
	}
	found, err := k.renew()
	if err != nil || alike(found, used) || !successor(found, used) {
		return false
	}
	k.current = found
	return true
}

// successor tells whether one credential may stand for another midway: the same key, or one
// temporary key after another. What else there may be is perhaps of another account, and is
// for the next run to recognise.
func successor(found, used common.CredentialIface) bool {
	return found.GetSecretId() == used.GetSecretId() || found.GetToken() != "" && used.GetToken() != ""
}

func alike(a, b common.CredentialIface) bool {
	id, key, token := a.GetCredential()
	otherID, otherKey, otherToken := b.GetCredential()
	return id == otherID && key == otherKey && token == otherToken
}
