package iai

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
	sdk "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/iai/v20200303"

	"enroll.example/enroll/enrollment"
)

var errShape = errors.New("a success without what it must say")

// send makes the call through the SDK and reads the reply. An error is the SDK's, or an oddReply for a
// success that only the raw reply shows to be none; the rest is up to [enrollment.Result.Sanitized].
func send(ctx context.Context, client *sdk.Client, call enrollment.Call, photos [][]byte) (enrollment.Result, error) {
	switch call.Action {
	case enrollment.GetGroup:
		return getGroup(ctx, client, call)
	case enrollment.CreateGroup:
		return createGroup(ctx, client, call)
	case enrollment.CreatePerson:
		return createPerson(ctx, client, call, photos)
	case enrollment.CreateFace:
		return createFace(ctx, client, call, photos)
	case enrollment.DeleteFace:
		return deleteFace(ctx, client, call)
	case enrollment.GetPerson:
		return getPerson(ctx, client, call)
	case enrollment.ListPersons:
		return listPersons(ctx, client, call)
	}
	return enrollment.Result{}, fmt.Errorf("no such call: %s", call.Action)
}

func getGroup(ctx context.Context, client *sdk.Client, call enrollment.Call) (enrollment.Result, error) {
	q := sdk.NewGetGroupInfoRequest()
	q.GroupId = &call.Group
	a, err := client.GetGroupInfoWithContext(ctx, q)
	if err != nil {
		return enrollment.Result{}, err
	}
	if text(a.Response.GroupName) == "" { // every group has a name
		return enrollment.Result{}, &oddReply{cause: errShape}
	}
	return enrollment.Result{Name: text(a.Response.GroupName)}, nil
}

func createGroup(ctx context.Context, client *sdk.Client, call enrollment.Call) (enrollment.Result, error) {
	q := sdk.NewCreateGroupRequest()
	q.GroupId, q.GroupName = &call.Group, &call.Name
	q.FaceModelVersion = common.StringPtr("3.0")
	for _, d := range call.Descriptions {
		q.GroupExDescriptions = append(q.GroupExDescriptions, &d.Text)
	}
	_, err := client.CreateGroupWithContext(ctx, q)
	return enrollment.Result{}, err
}

func createPerson(ctx context.Context, client *sdk.Client, call enrollment.Call, photos [][]byte) (enrollment.Result, error) {
	q := sdk.NewCreatePersonRequest()
	q.GroupId, q.PersonId, q.PersonName = &call.Group, &call.Person, &call.Name
	if gender, err := strconv.ParseInt(call.Gender, 10, 64); err == nil {
		q.Gender = &gender
	}
	for _, d := range call.Descriptions {
		q.PersonExDescriptionInfos = append(q.PersonExDescriptionInfos, &sdk.PersonExDescriptionInfo{
			PersonExDescriptionIndex: common.Uint64Ptr(uint64(d.Index)), PersonExDescription: &d.Text,
		})
	}
	q.Image = common.StringPtr(base64.StdEncoding.EncodeToString(photos[0]))
	q.UniquePersonControl, q.QualityControl = number(call.Options.Unique), number(call.Options.Quality)
	q.NeedRotateDetection = rotate(call.Options)
	a, err := client.CreatePersonWithContext(ctx, q)
	if err != nil {
		return enrollment.Result{}, err
	}
	return enrollment.Result{FaceID: text(a.Response.FaceId), SimilarPersonID: text(a.Response.SimilarPersonId)}, nil
}

func createFace(ctx context.Context, client *sdk.Client, call enrollment.Call, photos [][]byte) (enrollment.Result, error) {
	q := sdk.NewCreateFaceRequest()
	q.PersonId = &call.Person
	for _, photo := range photos {
		q.Images = append(q.Images, common.StringPtr(base64.StdEncoding.EncodeToString(photo)))
	}
	q.QualityControl, q.NeedRotateDetection = number(call.Options.Quality), rotate(call.Options)
	if t := call.Options.Threshold; t != nil {
		q.FaceMatchThreshold = common.Float64Ptr(float64(*t))
	}
	a, err := client.CreateFaceWithContext(ctx, q)
	if err != nil {
		return enrollment.Result{}, err
	}
	return readUploads(a.Response)
}

