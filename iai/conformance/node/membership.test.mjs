import assert from "node:assert/strict";
import test from "node:test";
import { declared } from "./declared.mjs";
import { person, persons, photo, refused, staff, stage } from "./rig.mjs";

// crowd enrolls so many people into staff, and makes the group of guests.
async function crowd(n) {
  const client = await stage();
  await staff(client);
  await client.CreateGroup({ GroupId: "guests", GroupName: "访客", GroupExDescriptions: ["公司"] });
  for (let i = 0; i < n; i++) {
    const fields = [{ PersonExDescriptionIndex: 0, PersonExDescription: `部门${i}` }];
    await client.CreatePerson(person(`p${i}`, { PersonName: `王${i}`, Gender: i % 3, PersonExDescriptionInfos: fields }));
  }
  return client;
}

function ids(reply) {
  return reply.PersonInfos.map((one) => one.PersonId);
}

test("GetPersonList answers with every declared field", async () => {
  const client = await crowd(2);
  await client.CreateFace({ PersonId: "p1", Images: [photo("ana-2.jpg")] });
  const reply = await client.GetPersonList({ GroupId: "staff" });
  declared(reply, "GetPersonListResponse");
  assert.deepEqual([reply.PersonNum, reply.FaceNum, reply.FaceModelVersion], [2, 3, "3.0"]);
  const { FaceIds, CreationTimestamp, ...told } = reply.PersonInfos[1];
  assert.deepEqual(told, { PersonName: "王1", PersonId: "p1", Gender: 1, PersonExDescriptions: ["部门1", ""] });
  assert.deepEqual(FaceIds, (await client.GetPersonBaseInfo({ PersonId: "p1" })).FaceIds);
  assert.ok(Math.abs(Date.now() - CreationTimestamp) < 60_000, `${CreationTimestamp} is not milliseconds of now`);
});

test("GetPersonList gives each person once over its pages", async () => {
  const client = await crowd(12);
  assert.equal((await client.GetPersonList({ GroupId: "staff" })).PersonInfos.length, 10);
  const pages = [];
  for (let Offset = 0; Offset < 12; Offset += 5) {
    pages.push(ids(await client.GetPersonList({ GroupId: "staff", Offset, Limit: 5 })));
  }
  assert.deepEqual(pages.map((page) => page.length), [5, 5, 2]);
  assert.deepEqual(new Set(pages.flat()), new Set(ids(await client.GetPersonList({ GroupId: "staff", Limit: 1000 }))));
});

test("GetPersonList gives an empty page at the end, and refuses to go past it", async () => {
  const client = await crowd(1);
  assert.deepEqual(ids(await client.GetPersonList({ GroupId: "staff", Offset: 1 })), []);
  await refused(client.GetPersonList({ GroupId: "staff", Offset: 2 }), "InvalidParameterValue.OffsetExceed");
});

test("GetPersonList refuses a page of more than a thousand", async () => {
  const client = await crowd(0);
  await refused(client.GetPersonList({ GroupId: "staff", Limit: 1001 }), "InvalidParameterValue.LimitExceed");
});

test("GetPersonList refuses a group that is not there", async () => {
  const client = await stage();
  await refused(client.GetPersonList({ GroupId: "nobody" }), "InvalidParameterValue.GroupIdNotExist");
});

test("GetPersonListNum answers with every declared field", async () => {
  const client = await crowd(2);
  await client.CreateFace({ PersonId: "p1", Images: [photo("ana-2.jpg")] });
  const reply = await client.GetPersonListNum({ GroupId: "staff" });
  declared(reply, "GetPersonListNumResponse");
  assert.deepEqual([reply.PersonNum, reply.FaceNum], [2, 3]);
});

test("GetPersonListNum refuses a group that is not there", async () => {
  const client = await stage();
  await refused(client.GetPersonListNum({ GroupId: "nobody" }), "InvalidParameterValue.GroupIdNotExist");
});

