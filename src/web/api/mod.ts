/**
 * The API over HTTP: routes as data, served and described by one table.
 *
 * Invariants: acts only through the `Desk`; everything below `/api/v1` is behind the guard, which has set the viewer; each error is
 * problem JSON (RFC 9457); an answer holds what the OpenAPI document says, and nothing else.
 *
 * @module
 */
export { apiRoutes } from "./routes.ts";
export { healthRoutes } from "./health.ts";
export type { ApiOptions } from "./route.ts";
