import assert from "node:assert/strict";
import { holderOf, readSockets } from "./sockets.ts";

const four = `
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:0019 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1 0000000000000000 100 0 0 10 0
   1: 0100007F:09DD 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 777 1 0000000000000000 100 0 0 10 0
   2: 0100007F:C350 0100007F:09DD 01 00000000:00000000 00:00000000 00000000  1000        0 888 1 0000000000000000 20 4 30 10 -1
garbage
`;
const six = `
   0: 00000000000000000000000001000000:0A01 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 999 1 0
   1: 0000000000000000FFFF00000100007F:0A02 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1000 1 0
`;

Deno.test("who listens is read from what the kernel says, with the addresses as people write them", () => {
  assert.deepEqual(readSockets(four), [
    { address: "0.0.0.0", port: 25, inode: "12345" },
    { address: "127.0.0.1", port: 2525, inode: "777" },
  ]);
  assert.deepEqual(readSockets(six), [
    { address: "::1", port: 2561, inode: "999" },
    { address: "::ffff:7f00:1", port: 2562, inode: "1000" },
  ]);
  assert.deepEqual(readSockets(""), []);
});

Deno.test("an address is held by who has it, or has all of them", () => {
  const sockets = readSockets(four);
  const inodeAt = (hostname: string, port: number) =>
    holderOf(sockets, { hostname, port })?.inode;
  assert.equal(inodeAt("127.0.0.1", 2525), "777");
  assert.equal(inodeAt("localhost", 2525), "777");
  assert.equal(inodeAt("0.0.0.0", 2525), "777");
  assert.equal(inodeAt("10.0.0.7", 2525), undefined);
  assert.equal(inodeAt("10.0.0.7", 25), "12345");
  assert.equal(inodeAt("127.0.0.1", 2526), undefined);
});
