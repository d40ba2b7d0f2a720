import assert from "node:assert/strict";
import test from "node:test";
import { declared } from "./declared.mjs";
import { person, photo, records, refused, staff, stage } from "./rig.mjs";

const everything = { NeedFaceAttributes: 1, NeedQualityDetection: 1 };

test("DetectFace answers with every declared field", async () => {
  const client = await stage();
  const asked = { MaxFaceNum: 1, MinFaceSize: 34, FaceModelVersion: "3.0", NeedRotateDetection: 0, ...everything };
  const reply = await client.DetectFace({ Image: photo("ana-1.jpg"), ...asked });
  declared(reply, "DetectFaceResponse");
  assert.deepEqual([reply.ImageWidth, reply.ImageHeight, reply.FaceModelVersion], [96, 96, "3.0"]);
  assert.equal(reply.FaceInfos.length, 1);
});

test("DetectFace finds the face within the photo", async () => {
  const client = await stage();
  const { FaceInfos, ImageWidth, ImageHeight } = await client.DetectFace({ Image: photo("ana-4.png") });
  const { X, Y, Width, Height } = FaceInfos[0];
  assert.ok(Width > 0 && Height > 0 && X + Width <= ImageWidth && Y + Height <= ImageHeight, JSON.stringify(FaceInfos[0]));
});

test("DetectFace finds the face where CreatePerson finds it", async () => {
  const client = await stage();
  await staff(client);
  const { FaceRect } = await client.CreatePerson(person("p1"));
  const { X, Y, Width, Height } = (await client.DetectFace({ Image: photo("ana-1.jpg") })).FaceInfos[0];
  assert.deepEqual({ X, Y, Width, Height }, FaceRect);
});

test("DetectFace tells a good photo from a blurred one", async () => {
  const client = await stage();
  const score = async (name) => {
    const { FaceInfos } = await client.DetectFace({ Image: photo(name), ...everything });
    return FaceInfos[0].FaceQualityInfo.Score;
  };
  const [good, blurred] = [await score("ana-1.jpg"), await score("blurred.jpg")];
  assert.ok(good >= 70 && good <= 100, `${good}`); // what the SDK's declaration advises to enroll
  assert.ok(blurred >= 0 && blurred < 70, `${blurred}`);
});

test("DetectFace takes BMP too", async () => {
  const client = await stage();
  assert.equal((await client.DetectFace({ Image: photo("anybody.bmp") })).FaceInfos.length, 1);
});

test("DetectFace changes nothing", async () => {
  const client = await stage();
  await client.DetectFace({ Image: photo("ana-1.jpg") });
  assert.deepEqual((await records("DetectFace")).map((one) => [one.images, one.applied]), [[1, false]]);
});

for (const [what, asked, code] of [
  ["no photo", {}, "InvalidParameterValue.ImageEmpty"],
  ["a photo without a face", { Image: photo("wall.jpg") }, "InvalidParameterValue.NoFaceInPhoto"],
  ["a photo that breaks off", { Image: photo("cut-off.jpg") }, "FailedOperation.ImageDecodeFailed"],
  ["a GIF", { Image: photo("moving.gif") }, "FailedOperation.ImageDecodeFailed"],
  ["a photo of 63 pixels", { Image: photo("tiny.jpg") }, "FailedOperation.ImageResolutionTooSmall"],
  ["a JPG of 4001 pixels", { Image: photo("long.jpg") }, "FailedOperation.ImageResolutionExceed"],
  ["a PNG of 2001 pixels", { Image: photo("long.png") }, "FailedOperation.ImageResolutionExceed"],
  ["over 5 MiB of base64", { Image: "A".repeat(5 * 2 ** 20 + 4) }, "FailedOperation.ImageSizeExceed"],
  ["another face model", { Image: photo("ana-1.jpg"), FaceModelVersion: "1.0" }, "InvalidParameterValue.FaceModelVersionIllegal"],
]) {
  test(`DetectFace refuses ${what}`, async () => {
    const client = await stage();
    await refused(client.DetectFace(asked), code);
  });
}
