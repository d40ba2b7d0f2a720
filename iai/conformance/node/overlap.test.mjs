// The simulator of this file takes a tenth of a second for each call, and lets one face be
// written at a time in the whole account.
import assert from "node:assert/strict";
import test from "node:test";
import { failure, faults, official, person, persons, photo, refused, SDKError, staff, stage, until } from "./rig.mjs";

// slowly enrolls somebody, then makes all calls take a second more.
async function slowly() {
  const client = await stage();
  await staff(client);
  await client.CreatePerson(person("p1"));
  await faults({ delay: "1s" });
  return client;
}

// oneIsRefused says that one of two calls made at once succeeds, and the other gets this code.
async function oneIsRefused(code, ...calls) {
  const ends = await Promise.allSettled(calls);
  const lost = calls.filter((_, i) => ends[i].status === "rejected");
  assert.equal(lost.length, 1, `${lost.length} of ${calls.length} calls were refused`);
  await refused(lost[0], code);
}

test("an answer takes the time that the service takes", async () => {
  const client = await stage();
  const began = performance.now();
  await client.GetGroupList({});
  assert.ok(performance.now() - began >= 99, `${performance.now() - began} ms`); // clocks round
});

test("two calls at once on one person are in conflict", async () => {
  const client = await slowly();
  const changed = client.ModifyPersonBaseInfo({ PersonId: "p1", Gender: 1 });
  const read = client.GetPersonBaseInfo({ PersonId: "p1" });
  await oneIsRefused("FailedOperation.ConflictOperation", changed, read);
});

test("two face writes at once are one too many", async () => {
  const client = await slowly();
  const face = client.CreateFace({ PersonId: "p1", Images: [photo("ana-2.jpg")] });
  const somebody = client.CreatePerson(person("p2"));
  await oneIsRefused("FailedOperation.CreateFaceConcurrent", face, somebody);
});

test("a call that its sender gave up is applied all the same", async () => {
  await slowly();
  const hasty = official({ http: { reqTimeout: 0.2 } });
  const err = await failure(hasty.ModifyPersonBaseInfo({ PersonId: "p1", PersonName: "李四" }));
  assert.ok(err instanceof SDKError, `${err}`);
  assert.deepEqual([err.code, err.requestId], [undefined, ""]);
  assert.match(err.message, /timeout/);
  await until(async () => (await persons())[0].name === "李四");
});
