import { AuraApiError } from "../../../provider/aura-api";
import type { Aura } from "../../../provider/resources/aura";
import { postOnce } from "../../../provider/resources/post-once";

const POLL = 20_000;
const pauses: number[] = [];
const sleep = async (pause: number, stop?: AbortSignal) => {
  stop?.throwIfAborted();
  pauses.push(pause);
};
const aura = { clock: { sleep }, pollInterval: POLL } as unknown as Aura;
const lost = new AuraApiError({ method: "POST", path: "/instances", cause: "no answer", ambiguous: true });
const busy = new AuraApiError({ method: "GET", path: "/instances", status: 503 });
const nothing = () => Promise.resolve(undefined);
const { signal } = new AbortController();
beforeEach(() => void pauses.splice(0));

describe("a creation whose answer is lost", () => {
  it("is what is found", async () => {
    const post = jest.fn(() => Promise.reject(lost));
    expect(await postOnce(aura, post, () => Promise.resolve("object"), signal)).toEqual({ found: "object" });
    expect([post.mock.calls.length, pauses]).toEqual([1, []]);
  });

  it("is looked for during a minute, with growing pauses, before it is sent again, three times in all, and stays open then", async () => {
    const post = jest.fn(() => Promise.reject(lost));
    await expect(postOnce(aura, post, nothing, signal)).rejects.toBe(lost);
    expect(post).toHaveBeenCalledTimes(3);
    const once = [2_000, 4_000, 8_000, 16_000, 30_000];
    expect(pauses).toEqual([...once, ...once, ...once]);
  });

  it("is not sent again when the object is there at the end of that minute", async () => {
    const post = jest.fn(() => Promise.reject(lost));
    const find = () => Promise.resolve(pauses.length === 5 ? "object" : undefined);
    expect(await postOnce(aura, post, find, signal)).toEqual({ found: "object" });
    expect(post).toHaveBeenCalledTimes(1);
  });

  it("is looked for once more after Ctrl-C, is not sent again, and stays open", async () => {
    const stopped = AbortSignal.abort(new Error("Ctrl-C"));
    const post = jest.fn(() => Promise.reject(lost));
    expect(await postOnce(aura, post, () => Promise.resolve("object"), stopped)).toEqual({ found: "object" });
    const find = jest.fn(nothing);
    await expect(postOnce(aura, post, find, stopped)).rejects.toBe(lost);
    expect([post.mock.calls.length, find.mock.calls.length]).toEqual([2, 1]);
  });

  it("is not sent again, and stays open, when nobody can look for it", async () => {
    const post = jest.fn(() => Promise.reject(lost));
    await expect(postOnce(aura, post, () => Promise.reject(busy), signal)).rejects.toBe(lost);
    expect(post).toHaveBeenCalledTimes(1);
  });

  it("does not hide a fault of the search itself", async () => {
    const fault = new TypeError("not this one");
    const post = () => Promise.reject(lost);
    await expect(postOnce(aura, post, () => Promise.reject(fault), signal)).rejects.toBe(fault);
  });
});

it("a creation that was refused is not sent again, and nothing is looked for", async () => {
  const post = jest.fn(() => Promise.reject(busy));
  const find = jest.fn(nothing);
  await expect(postOnce(aura, post, find, signal)).rejects.toBe(busy);
  expect([post.mock.calls.length, find.mock.calls.length]).toEqual([1, 0]);
});
