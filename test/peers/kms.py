"""Calls KMS and STS as boto3 or the AWS CLI does, and holds every answer against botocore's service-2.json.

usage: kms.py boto3|cli|moto ENDPOINT AURA_KEY_ID STRANGER_KEY_ID
Prints a JSON list: operation, expected and found outcome, what does not conform to the model, whether this version of the client knows the
call at all. How far it is goes to stderr.
"""
import base64
import contextlib
import functools
import hashlib
import io
import json
import os
import sys
import tempfile

KIND, ENDPOINT, AURA, STRANGER = sys.argv[1:5]
REGION = "eu-west-1"
COMMON = {"AccessDeniedException", "ValidationException", "SerializationException", "UnknownOperationException",
          "UnrecognizedClientException", "InvalidSignatureException", "AccessDenied", "ValidationError"}
TIMEOUT = {"connect": 10, "read": 60}
# Nothing is tried again: an answer that a client would retry is one to see, and waiting for it takes minutes.
os.environ["AWS_MAX_ATTEMPTS"] = "1"
LOG = []
FOLDER = tempfile.TemporaryDirectory()


# A version from before the newest operation does not know new members and values of old answers either.
IS_OLD = False


def flaws(shape, value, path):
    """What in a parsed JSON value is not as its shape says."""
    kind = shape.type_name
    if kind == "structure":
        if not isinstance(value, dict):
            return [f"{path}: no object"]
        names = shape.members
        found = [f"{path}.{name}: missing" for name in shape.required_members if name not in value]
        if not IS_OLD:
            found += [f"{path}.{name}: not in the model" for name in value if name not in names]
        return found + [f for name in value if name in names for f in flaws(names[name], value[name], f"{path}.{name}")]
    if kind == "list":
        if not isinstance(value, list):
            return [f"{path}: no list"]
        return [f for i, item in enumerate(value) for f in flaws(shape.member, item, f"{path}[{i}]")]
    if kind == "map":
        return [] if isinstance(value, dict) else [f"{path}: no map"]
    wanted = {"string": str, "blob": str, "boolean": bool, "integer": int, "timestamp": (int, float)}[kind]
    if not isinstance(value, wanted) or (kind == "integer" and isinstance(value, bool)):
        return [f"{path}: {type(value).__name__} for {kind}"]
    found = []
    if kind == "string" and shape.enum and value not in shape.enum and not IS_OLD:
        found.append(f"{path}: {value} is not in the enumeration")
    size = len(base64.b64decode(value)) if kind == "blob" else len(value) if kind == "string" else value
    if kind != "timestamp" and kind != "boolean":
        if "min" in shape.metadata and size < shape.metadata["min"]:
            found.append(f"{path}: below {shape.metadata['min']}")
        if "max" in shape.metadata and size > shape.metadata["max"]:
            found.append(f"{path}: above {shape.metadata['max']}")
    return found


class Raw:
    """The last answer as it came over the wire."""

    body = b""

    def __call__(self, http_response, **_):
        self.body = http_response.content


CLIENTS = {}


def client_of(service, key_id, region):
    name = (service, key_id, region)
    if name not in CLIENTS:
        import boto3
        from botocore.config import Config

        session = boto3.Session(aws_access_key_id=key_id, aws_secret_access_key="simulated", region_name=region)
        config = Config(connect_timeout=TIMEOUT["connect"], read_timeout=TIMEOUT["read"], retries={"total_max_attempts": 1})
        client = session.client(service, endpoint_url=ENDPOINT, config=config)
        raw = Raw()
        client.meta.events.register("after-call." + service, raw)
        CLIENTS[name] = (client, raw)
    return CLIENTS[name]


def snake(operation):
    return "".join("-" + c.lower() if c.isupper() and i else c.lower() for i, c in enumerate(operation))


def by_boto3(service, operation, key_id, region, parameters):
    client, raw = client_of(service, key_id, region)
    method = snake(operation).replace("-", "_")
    try:
        answer = getattr(client, method)(**parameters)
        return "ok", answer, raw
    except client.exceptions.ClientError as error:
        return error.response["Error"]["Code"], {}, raw


