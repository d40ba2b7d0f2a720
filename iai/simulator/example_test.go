package simulator_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"log"
	"net/http/httptest"
	"strings"

	"enroll.example/enroll/iai/simulator"
	"enroll.example/enroll/samples/face"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
	sdkerrors "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/errors"
	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/profile"
	iai "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/iai/v20200303"
)

// A test of a client: the official SDK calls a simulator whose connection breaks right after the first
// person was created. The reply is lost, the person is not.
func Example() {
	s, err := simulator.New(simulator.Options{
		QPS:    50,
		Faults: []simulator.Rule{{Action: "CreatePerson", Nth: 1, Drop: "after"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	defer s.Close()
	web := httptest.NewServer(s)
	defer web.Close()

	p := profile.NewClientProfile()
	p.HttpProfile.Scheme, p.HttpProfile.Endpoint = "http", strings.TrimPrefix(web.URL, "http://")
	client, err := iai.NewClient(common.NewCredential("SIMULATORID", "SIMULATORKEY"), "ap-guangzhou", p)
	if err != nil {
		log.Fatal(err)
	}

	group := iai.NewCreateGroupRequest()
	group.GroupId, group.GroupName = new("staff"), new("staff")
	if _, err := client.CreateGroup(group); err != nil {
		log.Fatal(err)
	}

	ana := iai.NewCreatePersonRequest()
	ana.GroupId, ana.PersonId, ana.PersonName = new("staff"), new("ana"), new("Ana")
	ana.Image = new(base64.StdEncoding.EncodeToString(face.JPEG(1, 1, 128)))
	for range 2 {
		_, err := client.CreatePerson(ana)
		var refused *sdkerrors.TencentCloudSDKError
		if errors.As(err, &refused) {
			fmt.Println(refused.Code)
		}
	}
	fmt.Println(s.Stats().Billed, "billed")
	for _, call := range s.Requests() {
		fmt.Printf("%d %s code %q, applied: %v, reply lost: %v\n", call.N, call.Action, call.Code, call.Applied, call.Dropped)
	}

	// Output:
	// ClientError.NetworkError
	// InvalidParameterValue.PersonIdAlreadyExist
	// 1 billed
	// 1 CreateGroup code "", applied: true, reply lost: false
	// 2 CreatePerson code "", applied: true, reply lost: true
	// 3 CreatePerson code "InvalidParameterValue.PersonIdAlreadyExist", applied: false, reply lost: false
}
