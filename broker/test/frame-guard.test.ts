import fc from "fast-check";
import { expect, test } from "vitest";
import { FrameGuard } from "../src/limits/frame-guard.ts";

function frame(bodyBytes: number): Buffer {
  const header = [0x30];
  let rest = bodyBytes;
  do {
    header.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.concat([Buffer.from(header), Buffer.alloc(bodyBytes, 0xff)]);
}

test("frames up to the limit pass, a longer one does not, however the bytes are cut", () => {
  const bodies = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 6 });
  fc.assert(
    fc.property(bodies, fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (sizes, cuts) => {
      const guard = new FrameGuard(300);
      const bytes = Buffer.concat(sizes.map(frame));
      let accepted = true;
      for (let at = 0, cut = 0; at < bytes.length && accepted; cut++) {
        const end = at + (cuts[cut % cuts.length] as number);
        accepted = guard.accept(bytes.subarray(at, end));
        at = end;
      }
      expect(accepted).toBe(sizes.every((size) => size <= 300));
    }),
  );
});

test("a remaining length of more than four bytes is refused at once", () => {
  expect(new FrameGuard(1 << 28).accept(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80]))).toBe(false);
});

test("a long frame is refused from its header alone", () => {
  expect(new FrameGuard(300).accept(frame(301).subarray(0, 3))).toBe(false);
});