@functools.lru_cache(maxsize=None)
def model_of(service):
    """The client's own model."""
    if KIND == "cli":
        from awscli.clidriver import create_clidriver

        return create_clidriver().session.get_service_model(service)
    return client_of(service, "SIM111122223333", REGION)[0].meta.service_model


def is_known(service, operation, parameters):
    model = model_of(service)
    if operation not in model.operation_names:
        return False
    shape = model.operation_model(operation).input_shape
    return all(name in shape.members for name in parameters) if shape else not parameters


@functools.lru_cache(maxsize=None)
def driver_of(service, key_id, region):
    """To make one takes longer than the call; it keeps the credentials that it found."""
    from awscli.clidriver import create_clidriver

    os.environ.update(AWS_ACCESS_KEY_ID=key_id, AWS_SECRET_ACCESS_KEY="simulated", AWS_DEFAULT_REGION=region)
    driver, raw = create_clidriver(), Raw()
    driver.session.get_credentials()
    driver.session.register("after-call." + service, raw)
    return driver, raw


def by_cli(service, operation, key_id, region, parameters):
    driver, raw = driver_of(service, key_id, region)
    # Version 1 takes bytes in the JSON as they are, version 2 in Base64: a file is the same to both.
    binary = []
    for name in [name for name, value in parameters.items() if isinstance(value, bytes)]:
        file = os.path.join(FOLDER.name, name)
        with open(file, "wb") as opened:
            opened.write(parameters.pop(name))
        binary += ["--" + snake(name), "fileb://" + file]
    text = json.dumps(parameters)
    out, err = io.TextIOWrapper(io.BytesIO()), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = driver.main([service, snake(operation), "--cli-input-json", text, *binary, "--output", "json", "--no-paginate",
                            "--endpoint-url", ENDPOINT, "--region", region, "--cli-connect-timeout", str(TIMEOUT["connect"]),
                            "--cli-read-timeout", str(TIMEOUT["read"])])
    if code != 0:
        return (err.getvalue().split("(") + ["?"])[1].split(")")[0], {}, raw
    model = model_of(service).operation_model(operation)
    answer = json.loads(raw.body) if model.output_shape and service == "kms" and raw.body else {}
    for name, shape in (model.output_shape.members if model.output_shape else {}).items():
        if shape.type_name == "blob" and name in answer:
            answer[name] = base64.b64decode(answer[name])
    return "ok", answer, raw


def call(operation, expect="ok", service="kms", key_id="SIM111122223333", region=REGION, **parameters):
    how = by_cli if KIND == "cli" else by_boto3
    entry = {"call": operation, "expected": expect, "outcome": "", "flaws": [], "known": is_known(service, operation, parameters)}
    LOG.append(entry)
    if not entry["known"]:
        return {}
    try:
        outcome, answer, raw = how(service, operation, key_id, region, parameters)
    except Exception as error:  # what the client itself does not send, or cannot read
        entry.update(outcome=type(error).__name__, flaws=[str(error)[:200]])
        return {}
    found = []
    if service == "kms" and KIND != "moto":
        model = model_of(service).operation_model(operation)
        if outcome == "ok":
            found = flaws(model.output_shape, json.loads(raw.body), operation) if model.output_shape else []
        elif outcome not in COMMON | {shape.name for shape in model.error_shapes}:
            found = [f"{operation}: {outcome} is not in the model"]
    entry.update(outcome=outcome, flaws=found)
    return answer


def policy(*statements):
    own = {"Sid": "Own", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [own, *statements]})


FOR_AURA = {
    "Sid": "Allow access for Neo4j", "Effect": "Allow", "Principal": {"AWS": "*"}, "Resource": "*",
    "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey", "kms:CreateGrant",
               "kms:ListGrants", "kms:RevokeGrant"],
    "Condition": {"StringEquals": {"kms:CallerAccount": "999988887777"}},
}
MISSING = "12345678-1234-1234-1234-123456789012"


