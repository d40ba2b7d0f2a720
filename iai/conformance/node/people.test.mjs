import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import { declared } from "./declared.mjs";
import { person, persons, photo, records, refused, staff, stage } from "./rig.mjs";

const rare = "𠮷"; // one character, two units of UTF-16, four bytes

async function enrolled(changes) {
  const client = await stage();
  await staff(client);
  await client.CreatePerson(person("p1", changes));
  return client;
}

test("CreatePerson answers with every declared field", async () => {
  const client = await stage();
  await staff(client);
  const all = { Gender: 2, UniquePersonControl: 2, QualityControl: 1, NeedRotateDetection: 1 };
  const reply = await client.CreatePerson(person("p1", all));
  declared(reply, "CreatePersonResponse");
  assert.match(reply.FaceId, /^\d{19}$/);
  assert.equal(reply.SimilarPersonId, "");
  assert.equal(reply.FaceModelVersion, "3.0");
  assert.ok(reply.FaceRect.Width > 0 && reply.FaceRect.Height > 0);
});

test("CreatePerson keeps the photo as it was sent", async () => {
  await enrolled();
  const [only] = await persons();
  const bytes = Buffer.from(photo("ana-1.jpg"), "base64");
  assert.equal(only.faces[0].sha256, createHash("sha256").update(bytes).digest("hex"));
  const [record] = await records("CreatePerson");
  assert.deepEqual([record.images, record.applied, record.billed], [1, true, true]);
});

test("CreatePerson keeps names and descriptions in Chinese", async () => {
  const text = `研发部，三楼 "东" \\ ${rare}/`;
  const fields = [{ PersonExDescriptionIndex: 1, PersonExDescription: text }];
  const client = await enrolled({ PersonName: `王小明${rare}`, PersonExDescriptionInfos: fields });
  const [listed] = (await client.GetPersonList({ GroupId: "staff" })).PersonInfos;
  assert.equal(listed.PersonName, `王小明${rare}`);
  assert.deepEqual(listed.PersonExDescriptions, ["", text]);
});

test("CreatePerson counts a name's characters, not its bytes or units", async () => {
  const client = await enrolled({ PersonName: rare.repeat(60) });
  assert.equal((await client.GetPersonBaseInfo({ PersonId: "p1" })).PersonName, rare.repeat(60));
  await refused(client.CreatePerson(person("p2", { PersonName: rare.repeat(61) })), "InvalidParameterValue.PersonNameTooLong");
});

test("CreatePerson takes PNG and BMP too", async () => {
  const client = await enrolled({ Image: photo("ana-4.png") });
  await client.CreatePerson(person("p2", { Image: photo("anybody.bmp") }));
  assert.equal((await persons()).length, 2);
});

test("CreatePerson creates nobody when somebody alike is in the group", async () => {
  const client = await enrolled();
  const alike = { Image: photo("ana-2.jpg"), UniquePersonControl: 2 };
  const reply = await client.CreatePerson(person("p2", alike));
  declared(reply, "CreatePersonResponse", "FaceRect"); // it may be null, its declaration says
  assert.equal(reply.SimilarPersonId, "p1");
  assert.equal(reply.FaceId, "");
  assert.deepEqual((await persons()).map((one) => one.person_id), ["p1"]);
});

test("CreatePerson looks for nobody alike unless it is asked to", async () => {
  const client = await enrolled();
  const reply = await client.CreatePerson(person("p2", { Image: photo("ana-2.jpg") }));
  assert.equal(reply.SimilarPersonId, "");
});

