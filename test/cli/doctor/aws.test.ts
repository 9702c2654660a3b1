import { signed } from "../../../cli/doctor/aws";

// The expected signatures are those of AWS' own library, @smithy/signature-v4 5.7.5.
it.each([
  [
    "a session",
    { sessionToken: "token/with+chars=" },
    "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, " +
      "Signature=0fa323be142a2fc20773d789dcaf16c27820f14ecdeb823f102bcc0e52bfc25e",
  ],
  [
    "a user",
    {},
    "SignedHeaders=content-type;host;x-amz-date, " +
      "Signature=d917cd1ef3e1e56bd19491bdde4b47d32b6ec5f12834cd6cef5e2ce91730b80d",
  ],
])("signs a request for %s as AWS expects it", (_, session, expected) => {
  const { authorization } = signed(
    new URL("https://sts.eu-west-1.amazonaws.com/"),
    "Action=GetCallerIdentity&Version=2011-06-15",
    "eu-west-1",
    { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", ...session },
    Date.UTC(2026, 10, 29, 12, 0, 0),
  );
  expect(authorization).toBe(
    `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261129/eu-west-1/sts/aws4_request, ${expected}`,
  );
});