def new_key(**more):
    return call("CreateKey", **more).get("KeyMetadata", {}).get("Arn", MISSING)


def callers():
    call("GetCallerIdentity", service="sts")
    call("GetCallerIdentity", service="sts", key_id="AKIAIOSFODNN7EXAMPLE")
    call("AssumeRole", service="sts", RoleArn="arn:aws:iam::444455556666:role/deploy", RoleSessionName="peers")
    call("AssumeRole", "ValidationError", service="sts", RoleArn="arn:aws:iam::444455556666:user/deployer", RoleSessionName="peers")


def life():
    key = new_key(Description="peers", Tags=[{"TagKey": "a", "TagValue": "1"}])
    call("DescribeKey", KeyId=key)
    call("DescribeKey", "NotFoundException", KeyId=MISSING)
    call("DescribeKey", "NotFoundException", KeyId="alias/none")
    call("DescribeKey", "NotFoundException", KeyId="not-an-id")
    call("DescribeKey", "InvalidArnException", KeyId="arn:aws:s3:::bucket")
    call("DescribeKey", "NotFoundException", KeyId=key, region="us-east-1")
    call("UpdateKeyDescription", KeyId=key, Description="new")
    call("TagResource", KeyId=key, Tags=[{"TagKey": "b", "TagValue": "2"}])
    call("TagResource", "TagException", KeyId=key, Tags=[{"TagKey": "aws:b", "TagValue": "2"}])
    call("ListResourceTags", KeyId=key)
    call("ListResourceTags", KeyId=key, Limit=1)
    call("UntagResource", KeyId=key, TagKeys=["b"])
    call("CreateAlias", AliasName="alias/peers", TargetKeyId=key)
    call("CreateAlias", "AlreadyExistsException", AliasName="alias/peers", TargetKeyId=key)
    call("CreateAlias", "ValidationException", AliasName="peers", TargetKeyId=key)
    call("CreateAlias", "InvalidAliasNameException" if KIND != "moto" else "NotAuthorizedException", AliasName="alias/aws/x", TargetKeyId=key)
    call("DescribeKey", KeyId="alias/peers")
    call("ListAliases")
    call("ListAliases", KeyId=key)
    call("ListAliases", Limit=1)
    other = new_key()
    call("UpdateAlias", AliasName="alias/peers", TargetKeyId=other)
    call("DeleteAlias", AliasName="alias/peers")
    call("DeleteAlias", "NotFoundException", AliasName="alias/peers")
    first = call("ListKeys", Limit=1)
    if "NextMarker" in first:
        call("ListKeys", Limit=1, Marker=first["NextMarker"])
    call("ListKeys", "InvalidMarkerException", Marker="bm9uZQ==")
    call("GetKeyPolicy", KeyId=key, PolicyName="default")
    call("ListKeyPolicies", KeyId=key)
    call("PutKeyPolicy", KeyId=key, PolicyName="default", Policy=policy(FOR_AURA))
    call("PutKeyPolicy", "MalformedPolicyDocumentException", KeyId=key, PolicyName="default", Policy="no JSON")
    locked = json.dumps({"Version": "2012-10-17", "Statement": [FOR_AURA]})
    call("PutKeyPolicy", "MalformedPolicyDocumentException", KeyId=key, PolicyName="default", Policy=locked)
    call("DisableKey", KeyId=key)
    call("EnableKey", KeyId=key)
    call("ScheduleKeyDeletion", KeyId=other, PendingWindowInDays=7)
    call("ScheduleKeyDeletion", "KMSInvalidStateException", KeyId=other, PendingWindowInDays=7)
    call("ScheduleKeyDeletion", "ValidationException", KeyId=key, PendingWindowInDays=6)
    call("PutKeyPolicy", KeyId=other, PolicyName="default", Policy=policy())
    call("EnableKey", "KMSInvalidStateException", KeyId=other)
    call("CancelKeyDeletion", KeyId=other)
    call("CancelKeyDeletion", "KMSInvalidStateException", KeyId=other)
    call("GetKeyLastUsage", KeyId=key)
    call("DescribeCustomKeyStores", "UnknownOperationException")


