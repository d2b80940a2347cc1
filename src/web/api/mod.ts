/**
 * The API over HTTP, and what a watchman asks without login.
 *
 * Invariants: acts only through the `Desk`; everything below `/api/v1` is behind the guard, health is not.
 *
 * @module
 */
export { type ApiOptions, apiRoutes, healthRoutes } from "./routes.ts";
