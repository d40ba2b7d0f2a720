import assert from "node:assert/strict";
import test from "node:test";
import { declared } from "./declared.mjs";
import { person, persons, photo, records, refused, staff, stage } from "./rig.mjs";

async function enrolled() {
  const client = await stage();
  await staff(client);
  await client.CreatePerson(person("p1"));
  return client;
}

function shots(...names) {
  return { PersonId: "p1", Images: names.map(photo) };
}

test("CreateFace answers with every declared field", async () => {
  const client = await enrolled();
  const all = { FaceMatchThreshold: 60.5, QualityControl: 1, NeedRotateDetection: 0 };
  const reply = await client.CreateFace({ ...shots("ana-2.jpg", "ana-4.png"), ...all });
  declared(reply, "CreateFaceResponse");
  assert.equal(reply.SucFaceNum, 2);
  assert.deepEqual(reply.RetCode, [0, 0]);
  assert.deepEqual(reply.SucIndexes, [0, 1]);
  assert.equal(new Set(reply.SucFaceIds).size, 2);
  assert.equal(reply.SucFaceRects.length, 2);
  assert.equal(reply.FaceModelVersion, "3.0");
});

test("CreateFace adds its faces to the person", async () => {
  const client = await enrolled();
  const { SucFaceIds } = await client.CreateFace(shots("ana-2.jpg", "ana-3.jpg"));
  const { FaceIds } = await client.GetPersonBaseInfo({ PersonId: "p1" });
  assert.deepEqual(FaceIds.slice(1), SucFaceIds);
  const [record] = await records("CreateFace");
  assert.deepEqual([record.images, record.applied, record.billed], [2, true, true]);
});

test("CreateFace judges each photo for itself, in the order sent", async () => {
  const client = await enrolled();
  const reply = await client.CreateFace(shots("bob-1.jpg", "ana-2.jpg", "wall.jpg", "ana-3.jpg"));
  assert.deepEqual(reply.RetCode, [-1604, 0, -1101, 0]);
  assert.deepEqual(reply.SucIndexes, [1, 3]);
  assert.deepEqual([reply.SucFaceNum, reply.SucFaceIds.length, reply.SucFaceRects.length], [2, 2, 2]);
});

for (const [what, name, code] of [
  ["without a face", "wall.jpg", -1101],
  ["that breaks off", "cut-off.jpg", -1102],
  ["that is too small", "tiny.jpg", -1109],
  ["that is too large", "long.jpg", -1109],
  ["that is blurred", "blurred.jpg", -1601],
  ["of somebody else", "bob-1.jpg", -1604],
]) {
  test(`CreateFace succeeds with ${code} for a photo ${what}`, async () => {
    const client = await enrolled();
    const reply = await client.CreateFace({ ...shots(name), QualityControl: 1 });
    assert.deepEqual(reply.RetCode, [code]);
    assert.equal(reply.SucFaceNum, 0);
    assert.deepEqual([reply.SucFaceIds, reply.SucIndexes, reply.SucFaceRects], [[], [], []]);
    assert.equal((await persons())[0].faces.length, 1);
  });
}

test("CreateFace compares with nobody when the threshold is zero", async () => {
  const client = await enrolled();
  assert.deepEqual((await client.CreateFace({ ...shots("bob-1.jpg"), FaceMatchThreshold: 0 })).RetCode, [0]);
});

for (const [what, change, code] of [
  ["a person who is not there", { PersonId: "nobody" }, "InvalidParameterValue.PersonIdNotExist"],
  ["no photo", { Images: [] }, "InvalidParameterValue.ImageEmpty"],
  ["a fifth photo", { Images: Array(5).fill(photo("ana-2.jpg")) }, "InvalidParameterValue.UploadFaceNumExceed"],
  ["a threshold of 101", { FaceMatchThreshold: 101 }, "InvalidParameterValue.FaceMatchThresholdIllegal"],
  ["a photo over 5 MiB of base64", { Images: ["A".repeat(5 * 2 ** 20 + 4)] }, "FailedOperation.ImageSizeExceed"],
  ["over 10 MiB in all", { Images: Array(3).fill("A".repeat(4 * 2 ** 20)) }, "RequestSizeLimitExceeded"],
]) {
  test(`CreateFace refuses ${what}`, async () => {
    const client = await enrolled();
    await refused(client.CreateFace({ ...shots("ana-2.jpg"), ...change }), code);
  });
}

test("CreateFace refuses a sixth face of one person", async () => {
  const client = await enrolled();
  await client.CreateFace(shots("ana-2.jpg", "ana-3.jpg"));
  const more = client.CreateFace(shots("ana-4.png", "ana-5.png", "anybody.bmp"));
  await refused(more, "InvalidParameterValue.PersonFaceNumExceed");
});

test("DeleteFace answers with every declared field", async () => {
  const client = await enrolled();
  const { SucFaceIds } = await client.CreateFace(shots("ana-2.jpg", "ana-3.jpg"));
  const reply = await client.DeleteFace({ PersonId: "p1", FaceIds: [SucFaceIds[1]] });
  declared(reply, "DeleteFaceResponse");
  assert.deepEqual([reply.SucDeletedNum, reply.SucFaceIds], [1, [SucFaceIds[1]]]);
  const left = (await persons())[0].faces.map((face) => face.face_id);
  assert.deepEqual([left.length, left[1]], [2, SucFaceIds[0]]);
});

test("DeleteFace refuses to take a person's last face", async () => {
  const client = await enrolled();
  const { FaceIds } = await client.GetPersonBaseInfo({ PersonId: "p1" });
  await refused(client.DeleteFace({ PersonId: "p1", FaceIds }), "InvalidParameterValue.DeleteFaceNumExceed");
});

test("DeleteFace refuses a person who is not there", async () => {
  const client = await stage();
  await refused(client.DeleteFace({ PersonId: "nobody", FaceIds: ["3"] }), "InvalidParameterValue.PersonIdNotExist");
});
