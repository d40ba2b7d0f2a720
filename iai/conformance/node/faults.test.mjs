// What a network and a gateway do to a call, as the SDK tells it to its users.
import assert from "node:assert/strict";
import test from "node:test";
import { failure, faults, person, persons, photo, records, SDKError, staff, stage, uuid } from "./rig.mjs";

async function under(...rules) {
  const client = await stage();
  await staff(client);
  await client.CreatePerson(person("p1"));
  await faults(...rules);
  return client;
}

async function names() {
  return (await persons()).map((one) => one.person_id);
}

// unanswered says that the SDK has no word of the service to give: no code, no request id.
function unanswered(err) {
  assert.ok(err instanceof SDKError, `${err}`);
  assert.deepEqual([err.code, err.requestId], [undefined, ""]);
}

test("a connection that breaks before the call is applied is told as one that was reset", async () => {
  const client = await under({ action: "CreatePerson", drop: "before" });
  const err = await failure(client.CreatePerson(person("p2")));
  unanswered(err);
  assert.match(err.message, /ECONNRESET/);
  assert.match(err.traceId, uuid);
  assert.deepEqual(await names(), ["p1"]);
});

test("a connection that breaks after the call was applied looks the same", async () => {
  const client = await under({ action: "CreatePerson", drop: "after" });
  const err = await failure(client.CreatePerson(person("p2")));
  unanswered(err);
  assert.match(err.message, /ECONNRESET/);
  assert.deepEqual(await names(), ["p1", "p2"]);
});

test("a connection that breaks may leave some of the photos", async () => {
  const client = await under({ action: "CreateFace", apply_images: 1, drop: "after" });
  unanswered(await failure(client.CreateFace({ PersonId: "p1", Images: [photo("ana-2.jpg"), photo("ana-3.jpg")] })));
  assert.equal((await persons())[0].faces.length, 2);
  assert.equal((await records("CreateFace"))[0].dropped, true);
});

test("a rule that is used up lets the next call pass", async () => {
  const client = await under({ action: "CreatePerson", drop: "before", times: 1 });
  await failure(client.CreatePerson(person("p2")));
  await client.CreatePerson(person("p2"));
  assert.deepEqual(await names(), ["p1", "p2"]);
});

test("a 502 of a gateway is told by its status", async () => {
  const client = await under({ action: "CreateFace", status: 502, reply: "<html>502 Bad Gateway</html>" });
  const err = await failure(client.CreateFace({ PersonId: "p1", Images: [photo("ana-2.jpg")] }));
  unanswered(err);
  assert.deepEqual([err.httpCode, err.message], [502, "Bad Gateway"]);
  assert.equal((await persons())[0].faces.length, 1);
});

test("a 502 may stand before a call that was applied", async () => {
  const client = await under({ action: "CreatePerson", status: 502, reply: "<html></html>", apply: true });
  unanswered(await failure(client.CreatePerson(person("p2"))));
  assert.deepEqual(await names(), ["p1", "p2"]);
});

// The SDK lets these pass as they are thrown inside of it, not as errors of its own.
for (const [what, reply, name] of [
  ["a page in place of JSON", "<html>sign in</html>", "FetchError"],
  ["JSON that breaks off", '{"Response":{"FaceId":"3', "FetchError"],
  ["JSON without a response", "{}", "TypeError"],
]) {
  test(`${what} is a ${name}`, async () => {
    const client = await under({ action: "CreatePerson", reply });
    const err = await failure(client.CreatePerson(person("p2")));
    assert.equal(err.name, name);
    assert.ok(!(err instanceof SDKError));
  });
}

test("an error in a reply wins over the fields beside it", async () => {
  const both = { Response: { FaceId: "3", Error: { Code: "FailedOperation.ServerError", Message: "出错了" }, RequestId: "r-1" } };
  const client = await under({ action: "CreatePerson", reply: JSON.stringify(both) });
  const err = await failure(client.CreatePerson(person("p2")));
  assert.deepEqual([err.code, err.message, err.requestId], ["FailedOperation.ServerError", "出错了", "r-1"]);
});