def encryption():
    key, other = new_key(Policy=policy(FOR_AURA)), new_key()
    for context in ({}, {"a": "1"}, {"a": "1", "b": "2"}, {"é": "ü"}):
        blob = call("Encrypt", KeyId=key, Plaintext=b"secret", EncryptionContext=context).get("CiphertextBlob", b"x")
        call("Decrypt", CiphertextBlob=blob, EncryptionContext=context)
        call("Decrypt", CiphertextBlob=blob, EncryptionContext=context, KeyId=key)
        call("Decrypt", "InvalidCiphertextException", CiphertextBlob=blob, EncryptionContext={"c": "3"})
        call("Decrypt", "IncorrectKeyException", CiphertextBlob=blob, EncryptionContext=context, KeyId=other)
        call("Decrypt", "AccessDeniedException", CiphertextBlob=blob, EncryptionContext=context, region="us-east-1")
        call("ReEncrypt", CiphertextBlob=blob, SourceEncryptionContext=context, DestinationKeyId=other)
        # Aura's account, and somebody else.
        call("Encrypt", key_id=AURA, KeyId=key, Plaintext=b"secret", EncryptionContext=context)
        call("Decrypt", key_id=AURA, CiphertextBlob=blob, EncryptionContext=context)
        call("Encrypt", "AccessDeniedException", key_id=STRANGER, KeyId=key, Plaintext=b"secret", EncryptionContext=context)
        call("Decrypt", "AccessDeniedException", key_id=STRANGER, CiphertextBlob=blob, EncryptionContext=context)
        for spec in ({"KeySpec": "AES_256"}, {"KeySpec": "AES_128"}, {"NumberOfBytes": 64}):
            call("GenerateDataKey", KeyId=key, EncryptionContext=context, **spec)
            call("GenerateDataKeyWithoutPlaintext", KeyId=key, EncryptionContext=context, **spec)
            call("GenerateDataKey", key_id=AURA, KeyId=key, EncryptionContext=context, **spec)
            call("GenerateDataKey", "AccessDeniedException", key_id=STRANGER, KeyId=key, EncryptionContext=context, **spec)
    for operation in ("PutKeyPolicy", "DisableKey", "ScheduleKeyDeletion"):
        more = {"Policy": policy(), "PolicyName": "default"} if operation == "PutKeyPolicy" else {}
        call(operation, "AccessDeniedException", key_id=AURA, KeyId=key, **more)
    call("DescribeKey", key_id=AURA, KeyId=key)
    call("DescribeKey", "AccessDeniedException", key_id=STRANGER, KeyId=key)
    call("GenerateDataKey", "ValidationException", KeyId=key)
    call("Encrypt", "DryRunOperationException", KeyId=key, Plaintext=b"x", DryRun=True)
    call("Encrypt", "ValidationException", KeyId=key, Plaintext=b"x" * 4097)
    for spec in ("ECC_NIST_P256", "ECC_NIST_P384", "ECC_SECG_P256K1"):
        call("GenerateDataKeyPair", KeyId=key, KeyPairSpec=spec)
        call("GenerateDataKeyPairWithoutPlaintext", KeyId=key, KeyPairSpec=spec)
    for count in (1, 32, 1024):
        call("GenerateRandom", NumberOfBytes=count)
    call("GetKeyLastUsage", KeyId=key)
    call("DisableKey", KeyId=key)
    call("Encrypt", "DisabledException", KeyId=key, Plaintext=b"secret")
    call("Encrypt", "DisabledException", key_id=AURA, KeyId=key, Plaintext=b"secret")
    call("GenerateDataKey", "DisabledException", KeyId=key, KeySpec="AES_256")


