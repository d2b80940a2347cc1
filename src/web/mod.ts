/**
 * The operator's side over HTTP: the screen, the API, metrics, and who may see them.
 *
 * Invariants: acts only through the `Desk` that it is given; no request reaches the API or the screen but through the guard; nothing
 * but health is answered to strangers; what a viewer may not read is taken out before anything is written from it; `stop` returns
 * within two seconds, whatever clients do.
 *
 * @module
 */
export { startWebServer, type WebOptions, type WebServer } from "./server.ts";
export * from "./viewer.ts";
export { WebError } from "./web_error.ts";
