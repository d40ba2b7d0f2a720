import assert from "node:assert/strict";
import test from "node:test";
import { declared } from "./declared.mjs";
import { person, refused, staff, stage } from "./rig.mjs";

async function enrolled() {
  const client = await stage();
  await staff(client);
  const fields = [{ PersonExDescriptionIndex: 0, PersonExDescription: "研发部" }];
  await client.CreatePerson(person("p1", { PersonExDescriptionInfos: fields }));
  return client;
}

function change(index, text, who = {}) {
  const fields = [{ PersonExDescriptionIndex: index, PersonExDescription: text }];
  return { GroupId: "staff", PersonId: "p1", PersonExDescriptionInfos: fields, ...who };
}

async function told(client) {
  return (await client.GetPersonGroupInfo({ PersonId: "p1" })).PersonGroupInfos.map((group) => group.PersonExDescriptions);
}

test("ModifyPersonGroupInfo changes the field that it names and no other", async () => {
  const client = await enrolled();
  declared(await client.ModifyPersonGroupInfo(change(1, "三楼𠮷")), "ModifyPersonGroupInfoResponse");
  assert.deepEqual(await told(client), [["研发部", "三楼𠮷"]]);
});

test("ModifyPersonGroupInfo changes one group and no other", async () => {
  const client = await enrolled();
  await client.CreateGroup({ GroupId: "guests", GroupName: "访客", GroupExDescriptions: ["公司"] });
  await client.CopyPerson({ PersonId: "p1", GroupIds: ["guests"] });
  await client.ModifyPersonGroupInfo(change(0, "腾讯", { GroupId: "guests" }));
  assert.deepEqual(await told(client), [["研发部", ""], ["腾讯"]]);
});

for (const [what, asked, code] of [
  ["a person who is not there", change(0, "x", { PersonId: "nobody" }), "InvalidParameterValue.PersonIdNotExist"],
  ["a group that is not there", change(0, "x", { GroupId: "nobody" }), "InvalidParameterValue.GroupIdNotExist"],
  ["a description of 61 characters", change(0, "字".repeat(61)), "InvalidParameterValue.PersonExDescriptionsNameTooLong"],
  [
    "one field described twice",
    { ...change(), PersonExDescriptionInfos: [0, 0].map((at) => ({ PersonExDescriptionIndex: at, PersonExDescription: "x" })) },
    "InvalidParameterValue.PersonExDescriptionsNameIdentical",
  ],
]) {
  test(`ModifyPersonGroupInfo refuses ${what}`, async () => {
    const client = await enrolled();
    await refused(client.ModifyPersonGroupInfo(asked), code);
  });
}

test("ModifyPersonGroupInfo refuses a group in which the person is not", async () => {
  const client = await enrolled();
  await client.CreateGroup({ GroupId: "guests", GroupName: "guests", GroupExDescriptions: ["a"] });
  const call = client.ModifyPersonGroupInfo(change(0, "x", { GroupId: "guests" }));
  await refused(call, "FailedOperation.GroupPersonMapNotExist");
});
