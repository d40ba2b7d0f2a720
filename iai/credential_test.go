package iai

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
)

// home is an environment without credentials, and an empty home folder.
func home(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("HOME", dir)
	t.Setenv("USERPROFILE", dir)
	for _, name := range []string{
		"TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY", "TENCENTCLOUD_TOKEN",
		"TENCENTCLOUD_CREDENTIALS_FILE", "TCCLI_PROFILE",
	} {
		t.Setenv(name, "") // so that it is restored afterwards
		os.Unsetenv(name)
	}
	return dir
}

func write(t *testing.T, text string, path ...string) {
	t.Helper()
	file := filepath.Join(path...)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// All sources except the role, which uses the network.
func atHome() (common.CredentialIface, bool, error) {
	return first(fromEnvironment, fromFile, fromTccli)
}

func TestCredentials(t *testing.T) {
	environment := func(id, key, token string) func(*testing.T, string) {
		return func(t *testing.T, _ string) {
			t.Setenv("TENCENTCLOUD_SECRET_ID", id)
			t.Setenv("TENCENTCLOUD_SECRET_KEY", key)
			t.Setenv("TENCENTCLOUD_TOKEN", token)
		}
	}
	file := func(text string) func(*testing.T, string) {
		return func(t *testing.T, home string) { write(t, text, home, ".tencentcloud", "credentials") }
	}
	const ini = "[default]\nsecret_id = FILEID\nsecret_key = FILEKEY\n"
	const tccli = `{"secretId":"CLIID","secretKey":"CLIKEY","token":"CLITOKEN"}`
	type keys [3]string
	for name, c := range map[string]struct {
		prepare func(t *testing.T, home string)
		want    keys
		trimmed bool
	}{
		"the environment":              {environment("ID", "KEY", ""), keys{"ID", "KEY", ""}, false},
		"the environment with a token": {environment("ID", "KEY", "TOKEN"), keys{"ID", "KEY", "TOKEN"}, false},
		"white space around the id":    {environment(" ID\n", "KEY", ""), keys{"ID", "KEY", ""}, true},
		"white space around the key":   {environment("ID", "\tKEY ", ""), keys{"ID", "KEY", ""}, true},
		"white space around the token": {environment("ID", "KEY", "TOKEN\r\n"), keys{"ID", "KEY", "TOKEN"}, true},
		"a credentials file":           {file(ini), keys{"FILEID", "FILEKEY", ""}, false},
		"a credentials file elsewhere": {func(t *testing.T, home string) {
			write(t, ini, home, "elsewhere")
			t.Setenv("TENCENTCLOUD_CREDENTIALS_FILE", filepath.Join(home, "elsewhere"))
		}, keys{"FILEID", "FILEKEY", ""}, false},
		"tccli's profile": {func(t *testing.T, home string) {
			write(t, tccli, home, ".tccli", "default.credential")
		}, keys{"CLIID", "CLIKEY", "CLITOKEN"}, false},
		"another profile of tccli": {func(t *testing.T, home string) {
			write(t, tccli, home, ".tccli", "work.credential")
			t.Setenv("TCCLI_PROFILE", "work")
		}, keys{"CLIID", "CLIKEY", "CLITOKEN"}, false},
		"white space in tccli's profile": {func(t *testing.T, home string) {
			write(t, `{"secretId":" CLIID","secretKey":"CLIKEY "}`, home, ".tccli", "default.credential")
		}, keys{"CLIID", "CLIKEY", ""}, true},
		"the environment before the files": {func(t *testing.T, home string) {
			file(ini)(t, home)
			environment("ID", "KEY", "")(t, home)
		}, keys{"ID", "KEY", ""}, false},
		"the file before tccli": {func(t *testing.T, home string) {
			file(ini)(t, home)
			write(t, tccli, home, ".tccli", "default.credential")
		}, keys{"FILEID", "FILEKEY", ""}, false},
		"an environment of blanks, then the file": {func(t *testing.T, home string) {
			file(ini)(t, home)
			environment(" ", " ", "")(t, home)
		}, keys{"FILEID", "FILEKEY", ""}, false},
		"an id without a key, then the file": {func(t *testing.T, home string) {
			file(ini)(t, home)
			environment("ID", "", "")(t, home)
		}, keys{"FILEID", "FILEKEY", ""}, false},
		"a file that is not one, then tccli": {func(t *testing.T, home string) {
			file("hello")(t, home)
			write(t, tccli, home, ".tccli", "default.credential")
		}, keys{"CLIID", "CLIKEY", "CLITOKEN"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			c.prepare(t, home(t))
			credential, trimmed, err := atHome()
			if err != nil {
				t.Fatal(err)
			}
			id, key, token := credential.GetCredential()
			if got := (keys{id, key, token}); got != c.want || trimmed != c.trimmed {
				t.Errorf("%q, trimmed %v", got, trimmed)
			}
		})
	}
}

func TestNoCredentialAnywhere(t *testing.T) {
	for name, prepare := range map[string]func(*testing.T, string){
		"nothing at all":      func(*testing.T, string) {},
		"a key without an id": func(t *testing.T, _ string) { t.Setenv("TENCENTCLOUD_SECRET_KEY", "KEY") },
		"files that hold none": func(t *testing.T, home string) {
			write(t, "[default]\n", home, ".tencentcloud", "credentials")
			write(t, "{}", home, ".tccli", "default.credential")
		},
	} {
		t.Run(name, func(t *testing.T) {
			prepare(t, home(t))
			if credential, _, err := atHome(); !errors.Is(err, ErrNoCredential) || credential != nil {
				t.Errorf("%v, error %v", credential, err)
			}
		})
	}
}

func TestSourceOrder(t *testing.T) {
	dir := home(t)
	asked := func(want string) {
		t.Helper()
		credential, _, err := Credential()
		if err != nil || credential.GetSecretId() != want {
			t.Errorf("%v, error %v; want %s", credential, err, want)
		}
	}
	write(t, `{"secretId":"CLIID","secretKey":"CLIKEY"}`, dir, ".tccli", "default.credential")
	asked("CLIID")
	write(t, "[default]\nsecret_id = FILEID\nsecret_key = FILEKEY\n", dir, ".tencentcloud", "credentials")
	asked("FILEID")
	t.Setenv("TENCENTCLOUD_SECRET_ID", "ID")
	t.Setenv("TENCENTCLOUD_SECRET_KEY", "KEY")
	asked("ID")
}
