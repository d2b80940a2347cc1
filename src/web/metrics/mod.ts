/**
 * Metrics for Prometheus: names, help and text format of our own, since they are few.
 *
 * Invariants: labels have few values whatever comes in; all but the format is a pure function of the desk's view.
 *
 * @module
 */
export { type MetricsAccess, metricsRoutes, openMetrics } from "./routes.ts";
