// Every code that the service is known to answer, on demand.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { faults, person, persons, photo, records, refused, stage } from "./rig.mjs";

const codes = JSON.parse(readFileSync(process.env.CODES, "utf8"));
const calls = {
  CreatePerson: (client) => client.CreatePerson(person("p1")),
  CreateFace: (client) => client.CreateFace({ PersonId: "p1", Images: [photo("ana-1.jpg")] }),
};

test("there are codes to ask for", () => {
  assert.ok(codes.length > 100, `${codes.length} codes`);
});

for (const [action, call] of Object.entries(calls)) {
  for (const code of codes) {
    test(`${action} is refused with ${code}`, async () => {
      const client = await stage();
      await faults({ action, answer: code });
      const err = await refused(call(client), code);
      const [seen] = await records();
      assert.deepEqual([seen.action, seen.code, seen.request_id, seen.applied], [action, code, err.requestId, false]);
      assert.deepEqual(await persons(), []);
    });
  }
}
