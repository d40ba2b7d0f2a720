// The simulator of this file has a quota of 2 requests a second.
import assert from "node:assert/strict";
import test from "node:test";
import { refused, stage, stats, until } from "./rig.mjs";

test("calls over the quota are refused with RequestLimitExceeded, and pass in a later second", async () => {
  const client = await stage();
  const calls = Array.from({ length: 20 }, () => client.GetGroupList({}));
  const ends = await Promise.allSettled(calls);
  const over = calls.filter((_, i) => ends[i].status === "rejected");
  assert.ok(over.length > 0, "20 calls at once passed a quota of 2 a second");
  for (const call of over) {
    await refused(call, "RequestLimitExceeded");
  }
  const seen = await stats();
  assert.equal(seen.by_code.RequestLimitExceeded, over.length);
  assert.equal(seen.refused, over.length);
  assert.ok(seen.seconds.every((second) => second.accepted <= 2));

  await until(() => client.GetGroupList({}).then(
    () => true,
    () => false,
  ));
});
