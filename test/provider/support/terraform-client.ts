import { Client, credentials } from "@grpc/grpc-js";
import { decode, encode } from "@msgpack/msgpack";
import * as protobuf from "protobufjs";
import { reattach, type Provider } from "../../../provider/plugin";

/**
 * The calls that Terraform 1.12 and 1.14 added, as Terraform sends and reads them: typed from its definition of the protocol, and not
 * from ours, so that a wrong field number shows.
 * @see https://github.com/hashicorp/terraform/blob/v1.14.9/docs/plugin-protocol/tfplugin6.proto
 */
const PROTOCOL = `
syntax = "proto3";
message DynamicValue { bytes msgpack = 1; bytes json = 2; }
message Diagnostic { int32 severity = 1; string summary = 2; string detail = 3; }
message RawState { bytes json = 1; map<string, string> flatmap = 2; }
message ResourceIdentityData { DynamicValue identity_data = 1; }
message IdentityAttribute { string name = 1; bytes type = 2; bool required_for_import = 3; bool optional_for_import = 4; string description = 5; }
message ResourceIdentitySchema { int64 version = 1; repeated IdentityAttribute identity_attributes = 2; }
message ServerCapabilities { bool plan_destroy = 1; bool get_provider_schema_optional = 2; bool move_resource_state = 3; bool generate_resource_config = 4; }
message Name { string type_name = 1; }
message SchemaAttribute { string name = 1; bytes type = 2; bool required = 4; bool optional = 5; bool computed = 6; }
message SchemaBlock { repeated SchemaAttribute attributes = 2; }
message Schema { int64 version = 1; SchemaBlock block = 2; }

message GetMetadataRequest {}
message GetMetadataResponse { ServerCapabilities server_capabilities = 1; repeated Name data_sources = 3; repeated Name resources = 4; repeated Name list_resources = 7; }
message GetProviderSchemaRequest {}
message GetProviderSchemaResponse { ServerCapabilities server_capabilities = 6; map<string, Schema> resource_schemas = 2; map<string, Schema> list_resource_schemas = 9; }
message GetResourceIdentitySchemasRequest {}
message GetResourceIdentitySchemasResponse { map<string, ResourceIdentitySchema> identity_schemas = 1; repeated Diagnostic diagnostics = 2; }
message UpgradeResourceIdentityRequest { string type_name = 1; int64 version = 2; RawState raw_identity = 3; }
message UpgradeResourceIdentityResponse { ResourceIdentityData upgraded_identity = 1; repeated Diagnostic diagnostics = 2; }
message ConfigureProviderRequest { string terraform_version = 1; DynamicValue config = 2; }
message ConfigureProviderResponse { repeated Diagnostic diagnostics = 1; }
message ReadResourceRequest { string type_name = 1; DynamicValue current_state = 2; bytes private = 3; ResourceIdentityData current_identity = 6; }
message ReadResourceResponse { DynamicValue new_state = 1; repeated Diagnostic diagnostics = 2; bytes private = 3; ResourceIdentityData new_identity = 5; }
message PlanResourceChangeRequest { string type_name = 1; DynamicValue prior_state = 2; DynamicValue proposed_new_state = 3; DynamicValue config = 4; bytes prior_private = 5; ResourceIdentityData prior_identity = 8; }
message PlanResourceChangeResponse { DynamicValue planned_state = 1; bytes planned_private = 3; repeated Diagnostic diagnostics = 4; ResourceIdentityData planned_identity = 7; }
message ApplyResourceChangeRequest { string type_name = 1; DynamicValue prior_state = 2; DynamicValue planned_state = 3; DynamicValue config = 4; bytes planned_private = 5; ResourceIdentityData planned_identity = 7; }
message ApplyResourceChangeResponse { DynamicValue new_state = 1; bytes private = 2; repeated Diagnostic diagnostics = 3; ResourceIdentityData new_identity = 5; }
message ReadDataSourceRequest { string type_name = 1; DynamicValue config = 2; }
message ReadDataSourceResponse { DynamicValue state = 1; repeated Diagnostic diagnostics = 2; }
message ValidateDataResourceConfigRequest { string type_name = 1; DynamicValue config = 2; }
message ValidateDataResourceConfigResponse { repeated Diagnostic diagnostics = 1; }
message ImportResourceStateRequest { string type_name = 1; string id = 2; ResourceIdentityData identity = 4; }
message ImportedResource { string type_name = 1; DynamicValue state = 2; bytes private = 3; ResourceIdentityData identity = 4; }
message ImportResourceStateResponse { repeated ImportedResource imported_resources = 1; repeated Diagnostic diagnostics = 2; }
message MoveResourceStateRequest { string source_provider_address = 1; string source_type_name = 2; int64 source_schema_version = 3; RawState source_state = 4; string target_type_name = 5; bytes source_private = 6; RawState source_identity = 7; int64 source_identity_schema_version = 8; }
message MoveResourceStateResponse { DynamicValue target_state = 1; repeated Diagnostic diagnostics = 2; bytes target_private = 3; ResourceIdentityData target_identity = 4; }
message ListResourceRequest { string type_name = 1; DynamicValue config = 2; bool include_resource_object = 3; int64 limit = 4; }
message ListResourceEvent { ResourceIdentityData identity = 1; string display_name = 2; optional DynamicValue resource_object = 3; repeated Diagnostic diagnostic = 4; }
message ValidateListResourceConfigRequest { string type_name = 1; DynamicValue config = 2; DynamicValue include_resource_object = 3; DynamicValue limit = 4; }
message ValidateListResourceConfigResponse { repeated Diagnostic diagnostics = 1; }
`;

