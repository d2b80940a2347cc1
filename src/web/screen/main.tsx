/// <reference lib="dom" />
import { render } from "hono/jsx/dom";
const root = document.querySelector("#app");
if (root instanceof HTMLElement) render(<p>Hi</p>, root);