def grants():
    key = new_key()
    blob = call("Encrypt", KeyId=key, Plaintext=b"secret").get("CiphertextBlob", b"x")
    for operations in (["Decrypt"], ["Decrypt", "Encrypt"], ["Decrypt", "DescribeKey", "RetireGrant"], ["Decrypt", "CreateGrant"]):
        made = call("CreateGrant", KeyId=key, GranteePrincipal="arn:aws:iam::123456789012:user/simulator", Operations=operations,
                    RetiringPrincipal="arn:aws:iam::111122223333:user/simulator")
        call("ListGrants", KeyId=key)
        call("ListGrants", KeyId=key, GrantId=made.get("GrantId", "0"))
        call("ListRetirableGrants", RetiringPrincipal="arn:aws:iam::111122223333:user/simulator")
        call("Decrypt", key_id=STRANGER, CiphertextBlob=blob)
        call("RevokeGrant", KeyId=key, GrantId=made.get("GrantId", "0"))
        call("Decrypt", "AccessDeniedException", key_id=STRANGER, CiphertextBlob=blob)
        call("RevokeGrant", "NotFoundException", KeyId=key, GrantId=made.get("GrantId", "0"))
    token = call("CreateGrant", KeyId=key, GranteePrincipal="arn:aws:iam::123456789012:role/app", Operations=["Decrypt"],
                 Constraints={"EncryptionContextSubset": {"a": "1"}}, Name="peers").get("GrantToken", "x")
    call("ListGrants", KeyId=key, Limit=1)
    call("RetireGrant", GrantToken=token)
    call("RetireGrant", "InvalidGrantTokenException", GrantToken=token)
    call("CreateGrant", "InvalidArnException", KeyId=key, GranteePrincipal="arn:aws:s3:::bucket", Operations=["Decrypt"])
    call("CreateGrant", "ValidationException", KeyId=key, GranteePrincipal="arn:aws:iam::123456789012:role/app", Operations=["Sign"])


def rotation():
    key = new_key()
    call("GetKeyRotationStatus", KeyId=key)
    call("EnableKeyRotation", KeyId=key)
    call("EnableKeyRotation", KeyId=key, RotationPeriodInDays=90)
    call("GetKeyRotationStatus", KeyId=key)
    for _ in range(3):
        call("RotateKeyOnDemand", KeyId=key)
        call("ListKeyRotations", KeyId=key)
        call("ListKeyRotations", KeyId=key, IncludeKeyMaterial="ALL_KEY_MATERIAL", Limit=1)
    call("DisableKeyRotation", KeyId=key)
    multi = new_key(MultiRegion=True)
    call("ReplicateKey", KeyId=multi, ReplicaRegion="us-east-1")
    call("ReplicateKey", "AlreadyExistsException", KeyId=multi, ReplicaRegion="us-east-1")
    call("ReplicateKey", "ValidationException", KeyId=multi, ReplicaRegion="cn-north-1")
    call("ReplicateKey", "UnsupportedOperationException", KeyId=key, ReplicaRegion="us-east-1")
    call("DescribeKey", KeyId=multi)
    call("DescribeKey", KeyId=multi.split("/")[-1], region="us-east-1")
    blob = call("Encrypt", KeyId=multi, Plaintext=b"secret").get("CiphertextBlob", b"x")
    call("Decrypt", CiphertextBlob=blob, region="us-east-1")
    call("UpdatePrimaryRegion", KeyId=multi, PrimaryRegion="us-east-1")
    call("UpdatePrimaryRegion", "UnsupportedOperationException", KeyId=multi, PrimaryRegion="us-east-1")
    call("ScheduleKeyDeletion", KeyId=multi, PendingWindowInDays=7)


