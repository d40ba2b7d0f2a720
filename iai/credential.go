package iai

import (
	"errors"
	"net"
	"os"
	"strings"
	"time"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
)

// ErrNoCredential says that none of the official SDK's sources has a credential.
var ErrNoCredential = errors.New("no credentials in the environment, a credentials file or a role")

// Credential asks the official SDK's sources in their order: the environment (with TENCENTCLOUD_TOKEN,
// which the SDK itself does not read), the credentials file, tccli's profile, the role of a TKE pod,
// the role of a CVM. White space around a key would make it another key for the service, so it is
// trimmed; trimmed reports whether there was any.
func Credential() (credential common.CredentialIface, trimmed bool, err error) {
	return first(fromEnvironment, fromFile, fromTccli, fromRole)
}

// source is a place where a credential may be; it returns nil when there is none.
type source func() (credential common.CredentialIface, trimmed bool)

func first(sources ...source) (common.CredentialIface, bool, error) {
	for _, ask := range sources {
		if c, trimmed := ask(); c != nil {
			return c, trimmed, nil
		}
	}
	return nil, false, ErrNoCredential
}

func fromEnvironment() (common.CredentialIface, bool) {
	return trimKeys(os.Getenv("TENCENTCLOUD_SECRET_ID"), os.Getenv("TENCENTCLOUD_SECRET_KEY"), os.Getenv("TENCENTCLOUD_TOKEN"))
}

func fromFile() (common.CredentialIface, bool) { return from(common.DefaultProfileProvider()) }

func fromTccli() (common.CredentialIface, bool) { return from(common.DefaultTccliProfileProvider()) }

// from asks a source of the SDK, which panics at a credentials file without a section.
func from(p common.Provider) (credential common.CredentialIface, trimmed bool) {
	defer func() {
		if recover() != nil {
			credential, trimmed = nil, false
		}
	}()
	c, err := p.GetCredential()
	if err != nil {
		return nil, false
	}
	return trimKeys(c.GetCredential())
}

func trimKeys(id, key, token string) (common.CredentialIface, bool) {
	i, k, t := strings.TrimSpace(id), strings.TrimSpace(key), strings.TrimSpace(token)
	if i == "" || k == "" {
		return nil, false
	}
	return common.NewTokenCredential(i, k, t), i != id || k != key || t != token
}

// fromRole asks for a role's temporary keys, which the SDK refreshes by itself. The CVM's source has
// no timeout of its own, so its host is dialled first.
func fromRole() (common.CredentialIface, bool) {
	if source, err := common.DefaultTkeOIDCRoleArnProvider(); err == nil {
		if c, err := source.GetCredential(); err == nil {
			return c, false
		}
	}
	conn, err := net.DialTimeout("tcp", "metadata.tencentyun.com:80", time.Second)
	if err != nil {
		return nil, false
	}
	conn.Close()
	if c, err := common.DefaultCvmRoleProvider().GetCredential(); err == nil {
		return c, false
	}
	return nil, false
}
