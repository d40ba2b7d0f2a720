package simulator

import (
	"slices"
	"testing"

	"enroll/iai/simulator/account"
)

// Whatever a signed body holds, the answer is JSON of the right shape, and one record is made.
func FuzzCall(f *testing.F) {
	names := account.Actions()
	slices.Sort(names)
	for i := range names {
		f.Add(uint8(i), []byte(`{"GroupId":"staff","GroupName":"g","GroupIds":["b"],"PersonId":"p"}`))
	}
	at := func(name string) uint8 { return uint8(slices.Index(names, name)) }
	f.Add(at("CreatePerson"), []byte(`{"GroupId":"staff","PersonId":"q","PersonName":"Q","Image":"`+shot(0)+`"}`))
	f.Add(at("CreatePerson"), []byte(`{"GroupId":"staff","PersonId":"q","PersonName":"Q","Image":"`+text(pngOf(64, 64, "identity=x"))+`","UniquePersonControl":1}`))
	f.Add(at("CreatePerson"), []byte(`{"GroupId":"staff","PersonId":"q","PersonName":"Q","Image":"`+text(bmpOf(64, 64))+`","PersonExDescriptionInfos":[{"PersonExDescriptionIndex":1,"PersonExDescription":"x"}]}`))
	f.Add(at("CreateFace"), []byte(`{"PersonId":"p","Images":["`+shot(1)+`","AAAA",null,"\u0041"],"FaceMatchThreshold":1e999}`))
	f.Add(at("DeleteFace"), []byte(`{"PersonId":"p","FaceIds":["x"]}`))
	f.Add(at("GetPersonList"), []byte(`{"GroupId":"staff","Offset":1,"Limit":99999999999999999999}`))
	f.Fuzz(func(t *testing.T, which uint8, body []byte) {
		r := newRig(t, Options{}).group()
		r.person("p", shot(0))
		r.call(names[int(which)%len(names)], string(body))
		if got := len(r.records()); got != 3 {
			t.Errorf("%d records of 3 calls", got)
		}
	})
}
