import { createPrivateKey, X509Certificate } from "node:crypto";
import { selfSigned } from "../../../provider/plugin/certificate";

describe("the certificate of the plugin", () => {
  const now = Date.parse("2025-03-04T05:06:07Z");
  const pair = selfSigned(now);
  const certificate = new X509Certificate(pair.certificate);

  it("is signed with its own key, on P-256", () => {
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.checkPrivateKey(createPrivateKey(pair.privateKey))).toBe(true);
    expect(certificate.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: "prime256v1" });
  });

  it("is for localhost, for a week from a minute ago", () => {
    expect(certificate.checkHost("localhost")).toBe("localhost");
    expect([certificate.subject, certificate.subjectAltName, certificate.ca]).toEqual([
      "CN=localhost",
      "DNS:localhost",
      true,
    ]);
    expect([certificate.validFrom, certificate.validTo]).toEqual([
      "Mar  4 05:05:07 2025 GMT",
      "Mar 11 05:06:07 2025 GMT",
    ]);
  });

  it("is another one each time", () => {
    expect(selfSigned(now).privateKey).not.toBe(pair.privateKey);
  });
});
