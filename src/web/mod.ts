/**
 * The operator's side over HTTP: the screen, the API, metrics.
 *
 * Invariants: acts only through the `Desk` that it is given; nothing but health is answered to strangers; what a viewer may not read is
 * taken out before anything is written from it.
 *
 * @module
 */
export * from "./viewer.ts";
