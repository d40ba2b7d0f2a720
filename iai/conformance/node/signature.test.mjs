import assert from "node:assert/strict";
import test from "node:test";
import { failure, official, records, refused, SDKError, stage } from "./rig.mjs";

test("a signature with the right key passes", async () => {
  const client = await stage();
  assert.equal((await client.GetGroupList({})).GroupNum, 0);
});

test("a body in Chinese is signed as it is sent", async () => {
  const client = await stage();
  await client.CreateGroup({ GroupId: "g", GroupName: "研发部𠮷" });
  assert.equal((await client.GetGroupInfo({ GroupId: "g" })).GroupName, "研发部𠮷");
});

test("a wrong key is refused", async () => {
  await stage();
  await refused(official({ secretKey: "wrong" }).GetGroupList({}), "AuthFailure.SignatureFailure");
});

test("an unknown id is refused", async () => {
  await stage();
  await refused(official({ secretId: "nobody" }).GetGroupList({}), "AuthFailure.SecretIdNotFound");
});

test("a call without a signature is refused", async () => {
  const client = await stage();
  await refused(client.request("GetGroupList", {}, { skipSign: true }), "AuthFailure.InvalidAuthorization");
});

for (const [what, minutes] of [["late", -6], ["early", 6]]) {
  test(`a clock that is six minutes ${what} is refused`, async (t) => {
    const client = await stage();
    const now = Date.now() + minutes * 60_000;
    t.mock.method(Date.prototype, "getTime", () => now); // the SDK takes its timestamp there
    await refused(client.GetGroupList({}), "AuthFailure.SignatureExpire");
  });
}

test("what is refused for its signature changes nothing", async () => {
  const client = await stage();
  await failure(official({ secretKey: "wrong" }).CreateGroup({ GroupId: "g", GroupName: "g" }));
  assert.equal((await client.GetGroupList({})).GroupNum, 0);
});

test("the request id of a refusal is the one that the simulator wrote down", async () => {
  await stage();
  const err = await refused(official({ secretKey: "wrong" }).GetGroupList({}), "AuthFailure.SignatureFailure");
  assert.deepEqual((await records()).map((one) => [one.request_id, one.code]), [[err.requestId, err.code]]);
});

test("a token, a language and no region are no hindrance", async () => {
  await stage();
  const client = official({ token: "a token", language: "zh-CN", region: null });
  assert.equal((await client.GetGroupList({})).GroupNum, 0);
});

test("an endpoint where nobody listens is no answer of the service", async () => {
  const err = await failure(official({ http: { endpoint: "127.0.0.1:1" } }).GetGroupList({}));
  assert.ok(err instanceof SDKError);
  assert.deepEqual([err.code, err.requestId], [undefined, ""]);
  assert.match(err.message, /ECONNREFUSED/);
});
