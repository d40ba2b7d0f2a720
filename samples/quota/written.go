package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
	sdkerrors "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/errors"
	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/profile"
	sdk "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/iai/v20200303"

	"enroll.example/enroll/codes"
)

// written runs a client that one would write with the official SDK.
func (b bench) written(ctx context.Context, url, name string) line {
	l := line{name: name}
	c, err := connect(url)
	if err != nil {
		l.err = err
		return l
	}
	if err := c.createGroup(); err != nil {
		l.err = err
		return l
	}
	until := time.Now().Add(b.lasting())
	ctx, end := context.WithDeadline(ctx, until)
	defer end()
	p := newPool(paceOf(name, b.qps, time.Now()))
	p.run(ctx, c.createPerson)
	l.count, _, l.err = judge(url, stats{}, warmingUp(b.lasting()), until)
	if n := p.failed.Load(); n > 0 {
		l.note = fmt.Sprintf("%d calls failed otherwise; the last: %v", n, p.fault.Load())
	}
	return l
}

// The simulator's default key.
const (
	secretID  = "SIMULATORID"
	secretKey = "SIMULATORKEY"
)

// connection is the SDK, once for each worker, over one transport: with the SDK's own, most calls
// would open a connection (docs/service.md, "The official Go SDK").
type connection struct {
	clients []*sdk.Client
	crowd   crowd
}

func connect(url string) (*connection, error) {
	p := profile.NewClientProfile()
	p.DisableRegionBreaker = true
	p.HttpProfile.Scheme, p.HttpProfile.Endpoint = "http", strings.TrimPrefix(url, "http://")
	line := &http.Transport{MaxIdleConns: workers, MaxIdleConnsPerHost: workers}
	c := &connection{crowd: newCrowd()}
	for range workers {
		client, err := sdk.NewClient(common.NewCredential(secretID, secretKey), "ap-guangzhou", p)
		if err != nil {
			return nil, err
		}
		client.WithHttpTransport(line)
		c.clients = append(c.clients, client)
	}
	return c, nil
}

func (c *connection) createGroup() error {
	q := sdk.NewCreateGroupRequest()
	q.GroupId, q.GroupName = common.StringPtr(group), common.StringPtr(group)
	_, err := c.clients[0].CreateGroup(q)
	return err
}

func (c *connection) createPerson(worker, person int) (refused bool, err error) {
	q := sdk.NewCreatePersonRequest()
	q.GroupId, q.PersonId, q.PersonName = common.StringPtr(group), common.StringPtr(id(person)), common.StringPtr(id(person))
	q.Image = common.StringPtr(base64.StdEncoding.EncodeToString(c.crowd.photo(person)))
	_, err = c.clients[worker].CreatePerson(q)
	var answer *sdkerrors.TencentCloudSDKError
	if errors.As(err, &answer) && answer.Code == codes.RequestLimitExceeded {
		return true, nil
	}
	return false, err
}
