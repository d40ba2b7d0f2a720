// The simulator of this file takes a tenth of a second for each call, and lets one face be
// written at a time in the whole account.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import test from "node:test";
import { failure, official, person, persons, refused, SDKError, staff, stage, until } from "./rig.mjs";

// enrolled is a client, and p1 of its group.
async function enrolled() {
  const client = await stage();
  await staff(client);
  await client.CreatePerson(person("p1"));
  return client;
}

// held is a photo that is fetched by its URL: the call that names it is in service from when
// the photo is asked for until it is let come, however fast this machine is.
async function held(t) {
  let come;
  const released = new Promise((resolve) => (come = resolve));
  const web = createServer(async (_, reply) => {
    web.emit("asked");
    await released;
    reply.end(readFileSync(join(process.env.PHOTOS, "ana-2.jpg")));
  });
  const asked = once(web, "asked");
  await new Promise((resolve) => web.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    come(); // or what waits for it would outlive a failure
    web.close();
  });
  return { url: `http://127.0.0.1:${web.address().port}/`, asked, come };
}

test("an answer takes the time that the service takes", async () => {
  const client = await stage();
  const began = performance.now();
  await client.GetGroupList({});
  assert.ok(performance.now() - began >= 99, `${performance.now() - began} ms`); // clocks round
});

test("two calls at once on one person are in conflict", async (t) => {
  const client = await enrolled();
  const photo = await held(t);
  const face = client.CreateFace({ PersonId: "p1", Urls: [photo.url] });
  await photo.asked;
  await refused(client.GetPersonBaseInfo({ PersonId: "p1" }), "FailedOperation.ConflictOperation");
  photo.come();
  await face;
});

test("two face writes at once are one too many", async (t) => {
  const client = await enrolled();
  const photo = await held(t);
  const face = client.CreateFace({ PersonId: "p1", Urls: [photo.url] });
  await photo.asked;
  await refused(client.CreatePerson(person("p2")), "FailedOperation.CreateFaceConcurrent");
  photo.come();
  await face;
});

test("a call that its sender gave up is applied all the same", async (t) => {
  await enrolled();
  const photo = await held(t);
  const hasty = official({ http: { reqTimeout: 2 } }); // s; time enough for the call to leave
  const err = await failure(hasty.CreateFace({ PersonId: "p1", Urls: [photo.url] }));
  assert.ok(err instanceof SDKError, `${err}`);
  assert.deepEqual([err.code, err.requestId], [undefined, ""]);
  assert.match(err.message, /timeout/);
  await photo.asked;
  photo.come();
  await until(async () => (await persons())[0].faces.length === 2);
});
