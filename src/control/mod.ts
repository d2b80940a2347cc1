/**
 * The way for commands into a running appliance: JSON over HTTP on loopback, opened by a random token that lies in
 * `control.json` beside the database.
 *
 * Invariants: never listens beyond loopback; nothing is answered without the token; a command sees the same `Operations`
 * whether it reaches an appliance or works alone.
 *
 * @module
 */
export { connectControl, ControlError } from "./client.ts";
export {
  type ControlEndpoint,
  newToken,
  readEndpoint,
  removeEndpoint,
  writeEndpoint,
} from "./endpoint_file.ts";
export { type ControlServer, startControlServer } from "./server.ts";