/** A message as plain data; values of Terraform's types are written and read as such. */
type Message = Readonly<Record<string, unknown>>;

/** What Terraform is to a provider: the other end of a connection. */
export interface TerraformClient {
  /** One call of the protocol. */
  call(rpc: string, request?: Message): Promise<Message>;
  /** A call that is answered by several messages; after `until` of them the call is cancelled. */
  stream(rpc: string, request: Message, until?: number): Promise<Message[]>;
  stop(): void;
}

/** Connects to a provider as Terraform does. */
export async function terraformClient<T>(provider: Provider<T>): Promise<TerraformClient> {
  const { root } = protobuf.parse(PROTOCOL, { keepCase: true });
  const served = await reattach("example.com/test/test", provider);
  const [{ Addr }] = Object.values(JSON.parse(served.env.TF_REATTACH_PROVIDERS) as object) as [
    { Addr: { String: string } },
  ];
  const client = new Client(Addr.String, credentials.createInsecure());
  const path = (rpc: string) => `/tfplugin6.Provider/${rpc}`;
  const serializer = (rpc: string) => (message: object) => {
    const type = root.lookupType(`${rpc}Request`);
    return Buffer.from(type.encode(type.fromObject(packed(message) as object)).finish());
  };
  const reader = (name: string) => (bytes: Buffer) => {
    const type = root.lookupType(name);
    return unpacked(type.toObject(type.decode(bytes), { longs: Number })) as Message;
  };
  return {
    call: (rpc, request = {}) =>
      new Promise((resolve, reject) => {
        client.makeUnaryRequest(path(rpc), serializer(rpc), reader(`${rpc}Response`), request, (problem, answer) =>
          problem ? reject(problem) : resolve(answer as Message),
        );
      }),
    stream: (rpc, request, until = Infinity) =>
      new Promise((resolve, reject) => {
        const events: Message[] = [];
        const call = client.makeServerStreamRequest(path(rpc), serializer(rpc), reader(`${rpc}Event`), request);
        call.on("data", (event: Message) => {
          if (events.push(event) >= until) call.cancel();
        });
        call.on("error", (problem) => (events.length >= until ? resolve(events) : reject(problem)));
        call.on("end", () => resolve(events));
      }),
    stop() {
      client.close();
      served.stop();
    },
  };
}

/** Fields that hold a value of one of Terraform's types. */
const DYNAMIC =
  /^(config|(prior|planned|proposed_new|current|new|target)_state|state|identity_data|resource_object|limit)$/;
const JSON_VALUES = /^(source_state|source_identity|raw_identity)$/;

function packed(message: unknown): unknown {
  if (message === null || typeof message !== "object" || Buffer.isBuffer(message)) return message;
  return Object.fromEntries(
    Object.entries(message).map(([name, value]) => {
      if (JSON_VALUES.test(name)) return [name, { json: Buffer.from(JSON.stringify(value)) }];
      if (DYNAMIC.test(name) && typeof value === "object") return [name, { msgpack: encode(value) }];
      return [name, packed(value)];
    }),
  );
}

function unpacked(message: unknown): unknown {
  if (Array.isArray(message)) return message.map(unpacked);
  if (message === null || typeof message !== "object" || Buffer.isBuffer(message)) return message;
  const { msgpack } = message as { msgpack?: Uint8Array };
  if (msgpack) return decode(msgpack);
  return Object.fromEntries(Object.entries(message).map(([name, value]) => [name, unpacked(value)]));
}
