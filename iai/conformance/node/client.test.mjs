import assert from "node:assert/strict";
import test from "node:test";
import { Client, CommonClient, config, refused, stage, uuid } from "./rig.mjs";

// The calls that the simulator serves, each of which has its tests in this folder.
const served = [
  "CopyPerson",
  "CreateFace",
  "CreateGroup",
  "CreatePerson",
  "DeleteFace",
  "DeleteGroup",
  "DeletePerson",
  "DeletePersonFromGroup",
  "DetectFace",
  "GetGroupInfo",
  "GetGroupList",
  "GetPersonBaseInfo",
  "GetPersonGroupInfo",
  "GetPersonList",
  "GetPersonListNum",
  "ModifyGroup",
  "ModifyPersonBaseInfo",
  "ModifyPersonGroupInfo",
];

test("the calls that are served are those that are tested here", async () => {
  const client = await stage();
  const found = [];
  for (const name of Object.getOwnPropertyNames(Client.prototype).filter((name) => name !== "constructor")) {
    const code = await client[name]({}).then(
      () => undefined,
      (err) => err.code,
    );
    if (code !== "InvalidAction") {
      found.push(name);
    }
  }
  assert.deepEqual(found.sort(), served);
});

test("an action that nobody knows is refused", async () => {
  const client = await stage();
  await refused(client.request("MakeCoffee", {}), "InvalidAction");
});

test("another version of the service is refused", async () => {
  await stage();
  const old = new CommonClient("", "2018-03-01", config());
  await refused(old.request("GetGroupList", {}), "NoSuchVersion");
});

test("the SDK's common client is served too", async () => {
  await stage();
  const common = new CommonClient("", "2020-03-03", config());
  assert.equal((await common.request("GetGroupList", { Limit: 1 })).GroupNum, 0);
});

test("a callback gets the reply", async () => {
  const client = await stage();
  const [err, reply] = await new Promise((resolve) => client.GetGroupList({}, (...got) => resolve(got)));
  assert.equal(err, null);
  assert.match(reply.RequestId, uuid);
});

test("a callback gets the refusal", async () => {
  const client = await stage();
  let got;
  await refused(client.GetGroupInfo({ GroupId: "g" }, (err) => (got = err)), "InvalidParameterValue.GroupIdNotExist");
  assert.equal(got.code, "InvalidParameterValue.GroupIdNotExist");
});

test("a parameter that is null or undefined is as good as absent", async () => {
  const client = await stage();
  await client.CreateGroup({ GroupId: "g", GroupName: "g", Tag: null, GroupExDescriptions: undefined });
  const told = await client.GetGroupInfo({ GroupId: "g" });
  assert.deepEqual([told.Tag, told.GroupExDescriptions], ["", []]);
});

test("a parameter that the call needs is missed", async () => {
  const client = await stage();
  await refused(client.GetGroupInfo({}), "MissingParameter");
});

test("a parameter that the call does not know is refused", async () => {
  const client = await stage();
  await refused(client.GetGroupInfo({ GroupId: "g", Sugar: 2 }), "UnknownParameter");
});

test("a parameter of another type is refused", async () => {
  const client = await stage();
  await refused(client.GetGroupList({ Limit: "many" }), "InvalidParameter");
});
