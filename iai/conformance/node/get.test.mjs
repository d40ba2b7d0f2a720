// The same calls by GET: the SDK puts the parameters into the query, where numbers are text and
// lists are flat (GroupIds.0, PersonExDescriptionInfos.0.PersonExDescription).
import assert from "node:assert/strict";
import test from "node:test";
import { declared } from "./declared.mjs";
import { config, CommonClient, failure, faults, official, person, persons, photo, records, refused, stage } from "./rig.mjs";

const byGet = { http: { reqMethod: "GET" } };
const chinese = { GroupId: "g-1", GroupName: "研发部_一号", GroupExDescriptions: ["部门", "楼层"], Tag: "测试𠮷" };

async function getting() {
  await stage();
  return official(byGet);
}

test("a call without parameters is served by GET", async () => {
  const client = await getting();
  assert.equal((await client.GetGroupList({})).GroupNum, 0);
});

test("texts and lists in Chinese are read from the query", async () => {
  const client = await getting();
  declared(await client.CreateGroup(chinese), "CreateGroupResponse");
  const reply = await client.GetGroupInfo({ GroupId: "g-1" });
  declared(reply, "GetGroupInfoResponse");
  const { RequestId, CreationTimestamp, ...told } = reply;
  assert.deepEqual(told, { ...chinese, FaceModelVersion: "3.0" });
});

test("an id with every character that it may have is signed as it is sent", async () => {
  const client = await getting();
  const GroupId = "aZ09-%@#&_";
  await client.CreateGroup({ GroupId, GroupName: "g" });
  assert.equal((await client.GetGroupInfo({ GroupId })).GroupId, GroupId);
});

test("numbers are read from the query", async () => {
  const client = await getting();
  for (const id of ["g0", "g1", "g2"]) {
    await client.CreateGroup({ ...chinese, GroupId: id, GroupName: id });
  }
  const page = await client.GetGroupList({ Offset: 1, Limit: 1 });
  declared(page, "GetGroupListResponse");
  assert.deepEqual([page.GroupInfos.length, page.GroupNum], [1, 3]);
});

test("objects in a list are read from the query", async () => {
  const client = await getting();
  await client.CreateGroup(chinese);
  const change = [
    { GroupExDescriptionIndex: 1, GroupExDescription: "座位" },
    { GroupExDescriptionIndex: 0, GroupExDescription: "科室" },
  ];
  declared(await client.ModifyGroup({ GroupId: "g-1", GroupExDescriptionInfos: change }), "ModifyGroupResponse");
  assert.deepEqual((await client.GetGroupInfo({ GroupId: "g-1" })).GroupExDescriptions, ["科室", "座位"]);
});

test("a text with every awkward character is signed as it is sent", async () => {
  const client = await getting();
  await client.CreateGroup(chinese);
  await official().CreatePerson(person("p1", { GroupId: "g-1" })); // a photo does not fit into a query
  const PersonName = `O'Neil "x" (b) ~!*+/=?&#%<>[]{}|\\^\`;:@,$ 王𠮷`;
  await client.ModifyPersonBaseInfo({ PersonId: "p1", PersonName });
  assert.equal((await client.GetPersonBaseInfo({ PersonId: "p1" })).PersonName, PersonName);
});

test("a person is read, changed, listed and deleted by GET", async () => {
  const client = await getting();
  await client.CreateGroup(chinese);
  await client.CreateGroup({ GroupId: "g-2", GroupName: "访客" });
  await official().CreatePerson(person("p1", { GroupId: "g-1" }));
  assert.deepEqual((await client.CopyPerson({ PersonId: "p1", GroupIds: ["g-2"] })).SucGroupIds, ["g-2"]);
  await client.ModifyPersonBaseInfo({ PersonId: "p1", PersonName: "李四", Gender: 2 });
  const told = await client.GetPersonBaseInfo({ PersonId: "p1" });
  declared(told, "GetPersonBaseInfoResponse");
  assert.deepEqual([told.PersonName, told.Gender], ["李四", 2]);
  assert.equal((await client.GetPersonList({ GroupId: "g-2", Limit: 1000 })).PersonNum, 1);
  assert.equal((await client.GetPersonListNum({ GroupId: "g-2" })).PersonNum, 1);
  await client.DeletePersonFromGroup({ PersonId: "p1", GroupId: "g-2" });
  await client.DeletePerson({ PersonId: "p1" });
  await client.DeleteGroup({ GroupId: "g-2" });
  assert.deepEqual(await persons(), []);
});

test("faces are deleted by GET", async () => {
  const client = await getting();
  await client.CreateGroup(chinese);
  await official().CreatePerson(person("p1", { GroupId: "g-1" }));
  const { SucFaceIds } = await official().CreateFace({ PersonId: "p1", Images: [photo("ana-2.jpg")] });
  assert.deepEqual((await client.DeleteFace({ PersonId: "p1", FaceIds: SucFaceIds })).SucFaceIds, SucFaceIds);
});

test("a refusal by GET has its code", async () => {
  const client = await getting();
  await refused(client.GetGroupInfo({ GroupId: "nobody" }), "InvalidParameterValue.GroupIdNotExist");
  await refused(client.GetGroupList({ Limit: 1001 }), "InvalidParameterValue.LimitExceed");
  await refused(client.GetGroupInfo({ GroupId: "g", Sugar: 2 }), "UnknownParameter");
});

test("a wrong key is refused by GET", async () => {
  await stage();
  const call = official({ secretKey: "wrong", ...byGet }).GetGroupInfo({ GroupId: "研发" });
  await refused(call, "AuthFailure.SignatureFailure");
});

test("an unknown id is refused by GET", async () => {
  await stage();
  await refused(official({ secretId: "nobody", ...byGet }).GetGroupList({}), "AuthFailure.SecretIdNotFound");
});

test("a call by GET is written down with its action and its person", async () => {
  const client = await getting();
  await failure(client.GetPersonBaseInfo({ PersonId: "p1" }));
  const [seen] = await records();
  assert.deepEqual([seen.action, seen.person], ["GetPersonBaseInfo", "p1"]);
});

test("a fault reaches a call by GET", async () => {
  const client = await getting();
  await faults({ action: "GetPersonBaseInfo", person: "p1", answer: "InternalError" });
  await refused(client.GetPersonBaseInfo({ PersonId: "p1" }), "InternalError");
});

test("the SDK's common client is served by GET too", async () => {
  await stage();
  const common = new CommonClient("", "2020-03-03", config(byGet));
  assert.equal((await common.request("GetGroupList", { Limit: 1 })).GroupNum, 0);
});
