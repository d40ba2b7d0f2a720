import assert from "node:assert/strict";
import test from "node:test";
import { declared } from "./declared.mjs";
import { person, persons, refused, staff, stage } from "./rig.mjs";

const chinese = { GroupId: "g-1", GroupName: "研发部_一号", GroupExDescriptions: ["部门", "楼层"], Tag: "测试𠮷" };

async function many(client, n) {
  for (let i = 0; i < n; i++) {
    await client.CreateGroup({ GroupId: `g${i}`, GroupName: `g${i}` });
  }
}

function ids(reply) {
  return reply.GroupInfos.map((group) => group.GroupId);
}

test("CreateGroup answers with every declared field", async () => {
  const client = await stage();
  const reply = await client.CreateGroup({ ...chinese, FaceModelVersion: "3.0" });
  declared(reply, "CreateGroupResponse");
  assert.equal(reply.FaceModelVersion, "3.0");
});

test("CreateGroup refuses an id that is taken", async () => {
  const client = await stage();
  await client.CreateGroup(chinese);
  await refused(client.CreateGroup({ ...chinese, GroupName: "other" }), "InvalidParameterValue.GroupIdAlreadyExist");
});

test("CreateGroup refuses a name that is taken", async () => {
  const client = await stage();
  await client.CreateGroup(chinese);
  await refused(client.CreateGroup({ ...chinese, GroupId: "g-2" }), "InvalidParameterValue.GroupNameAlreadyExist");
});

for (const [what, change, code] of [
  ["an id in Chinese", { GroupId: "一号" }, "InvalidParameterValue.GroupIdIllegal"],
  ["an id of 65 bytes", { GroupId: "g".repeat(65) }, "InvalidParameterValue.GroupIdTooLong"],
  ["a name of 61 characters", { GroupName: "组".repeat(61) }, "InvalidParameterValue.GroupNameTooLong"],
  ["a sixth field", { GroupExDescriptions: [..."abcdef"] }, "InvalidParameterValue.GroupExDescriptionsExceed"],
  ["two fields of one name", { GroupExDescriptions: ["a", "a"] }, "InvalidParameterValue.GroupExDescriptionsNameIdentical"],
  ["a field's name of 31 characters", { GroupExDescriptions: ["字".repeat(31)] }, "InvalidParameterValue.GroupExDescriptionsNameTooLong"],
  ["a tag of 41 characters", { Tag: "签".repeat(41) }, "InvalidParameterValue.GroupTagTooLong"],
  ["another face model", { FaceModelVersion: "1.0" }, "InvalidParameterValue.FaceModelVersionIllegal"],
]) {
  test(`CreateGroup refuses ${what}`, async () => {
    const client = await stage();
    await refused(client.CreateGroup({ ...chinese, ...change }), code);
  });
}

test("GetGroupInfo gives back in Chinese what was written in Chinese", async () => {
  const client = await stage();
  const before = Date.now();
  await client.CreateGroup(chinese);
  const reply = await client.GetGroupInfo({ GroupId: "g-1" });
  declared(reply, "GetGroupInfoResponse");
  const { RequestId, CreationTimestamp, ...told } = reply;
  assert.deepEqual(told, { ...chinese, FaceModelVersion: "3.0" });
  assert.ok(CreationTimestamp >= before && CreationTimestamp <= Date.now(), `${CreationTimestamp} is not milliseconds of now`);
});

test("GetGroupInfo refuses a group that is not there", async () => {
  const client = await stage();
  await refused(client.GetGroupInfo({ GroupId: "nobody" }), "InvalidParameterValue.GroupIdNotExist");
});

test("GetGroupList answers with every declared field", async () => {
  const client = await stage();
  await client.CreateGroup(chinese);
  const reply = await client.GetGroupList({});
  declared(reply, "GetGroupListResponse");
  assert.equal(reply.GroupNum, 1);
  const { CreationTimestamp, UpdateTimestamp, ...told } = reply.GroupInfos[0];
  assert.deepEqual(told, { ...chinese, FaceModelVersion: "3.0" });
  assert.equal(UpdateTimestamp, CreationTimestamp);
});

test("GetGroupList gives ten groups unless asked for more", async () => {
  const client = await stage();
  await many(client, 12);
  const first = await client.GetGroupList({});
  assert.equal(first.GroupInfos.length, 10);
  assert.equal(first.GroupNum, 12);
});

test("GetGroupList gives each group once over its pages", async () => {
  const client = await stage();
  await many(client, 12);
  const pages = [];
  for (let Offset = 0; Offset < 12; Offset += 5) {
    pages.push(ids(await client.GetGroupList({ Offset, Limit: 5 })));
  }
  assert.deepEqual(pages.map((page) => page.length), [5, 5, 2]);
  assert.deepEqual(new Set(pages.flat()), new Set(ids(await client.GetGroupList({ Limit: 1000 }))));
});

test("GetGroupList gives an empty page at the end, and refuses to go past it", async () => {
  const client = await stage();
  await many(client, 2);
  assert.deepEqual(ids(await client.GetGroupList({ Offset: 2 })), []);
  await refused(client.GetGroupList({ Offset: 3 }), "InvalidParameterValue.OffsetExceed");
});

test("GetGroupList refuses a page of more than a thousand", async () => {
  const client = await stage();
  await refused(client.GetGroupList({ Limit: 1001 }), "InvalidParameterValue.LimitExceed");
});

test("ModifyGroup changes what it names and nothing else", async () => {
  const client = await stage();
  await client.CreateGroup(chinese);
  const fields = [{ GroupExDescriptionIndex: 1, GroupExDescription: "座位" }];
  declared(await client.ModifyGroup({ GroupId: "g-1", GroupName: "市场部", GroupExDescriptionInfos: fields }), "ModifyGroupResponse");
  const told = await client.GetGroupInfo({ GroupId: "g-1" });
  assert.equal(told.GroupName, "市场部");
  assert.deepEqual(told.GroupExDescriptions, ["部门", "座位"]);
  assert.equal(told.Tag, chinese.Tag);
});

test("ModifyGroup refuses a group that is not there", async () => {
  const client = await stage();
  await refused(client.ModifyGroup({ GroupId: "nobody", Tag: "x" }), "InvalidParameterValue.GroupIdNotExist");
});

test("ModifyGroup refuses a name that another group has", async () => {
  const client = await stage();
  await many(client, 2);
  await refused(client.ModifyGroup({ GroupId: "g1", GroupName: "g0" }), "InvalidParameterValue.GroupNameAlreadyExist");
});

test("DeleteGroup takes along who is in no other group", async () => {
  const client = await stage();
  await staff(client);
  await client.CreateGroup(chinese);
  await client.CreatePerson(person("p1"));
  await client.CreatePerson(person("p2"));
  await client.CopyPerson({ PersonId: "p2", GroupIds: ["g-1"] });
  declared(await client.DeleteGroup({ GroupId: "staff" }), "DeleteGroupResponse");
  assert.deepEqual((await persons()).map((one) => [one.person_id, one.group_ids]), [["p2", ["g-1"]]]);
  await refused(client.GetGroupInfo({ GroupId: "staff" }), "InvalidParameterValue.GroupIdNotExist");
});

test("DeleteGroup refuses a group that is not there", async () => {
  const client = await stage();
  await refused(client.DeleteGroup({ GroupId: "nobody" }), "InvalidParameterValue.GroupIdNotExist");
});
