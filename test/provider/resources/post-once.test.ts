import { AuraApiError } from "../../../provider/aura-api";
import type { Aura } from "../../../provider/resources/aura";
import { postOnce } from "../../../provider/resources/post-once";

const aura = { clock: { sleep: () => Promise.resolve() }, pollInterval: 1 } as unknown as Aura;
const lost = new AuraApiError({ method: "POST", path: "/instances", cause: "no answer", ambiguous: true });
const busy = new AuraApiError({ method: "GET", path: "/instances", status: 503 });
const nothing = () => Promise.resolve(undefined);

describe("a creation whose answer is lost", () => {
  it("is what is found", async () => {
    const post = jest.fn(() => Promise.reject(lost));
    expect(await postOnce(aura, post, () => Promise.resolve("object"))).toEqual({ found: "object" });
    expect(post).toHaveBeenCalledTimes(1);
  });

  it("is sent again when nothing is found, three times in all, and stays open then", async () => {
    const post = jest.fn(() => Promise.reject(lost));
    await expect(postOnce(aura, post, nothing)).rejects.toBe(lost);
    expect(post).toHaveBeenCalledTimes(3);
  });

  it("is not sent again, and stays open, when nobody can look for it", async () => {
    const post = jest.fn(() => Promise.reject(lost));
    await expect(postOnce(aura, post, () => Promise.reject(busy))).rejects.toBe(lost);
    expect(post).toHaveBeenCalledTimes(1);
  });

  it("does not hide a fault of the search itself", async () => {
    const fault = new TypeError("not this one");
    await expect(
      postOnce(
        aura,
        () => Promise.reject(lost),
        () => Promise.reject(fault),
      ),
    ).rejects.toBe(fault);
  });
});

it("a creation that was refused is not sent again, and nothing is looked for", async () => {
  const post = jest.fn(() => Promise.reject(busy));
  const find = jest.fn(nothing);
  await expect(postOnce(aura, post, find)).rejects.toBe(busy);
  expect([post.mock.calls.length, find.mock.calls.length]).toEqual([1, 0]);
});