// readUploads reads what the reply to a CreateFace says of each photo.
func readUploads(a *sdk.CreateFaceResponseParams) (enrollment.Result, error) {
	r := enrollment.Result{FaceIDs: texts(a.SucFaceIds)}
	var added []int // indexes of the photos that were added
	for i, code := range a.RetCode {
		if code == nil {
			return r, &oddReply{cause: errShape}
		}
		if *code == 0 {
			added = append(added, i)
		}
		r.RetCodes = append(r.RetCodes, int(*code))
	}
	if n := a.SucFaceNum; n != nil && *n != uint64(len(r.FaceIDs)) || !inOrder(r.FaceIDs, a.SucIndexes, added) {
		return r, &oddReply{cause: errShape}
	}
	return r, nil
}

// inOrder puts faces in the order of their photos, by the index that comes with each. It returns false
// where the indexes are not those of the photos that were added. A reply without indexes lists its
// faces in order.
func inOrder(faces []string, indexes []*uint64, added []int) bool {
	if len(indexes) == 0 {
		return true
	}
	byIndex := map[int]string{}
	for i, index := range indexes {
		if index == nil || i >= len(faces) {
			return false
		}
		byIndex[int(*index)] = faces[i]
	}
	for i, index := range added {
		face, ok := byIndex[index]
		if !ok {
			return false
		}
		faces[i] = face
	}
	return len(byIndex) == len(added)
}

func deleteFace(ctx context.Context, client *sdk.Client, call enrollment.Call) (enrollment.Result, error) {
	q := sdk.NewDeleteFaceRequest()
	q.PersonId, q.FaceIds = &call.Person, common.StringPtrs(call.FaceIDs)
	a, err := client.DeleteFaceWithContext(ctx, q)
	if err != nil {
		return enrollment.Result{}, err
	}
	return enrollment.Result{FaceIDs: texts(a.Response.SucFaceIds)}, nil
}

func getPerson(ctx context.Context, client *sdk.Client, call enrollment.Call) (enrollment.Result, error) {
	q := sdk.NewGetPersonBaseInfoRequest()
	q.PersonId = &call.Person
	a, err := client.GetPersonBaseInfoWithContext(ctx, q)
	if err != nil {
		return enrollment.Result{}, err
	}
	return enrollment.Result{Name: text(a.Response.PersonName), FaceIDs: texts(a.Response.FaceIds)}, nil
}

func listPersons(ctx context.Context, client *sdk.Client, call enrollment.Call) (enrollment.Result, error) {
	q := sdk.NewGetPersonListRequest()
	q.GroupId = &call.Group
	q.Offset, q.Limit = common.Uint64Ptr(uint64(call.Offset)), common.Uint64Ptr(uint64(call.Limit))
	a, err := client.GetPersonListWithContext(ctx, q)
	if err != nil {
		return enrollment.Result{}, err
	}
	var r enrollment.Result
	if a.Response.PersonInfos == nil && a.Response.PersonNum == nil {
		return r, &oddReply{cause: errShape}
	}
	if n := a.Response.PersonNum; n != nil {
		r.Total = int(*n)
	}
	for _, p := range a.Response.PersonInfos {
		if p == nil {
			return r, &oddReply{cause: errShape}
		}
		r.Persons = append(r.Persons, listed(p))
	}
	return r, nil
}

func listed(p *sdk.PersonInfo) enrollment.Listed {
	l := enrollment.Listed{Person: text(p.PersonId), Name: text(p.PersonName), FaceIDs: texts(p.FaceIds)}
	if t := p.CreationTimestamp; t != nil {
		l.Created = time.UnixMilli(int64(*t)).UTC()
	}
	return l
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func texts(list []*string) []string {
	out := make([]string, 0, len(list))
	for _, s := range list {
		out = append(out, text(s))
	}
	return out
}

func number(n *int) *uint64 {
	if n == nil {
		return nil
	}
	return common.Uint64Ptr(uint64(*n))
}

func rotate(o enrollment.Options) *uint64 {
	if !o.Rotate {
		return nil
	}
	return common.Uint64Ptr(1)
}
