package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"

	"enroll.example/enroll/iai"
	"enroll.example/enroll/iai/simulator"
	"enroll.example/enroll/journal"
	"enroll.example/enroll/pipeline"
	"enroll.example/enroll/preflight"
)

// identity is which service is called, with which credentials.
type identity struct {
	service    string // to which the folder is bound
	account    string // by which a change of keys is noticed; not a key
	credential common.CredentialIface
}

// The simulator's keys (docs/contract.md, "The simulator").
const (
	simulatorID  = "SIMULATORID"
	simulatorKey = "SIMULATORKEY"
)

// identify finds the service and the credentials before anything is touched.
func (s *settings) identify(log *slog.Logger) (identity, error) {
	if s.simulate {
		return identity{service: "simulator", account: "simulator", credential: common.NewCredential(simulatorID, simulatorKey)}, nil
	}
	endpoint, err := iai.Normalize(s.endpoint)
	if err != nil {
		return identity{}, usage(err, "for example https://iai.intl.tencentcloudapi.com, or http://127.0.0.1:8480 for a simulator")
	}
	credential, trimmed, err := iai.Credential()
	if err != nil {
		return identity{}, &failure{exitCredentials, err,
			"set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or run with --simulate to try it without an account"}
	}
	if endpoint == iai.DefaultEndpoint && s.region == "" {
		return identity{}, usage(errors.New("the service in China requires a region"), "set it, for example --region ap-guangzhou")
	}
	if trimmed {
		log.Warn("whitespace around the credentials was removed, because the service would not accept it")
	}
	sum := sha256.Sum256([]byte("enroll account " + credential.GetSecretId()))
	return identity{
		service: strings.TrimSpace(endpoint + " " + s.region),
		account: hex.EncodeToString(sum[:8]), credential: credential,
	}, nil
}

// renewed looks where credentials are, as at the start of the run.
func renewed() (common.CredentialIface, error) {
	credential, _, err := iai.Credential()
	return credential, err
}

// connect makes the service ready; stop ends what was started for it.
func (s *session) connect(who identity, throttle *pipeline.Throttle, photos *preflight.Photos) (*iai.Service, func() error, error) {
	endpoint, stop := s.settings.endpoint, func() error { return nil }
	if s.settings.simulate {
		listener, err := s.simulator()
		if err != nil {
			return nil, nil, err
		}
		endpoint, stop = listener.URL, listener.Close
	}
	service, err := iai.New(iai.Config{
		Endpoint: endpoint, Region: s.settings.region, Credential: who.credential,
		Renew:       renewed,
		Connections: idleConnections,
		Gate:        throttle.Pass,
		Photos:      photos.Read,
	})
	if err != nil {
		return nil, nil, errors.Join(err, stop())
	}
	return service, func() error {
		service.Close()
		return stop()
	}, nil
}

// idleConnections are kept open: as many as there may be calls in service at once. A new
// connection for each call would be jitter at the quota (docs/pacing.md, "Where the wait is").
const idleConnections = 1024

// simulator serves the folder's own simulator on a free port of the loopback.
func (s *session) simulator() (*simulator.Listener, error) {
	state := filepath.Join(s.dir, "simulator.state")
	if err := cmp.Or(journal.TrustFile(state), journal.TrustFile(state+".lock")); err != nil {
		return nil, err
	}
	server, err := simulator.New(simulator.Options{
		QPS: cmp.Or(float64(s.settings.qps), usualQuota), Latency: 300 * time.Millisecond, Jitter: 50 * time.Millisecond, Timeout: serviceTimeout,
		State: state,
	})
	if err != nil {
		return nil, fmt.Errorf("starting the simulator: %w", err)
	}
	listener, err := simulator.Listen("127.0.0.1:0", server)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("starting the simulator: %w", err), server.Close())
	}
	return listener, nil
}