test("CopyPerson answers with every declared field", async () => {
  const client = await crowd(1);
  const reply = await client.CopyPerson({ PersonId: "p0", GroupIds: ["staff", "guests"] });
  declared(reply, "CopyPersonResponse");
  assert.deepEqual([reply.SucGroupNum, reply.SucGroupIds], [1, ["guests"]]);
  assert.deepEqual(ids(await client.GetPersonList({ GroupId: "guests" })), ["p0"]);
});

test("CopyPerson refuses a group in which the person is", async () => {
  const client = await crowd(1);
  await refused(client.CopyPerson({ PersonId: "p0", GroupIds: ["staff"] }), "FailedOperation.GroupPersonMapExist");
});

test("CopyPerson refuses a group that is not there", async () => {
  const client = await crowd(1);
  await refused(client.CopyPerson({ PersonId: "p0", GroupIds: ["nobody"] }), "InvalidParameterValue.GroupIdNotExist");
});

test("CopyPerson refuses a person who is not there", async () => {
  const client = await crowd(0);
  await refused(client.CopyPerson({ PersonId: "nobody", GroupIds: ["staff"] }), "InvalidParameterValue.PersonIdNotExist");
});

test("GetPersonGroupInfo answers with every declared field", async () => {
  const client = await crowd(1);
  await client.CopyPerson({ PersonId: "p0", GroupIds: ["guests"] });
  const reply = await client.GetPersonGroupInfo({ PersonId: "p0" });
  declared(reply, "GetPersonGroupInfoResponse");
  assert.deepEqual([reply.GroupNum, reply.FaceModelVersion], [2, "3.0"]);
  assert.deepEqual(reply.PersonGroupInfos, [
    { GroupId: "staff", PersonExDescriptions: ["部门0", ""] },
    { GroupId: "guests", PersonExDescriptions: [""] },
  ]);
});

test("GetPersonGroupInfo gives its groups page by page", async () => {
  const client = await crowd(1);
  await client.CopyPerson({ PersonId: "p0", GroupIds: ["guests"] });
  const reply = await client.GetPersonGroupInfo({ PersonId: "p0", Offset: 1, Limit: 1 });
  assert.deepEqual(reply.PersonGroupInfos.map((group) => group.GroupId), ["guests"]);
  assert.equal(reply.GroupNum, 2);
});

test("GetPersonGroupInfo refuses a page of more than a hundred", async () => {
  const client = await crowd(1);
  await refused(client.GetPersonGroupInfo({ PersonId: "p0", Limit: 101 }), "InvalidParameterValue.LimitExceed");
});

test("GetPersonGroupInfo refuses a person who is not there", async () => {
  const client = await stage();
  await refused(client.GetPersonGroupInfo({ PersonId: "nobody" }), "InvalidParameterValue.PersonIdNotExist");
});

test("DeletePersonFromGroup leaves the person in the other group", async () => {
  const client = await crowd(1);
  await client.CopyPerson({ PersonId: "p0", GroupIds: ["guests"] });
  const reply = await client.DeletePersonFromGroup({ PersonId: "p0", GroupId: "staff" });
  declared(reply, "DeletePersonFromGroupResponse");
  assert.deepEqual((await persons())[0].group_ids, ["guests"]);
});

test("DeletePersonFromGroup deletes the person with the last group", async () => {
  const client = await crowd(1);
  await client.DeletePersonFromGroup({ PersonId: "p0", GroupId: "staff" });
  await refused(client.GetPersonBaseInfo({ PersonId: "p0" }), "InvalidParameterValue.PersonIdNotExist");
});

test("DeletePersonFromGroup refuses a group in which the person is not", async () => {
  const client = await crowd(1);
  const call = client.DeletePersonFromGroup({ PersonId: "p0", GroupId: "guests" });
  await refused(call, "FailedOperation.GroupPersonMapNotExist");
});

test("DeletePersonFromGroup refuses a person who is not there", async () => {
  const client = await crowd(0);
  const call = client.DeletePersonFromGroup({ PersonId: "nobody", GroupId: "staff" });
  await refused(call, "InvalidParameterValue.PersonIdNotExist");
});
