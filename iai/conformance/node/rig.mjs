// What every test here needs: the official client as it is, photos, and a word with the
// simulator about what it saw.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

// The SDK is found by NODE_PATH, which "import" does not follow.
export const require = createRequire(import.meta.url);
const home = "tencentcloud-sdk-nodejs/tencentcloud/";
export const { Client } = require(home + "services/iai/v20200303/iai_client");
export const { CommonClient } = require(home + "common/common_client");
export const { default: SDKError } = require(home + "common/exception/tencent_cloud_sdk_exception");
export const modelsFile = require.resolve(home + "services/iai/v20200303/iai_models.d.ts");

const { SIMULATOR, SECRET_ID, SECRET_KEY, PHOTOS } = process.env;

export const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function config({ region = "ap-guangzhou", language, http, ...credential } = {}) {
  return {
    credential: { secretId: SECRET_ID, secretKey: SECRET_KEY, ...credential },
    region,
    profile: {
      signMethod: "TC3-HMAC-SHA256",
      language,
      httpProfile: { endpoint: SIMULATOR, protocol: "http://", reqMethod: "POST", ...http },
    },
  };
}

// official is the client as its users make it, with what a test wants otherwise.
export function official(changes) {
  return new Client(config(changes));
}

// stage empties the simulator for one test.
export async function stage() {
  await ask("POST", "reset");
  await faults();
  return official();
}

export async function faults(...rules) {
  await ask("POST", "faults", rules);
}

// records are the calls that the simulator saw, of one action or of all.
export async function records(action = "") {
  const lines = await ask("GET", `requests?action=${action}`);
  return lines.split("\n").filter(Boolean).map((line) => JSON.parse(line));
}

export async function persons() {
  return JSON.parse(await ask("GET", "state")).persons;
}

export async function stats() {
  return JSON.parse(await ask("GET", "stats"));
}

async function ask(method, path, body) {
  const reply = await fetch(`http://${SIMULATOR}/_sim/${path}`, {
    method,
    headers: { "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
  });
  const text = await reply.text();
  assert.ok(reply.ok, `${path}: ${reply.status}: ${text}`);
  return text;
}

export function photo(name) {
  return readFileSync(join(PHOTOS, name)).toString("base64");
}

// staff is a group with two fields of its own, for people to be enrolled into.
export async function staff(client) {
  await client.CreateGroup({ GroupId: "staff", GroupName: "staff", GroupExDescriptions: ["dept", "floor"] });
}

export function person(id, changes) {
  return { GroupId: "staff", PersonId: id, PersonName: id, Image: photo("ana-1.jpg"), ...changes };
}

// failure is what a call throws; that it throws is part of the test.
export async function failure(call) {
  return call.then(
    (reply) => assert.fail(`a success: ${JSON.stringify(reply)}`),
    (err) => err,
  );
}

// refused says that the service itself answered with this code, in a way that the SDK understood.
export async function refused(call, code) {
  const err = await failure(call);
  assert.ok(err instanceof SDKError, `${err}`);
  assert.equal(err.code, code);
  assert.match(err.requestId, uuid);
  assert.notEqual(err.message, "");
  return err;
}

// until asks again and again until something holds, for what happens after an answer was lost.
export async function until(holds) {
  const deadline = Date.now() + 20_000;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, `it never came to hold: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
