// One person with one connection: cookies kept, redirects not followed, the body read to its end.

import { Agent, request } from "node:http";

export class Person {
  #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  #cookies = new Map();

  constructor(url) {
    this.url = url;
  }

  /** Sends one request; `{ status, headers, body (Buffer), ms }`. */
  send(method, path, form, headers = {}) {
    const body = form && new URLSearchParams(form).toString();
    const sent = {
      "accept-encoding": "gzip",
      "sec-fetch-site": "same-origin",
      cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      ...(body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded", "content-length": Buffer.byteLength(body) }),
      ...headers,
    };
    const began = performance.now();
    return new Promise((done, failed) => {
      const asked = request(new URL(path, this.url), { method, agent: this.#agent, headers: sent }, (answer) => {
        const parts = [];
        answer.on("data", (part) => parts.push(part));
        answer.on("error", failed);
        answer.on("end", () => {
          for (const line of answer.headers["set-cookie"] ?? []) {
            const [name, value] = line.split(";")[0].split("=");
            this.#cookies.set(name, value);
          }
          done({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts), ms: performance.now() - began });
        });
      });
      asked.on("error", failed);
      asked.end(body);
    });
  }

  get = (path, headers) => this.send("GET", path, undefined, headers);
  post = (path, form) => this.send("POST", path, form, this.cookie("csrftoken") ? { "x-csrftoken": this.cookie("csrftoken") } : {});
  cookie = (name) => this.#cookies.get(name);

  /** A page as text: asked for without compression. */
  async text(path) {
    const answer = await this.get(path, { "accept-encoding": "identity" });
    if (answer.status !== 200) throw new Error(`${answer.status} for ${path}`);
    return answer.body.toString("utf8");
  }

  /** Signs in; the answer as of `send`. */
  signIn({ login, password }) {
    return this.post("/sign-in", { login, password });
  }
}

/** The value of the first input of this name on a page. */
export function valueOf(page, name) {
  return new RegExp(`name="${name}"[^>]*?value="([^"]*)"`).exec(page)?.[1] ?? "";
}
