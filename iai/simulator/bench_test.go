package simulator

import (
	"testing"
	"time"

	"enroll.example/enroll/iai/simulator/account"
)

func BenchmarkCreateFace(b *testing.B) {
	r := newRig(b, Options{}).group()
	photo := text(append(jpegOf(400, 400, ""), make([]byte, 60<<10)...))
	body := `{"PersonId":"p","Images":["` + photo + `","` + photo + `"]}`
	create, _ := account.Lookup("CreatePerson")
	params, _ := account.Body([]byte(`{"GroupId":"staff","PersonId":"p","PersonName":"p","Image":"` + shot(0) + `"}`))
	call, refusal := create.Read(params, account.Manner{})
	if refusal != nil {
		b.Fatal(refusal)
	}
	first := call.Serve(r.s.account, time.Now()).Change // applied again, it removes further faces
	requests := signed(b, "CreateFace", body)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		r.s.account.Apply(first)
		requests.Body = reader(body)
		r.send(requests)
	}
	if last := r.last(); last.Code != "" || !last.Applied {
		b.Errorf("%+v", last)
	}
}

// Concurrent calls share a sync of the state file.
func BenchmarkDurableCalls(b *testing.B) {
	r := newRig(b, Options{State: b.TempDir() + "/state"})
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			r.call("GetGroupList", fields{})
		}
	})
}
