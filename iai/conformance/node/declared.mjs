// The SDK's own declarations say what a reply holds, so they are what replies are judged by.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { modelsFile, uuid } from "./rig.mjs";

const models = read(readFileSync(modelsFile, "utf8").replace(/\/\*[^]*?\*\//g, ""));

// read knows as much of the language as the declarations use: interfaces of one level.
function read(text) {
  const found = {};
  for (const [, name, body] of text.matchAll(/export interface (\w+) \{([^}]*)\}/g)) {
    found[name] = Object.fromEntries([...body.matchAll(/(\w+)\??: ([^;]+);/g)].map(([, field, type]) => [field, type]));
  }
  return found;
}

// declared says that a reply has every field of its declaration, each of the declared type, and
// no other; "without" names those that this reply may lack.
export function declared(reply, name, ...without) {
  assert.ok("RequestId" in models[name], `${name} is not the declaration of a reply`);
  assert.match(reply.RequestId, uuid);
  fits(reply, name, name, without);
}

function fits(value, type, where, without = []) {
  const list = /^Array<(.+)>$/.exec(type);
  if (list) {
    assert.ok(Array.isArray(value), `${where} is no array: ${value}`);
    assert.notEqual(value.length, 0, `${where} is empty, so it shows nothing`);
    value.forEach((element, i) => fits(element, list[1], `${where}[${i}]`));
  } else if (models[type]) {
    const fields = Object.keys(models[type]).filter((field) => !without.includes(field));
    assert.deepEqual(Object.keys(value).sort(), fields.sort(), `the fields of ${where}`);
    fields.forEach((field) => fits(value[field], models[type][field], `${where}.${field}`));
  } else {
    assert.ok(type.split(" | ").includes(typeof value), `${where} is ${typeof value}, not ${type}: ${value}`);
  }
}
