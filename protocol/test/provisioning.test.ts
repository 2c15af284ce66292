import { describe, expect, test } from "vitest";
import { decodeProvisioningAnswer, decodeProvisioningLine } from "../src/index.ts";
import { readProvisioningVectors } from "../vectors/provisioning/read.ts";

describe("a line for the serial port", () => {
  test.each(readProvisioningVectors())("$name", ({ line, error, isRaisedByNode }) => {
    const decoded = decodeProvisioningLine(line);
    if (error === undefined || isRaisedByNode) {
      expect(decoded).toStrictEqual({ ok: true, value: JSON.parse(Buffer.from(line).toString("utf8")) });
    } else {
      expect(decoded).toMatchObject({ ok: false, error });
    }
  });

  test("bytes that are no UTF-8 are refused", () => {
    expect(decodeProvisioningLine(Buffer.from([0xff]))).toMatchObject({
      ok: false,
      error: { code: "bad_utf8", field: "" },
    });
  });
});

describe("an answer", () => {
  test.each([
    { status: "success", result: "restarting" },
    { status: "success", result: { provisioned: false, portal_ssid: "HomeSync-abcd" } },
    { status: "error", error: "bad_json", message: "not JSON" },
    { status: "error", error: "missing_field", field: "account/wifi_ssid", message: "required, but absent" },
  ])("%j", (answer) => {
    expect(decodeProvisioningAnswer(Buffer.from(JSON.stringify(answer)))).toStrictEqual({
      ok: true,
      value: answer,
    });
  });

  test.each([
    [{ status: "success" }, "missing_field", "result"],
    [{ status: "maybe" }, "out_of_range", "status"],
    [{ status: "error", error: "NO", message: "x" }, "out_of_range", "error"],
  ])("%j is none", (answer, code, field) => {
    expect(decodeProvisioningAnswer(Buffer.from(JSON.stringify(answer)))).toMatchObject({
      ok: false,
      error: { code, field },
    });
  });
});