def asymmetric():
    for spec, algorithms in (
        ("RSA_2048", ["RSASSA_PSS_SHA_256", "RSASSA_PKCS1_V1_5_SHA_512"]),
        ("ECC_NIST_P256", ["ECDSA_SHA_256"]),
        ("ECC_NIST_P384", ["ECDSA_SHA_384"]),
        ("ECC_NIST_P521", ["ECDSA_SHA_512"]),
        ("ECC_SECG_P256K1", ["ECDSA_SHA_256"]),
    ):
        key = new_key(KeySpec=spec, KeyUsage="SIGN_VERIFY")
        call("DescribeKey", KeyId=key)
        call("GetPublicKey", KeyId=key)
        for algorithm in algorithms:
            signature = call("Sign", KeyId=key, Message=b"message", SigningAlgorithm=algorithm).get("Signature", b"x")
            call("Verify", KeyId=key, Message=b"message", SigningAlgorithm=algorithm, Signature=signature)
            digest = hashlib.new("sha" + algorithm[-3:], b"message").digest()
            call("Verify", KeyId=key, Message=digest, MessageType="DIGEST", SigningAlgorithm=algorithm, Signature=signature)
            signature = call("Sign", KeyId=key, Message=digest, MessageType="DIGEST", SigningAlgorithm=algorithm).get("Signature", b"x")
            call("Verify", KeyId=key, Message=b"message", SigningAlgorithm=algorithm, Signature=signature)
            call("Verify", "KMSInvalidSignatureException", KeyId=key, Message=b"other", SigningAlgorithm=algorithm, Signature=signature)
        call("Encrypt", "InvalidKeyUsageException", KeyId=key, Plaintext=b"x")
    for bits in (224, 256, 384, 512):
        key = new_key(KeySpec=f"HMAC_{bits}", KeyUsage="GENERATE_VERIFY_MAC")
        algorithm = f"HMAC_SHA_{bits}"
        mac = call("GenerateMac", KeyId=key, Message=b"message", MacAlgorithm=algorithm).get("Mac", b"x")
        call("VerifyMac", KeyId=key, Message=b"message", MacAlgorithm=algorithm, Mac=mac)
        call("VerifyMac", "KMSInvalidMacException", KeyId=key, Message=b"other", MacAlgorithm=algorithm, Mac=mac)
    key = new_key(KeySpec="RSA_2048", KeyUsage="ENCRYPT_DECRYPT")
    for algorithm in ("RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"):
        blob = call("Encrypt", KeyId=key, Plaintext=b"x", EncryptionAlgorithm=algorithm).get("CiphertextBlob", b"x")
        call("Decrypt", KeyId=key, CiphertextBlob=blob, EncryptionAlgorithm=algorithm)
    key = new_key(KeySpec="ECC_NIST_P256", KeyUsage="KEY_AGREEMENT")
    public = call("GetPublicKey", KeyId=key).get("PublicKey", b"x")
    call("DeriveSharedSecret", KeyId=key, KeyAgreementAlgorithm="ECDH", PublicKey=public)
    key = new_key(Origin="EXTERNAL")
    call("Encrypt", "KMSInvalidStateException", KeyId=key, Plaintext=b"x")
    call("GetParametersForImport", KeyId=key, WrappingAlgorithm="RSAES_OAEP_SHA_256", WrappingKeySpec="RSA_2048")
    call("ImportKeyMaterial", "InvalidImportTokenException", KeyId=key, ImportToken=b"x", EncryptedKeyMaterial=b"x",
         ExpirationModel="KEY_MATERIAL_DOES_NOT_EXPIRE")
    call("DeleteImportedKeyMaterial", KeyId=key)
    call("CreateKey", "ValidationException", KeySpec="HMAC_256", KeyUsage="SIGN_VERIFY")
    call("CreateKey", "UnsupportedOperationException", Origin="AWS_CLOUDHSM")


def main():
    global IS_OLD
    if KIND == "cli":
        os.environ.update(AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull, AWS_PAGER="")
    IS_OLD = "GetKeyLastUsage" not in model_of("kms").operation_names
    for part in (callers, life, encryption, grants, rotation, asymmetric):
        part()
        print(f"{part.__name__}: {len(LOG)} calls so far", file=sys.stderr, flush=True)
    json.dump(LOG, sys.stdout)


if KIND == "moto":
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    ENDPOINT = "http://%s:%s" % server.get_host_and_port()
    main()
    server.stop()
else:
    main()