for (const [what, change, code] of [
  ["an id that is taken", { PersonId: "p1" }, "InvalidParameterValue.PersonIdAlreadyExist"],
  ["a group that is not there", { GroupId: "nobody" }, "InvalidParameterValue.GroupIdNotExist"],
  ["an id in Chinese", { PersonId: "王" }, "InvalidParameterValue.PersonIdIllegal"],
  ["an id of 65 bytes", { PersonId: "p".repeat(65) }, "InvalidParameterValue.PersonIdTooLong"],
  [
    "a description with a line break",
    { PersonExDescriptionInfos: [{ PersonExDescriptionIndex: 0, PersonExDescription: "a\nb" }] },
    "InvalidParameterValue.PersonExDescriptionsNameIllegal",
  ],
  ["a name with a line break", { PersonName: "a\nb" }, "InvalidParameterValue.PersonNameIllegal"],
  ["an empty name", { PersonName: "" }, "MissingParameter.ErrorParameterEmpty"],
  ["a gender of 3", { Gender: 3 }, "InvalidParameterValue.PersonGenderIllegal"],
  ["a quality of 5", { QualityControl: 5 }, "InvalidParameterValue.QualityControlIllegal"],
  ["a search of 5", { UniquePersonControl: 5 }, "InvalidParameterValue.UniquePersonControlIllegal"],
  [
    "a description of 61 characters",
    { PersonExDescriptionInfos: [{ PersonExDescriptionIndex: 0, PersonExDescription: "字".repeat(61) }] },
    "InvalidParameterValue.PersonExDescriptionsNameTooLong",
  ],
  [
    "one field described twice",
    { PersonExDescriptionInfos: [0, 0].map((at) => ({ PersonExDescriptionIndex: at, PersonExDescription: "x" })) },
    "InvalidParameterValue.PersonExDescriptionsNameIdentical",
  ],
  ["no photo", { Image: undefined }, "InvalidParameterValue.ImageEmpty"],
  ["a photo without a face", { Image: photo("wall.jpg") }, "InvalidParameterValue.NoFaceInPhoto"],
  ["a photo that is blurred", { Image: photo("blurred.jpg"), QualityControl: 1 }, "FailedOperation.FaceQualityNotQualified"],
  ["a photo that breaks off", { Image: photo("cut-off.jpg") }, "FailedOperation.ImageDecodeFailed"],
  ["a GIF", { Image: photo("moving.gif") }, "FailedOperation.ImageDecodeFailed"],
  ["a photo of 63 pixels", { Image: photo("tiny.jpg") }, "FailedOperation.ImageResolutionTooSmall"],
  ["a JPG of 4001 pixels", { Image: photo("long.jpg") }, "FailedOperation.ImageResolutionExceed"],
  ["a PNG of 2001 pixels", { Image: photo("long.png") }, "FailedOperation.ImageResolutionExceed"],
  ["over 5 MiB of base64", { Image: "A".repeat(5 * 2 ** 20 + 4) }, "FailedOperation.ImageSizeExceed"],
  ["over 10 MiB in all", { Image: "A".repeat(10 * 2 ** 20) }, "RequestSizeLimitExceeded"],
]) {
  test(`CreatePerson refuses ${what}`, async () => {
    const client = await enrolled();
    await refused(client.CreatePerson(person("p2", change)), code);
    assert.equal((await persons()).length, 1);
  });
}

test("GetPersonBaseInfo answers with every declared field", async () => {
  const client = await enrolled({ PersonName: "王小明", Gender: 1 });
  const reply = await client.GetPersonBaseInfo({ PersonId: "p1" });
  declared(reply, "GetPersonBaseInfoResponse");
  assert.deepEqual([reply.PersonName, reply.Gender, reply.FaceIds.length], ["王小明", 1, 1]);
});

test("GetPersonBaseInfo gives the face id that CreatePerson gave, digit for digit", async () => {
  const client = await stage();
  await staff(client);
  const { FaceId } = await client.CreatePerson(person("p1"));
  assert.deepEqual((await client.GetPersonBaseInfo({ PersonId: "p1" })).FaceIds, [FaceId]);
});

test("GetPersonBaseInfo refuses a person who is not there", async () => {
  const client = await stage();
  await refused(client.GetPersonBaseInfo({ PersonId: "nobody" }), "InvalidParameterValue.PersonIdNotExist");
});

test("ModifyPersonBaseInfo changes the name and leaves the gender", async () => {
  const client = await enrolled({ Gender: 1 });
  declared(await client.ModifyPersonBaseInfo({ PersonId: "p1", PersonName: "李四" }), "ModifyPersonBaseInfoResponse");
  const told = await client.GetPersonBaseInfo({ PersonId: "p1" });
  assert.deepEqual([told.PersonName, told.Gender], ["李四", 1]);
});

test("ModifyPersonBaseInfo changes the gender and leaves the name", async () => {
  const client = await enrolled({ PersonName: "李四", Gender: 1 });
  await client.ModifyPersonBaseInfo({ PersonId: "p1", Gender: 0 });
  const told = await client.GetPersonBaseInfo({ PersonId: "p1" });
  assert.deepEqual([told.PersonName, told.Gender], ["李四", 0]);
});

test("ModifyPersonBaseInfo refuses a person who is not there", async () => {
  const client = await stage();
  await refused(client.ModifyPersonBaseInfo({ PersonId: "nobody", Gender: 1 }), "InvalidParameterValue.PersonIdNotExist");
});

test("DeletePerson removes the person", async () => {
  const client = await enrolled();
  declared(await client.DeletePerson({ PersonId: "p1" }), "DeletePersonResponse");
  assert.deepEqual(await persons(), []);
});

test("DeletePerson refuses a person who is not there", async () => {
  const client = await stage();
  await refused(client.DeletePerson({ PersonId: "nobody" }), "ResourceNotFound.ErrorPersonNotExisted");
});
