import assert from "node:assert/strict";
import { Hono } from "hono";
import { FakeDesk } from "../../../tests/support/fake_desk.ts";
import type { WebEnv } from "../viewer.ts";
import { type MetricsAccess, metricsRoutes, openMetrics } from "./routes.ts";

function ask(
  client: string,
  { access = "loopback", headers = {}, method = "GET", host = "localhost" }: {
    readonly host?: string;
    readonly access?: MetricsAccess;
    readonly headers?: Readonly<Record<string, string>>;
    readonly method?: string;
  } = {},
) {
  const { desk } = new FakeDesk();
  const app = new Hono<WebEnv>();
  app.use(async (context, next) => {
    context.set("client", client);
    await next();
  });
  app.all("/metrics", openMetrics(desk, access));
  app.use((context) => Promise.resolve(context.text("Log in\n", 401)));
  app.route("/", metricsRoutes(desk));
  return app.request(`http://${host}/metrics`, { method, headers });
}

Deno.test("metrics are open to this machine, and to others only where that is wished", async () => {
  const forwarded = { headers: { "x-forwarded-for": "192.0.2.1" } };
  const crossSite = { headers: { "sec-fetch-site": "cross-site" } };
  const rows = [
    ["127.0.0.1", {}, 200],
    ["::1", {}, 200],
    ["::ffff:127.0.0.1", {}, 200],
    ["192.0.2.1", {}, 401],
    ["", {}, 401],
    ["127.0.0.1", forwarded, 401],
    ["127.0.0.1", crossSite, 401],
    ["127.0.0.1", { host: "evil.example" }, 401],
    ["127.0.0.1", { host: "[::1]:8525" }, 200],
    ["127.0.0.1", { method: "POST" }, 401],
    ["192.0.2.1", { access: "open" }, 200],
    ["127.0.0.1", { access: "open", ...forwarded }, 200],
  ] as const;
  for (const [client, options, status] of rows) {
    const answer = await ask(client, options);
    assert.equal(answer.status, status, `${client} ${JSON.stringify(options)}`);
  }
});

Deno.test("they are served in the text format 0.0.4", async () => {
  const answer = await ask("127.0.0.1");
  assert.equal(
    answer.headers.get("content-type"),
    "text/plain; version=0.0.4; charset=utf-8",
  );
  assert.match(await answer.text(), /^# HELP cellpost_build_info /);
});
