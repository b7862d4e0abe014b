// People in front of the pages: who they are in the demo data, and how they sign in.
//
//   const demo = await demoPeople();
//   const server = await startServer({ data: demo.data });
//   await signIn(page, server, demo.login("demo-pharmacy"), "本店");

import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyData, tate } from "./server.mjs";

/** A data folder with the fictional facilities, and the passwords made up for this run. */
export async function demoPeople() {
  const data = await emptyData();
  const { stdout } = await tate(["demo", "--data", data, "--json"]);
  const { logins, facilities } = JSON.parse(stdout);
  return {
    data,
    facilities,
    /** `{ login, password }` of one of the people the demo adds. */
    login(name) {
      const found = logins.find(({ login }) => login === name);
      assert.ok(found, `the demo has no login ${name}`);
      return found;
    },
  };
}

/** Fills the sign-in form of the page that is open, and sends it. */
export async function enter(page, { login, password }) {
  await page.getByLabel("ログイン名").fill(login);
  await page.getByLabel("パスワード").fill(password);
  await page.getByRole("button", { name: "ログイン", exact: true }).click();
}

/** Signs in on the first page; `facility` is a part of the name to choose where there are several. */
export async function signIn(page, server, who, facility) {
  await page.goto(new URL("sign-in", server.url).href);
  await enter(page, who);
  if (facility) {
    await page.goto(new URL("facilities", server.url).href);
    await page.locator(".pick button", { hasText: facility }).click();
  }
  await page.locator(".who").waitFor();
}

/** The page's address without host and query. */
export function pathOf(page) {
  return new URL(page.url()).pathname;
}

/**
 * How far below the window the first main action ends, in CSS pixels; 0 where it can be pressed
 * without scrolling, and undefined where the page has none.
 */
export function mainActionBelow(page) {
  return page.evaluate(() => {
    const action = document.querySelector(".button.primary");
    if (!action) return undefined;
    return Math.max(0, Math.round(action.getBoundingClientRect().bottom + scrollY - innerHeight));
  });
}

/**
 * `test` for the steps of one story: when one fails, the rest is skipped instead of each waiting
 * for a page that cannot come.
 */
export function story() {
  let broken = false;
  return (name, step) =>
    test(name, async (t) => {
      if (broken) return t.skip("an earlier step failed");
      broken = true;
      await step(t);
      broken = false;
    });
}
