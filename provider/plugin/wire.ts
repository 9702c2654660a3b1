import type { MethodDefinition } from "@grpc/grpc-js";
import * as protobuf from "protobufjs";

/**
 * The messages of the Terraform plugin protocol 6 and of go-plugin, as far as this plugin needs them. The names are ours, the
 * field numbers are the protocol's.
 * @see https://developer.hashicorp.com/terraform/plugin/terraform-plugin-protocol
 */
const MESSAGES = `
syntax = "proto3";
message Empty {}
message Dynamic { bytes msgpack = 1; bytes json = 2; }
message Step { oneof selector { string attribute_name = 1; string element_key_string = 2; int64 element_key_int = 3; } }
message Path { repeated Step steps = 1; }
message Diagnostic { int32 severity = 1; string summary = 2; string detail = 3; Path attribute = 4; }
message RawState { bytes json = 1; }

message Attribute {
  string name = 1; bytes type = 2; string description = 3; bool required = 4; bool optional = 5; bool computed = 6;
  bool sensitive = 7; int32 description_kind = 8; bool deprecated = 9;
}
message NestedBlock { string type_name = 1; Block block = 2; int32 nesting = 3; int64 min_items = 4; int64 max_items = 5; }
message Block { int64 version = 1; repeated Attribute attributes = 2; repeated NestedBlock block_types = 3; string description = 4; }
message Schema { int64 version = 1; Block block = 2; }
message IdentityAttribute {
  string name = 1; bytes type = 2; bool required_for_import = 3; bool optional_for_import = 4; string description = 5;
}
message IdentitySchema { int64 version = 1; repeated IdentityAttribute identity_attributes = 2; }
message Identity { Dynamic identity_data = 1; }
message Capabilities { bool plan_destroy = 1; bool get_provider_schema_optional = 2; bool move_resource_state = 3; }
message TypeName { string type_name = 1; }

message MetadataAnswer {
  Capabilities server_capabilities = 1; repeated Diagnostic diagnostics = 2; repeated TypeName data_sources = 3;
  repeated TypeName resources = 4; repeated TypeName list_resources = 7;
}
message SchemaAnswer {
  Schema provider = 1; map<string, Schema> resource_schemas = 2; map<string, Schema> data_source_schemas = 3;
  repeated Diagnostic diagnostics = 4; Schema provider_meta = 5; Capabilities server_capabilities = 6; map<string, Schema> list_resource_schemas = 9;
}
message IdentitySchemasAnswer { map<string, IdentitySchema> identity_schemas = 1; repeated Diagnostic diagnostics = 2; }
message ValidateProviderRequest { Dynamic config = 1; }
message ValidateProviderAnswer { repeated Diagnostic diagnostics = 2; }
message ConfigureRequest { string terraform_version = 1; Dynamic config = 2; }
message ValidateRequest { string type_name = 1; Dynamic config = 2; }
message DiagnosticsAnswer { repeated Diagnostic diagnostics = 1; }
message UpgradeRequest { string type_name = 1; int64 version = 2; RawState raw_state = 3; }
message UpgradeAnswer { Dynamic upgraded_state = 1; repeated Diagnostic diagnostics = 2; }
message UpgradeIdentityRequest { string type_name = 1; int64 version = 2; RawState raw_identity = 3; }
message UpgradeIdentityAnswer { Identity upgraded_identity = 1; repeated Diagnostic diagnostics = 2; }
message ReadRequest { string type_name = 1; Dynamic current_state = 2; bytes private = 3; Identity current_identity = 6; }
message ReadAnswer { Dynamic new_state = 1; repeated Diagnostic diagnostics = 2; bytes private = 3; Identity new_identity = 5; }
message PlanRequest {
  string type_name = 1; Dynamic prior_state = 2; Dynamic proposed_new_state = 3; Dynamic config = 4; bytes prior_private = 5;
  Identity prior_identity = 8;
}
message PlanAnswer {
  Dynamic planned_state = 1; repeated Path requires_replace = 2; bytes planned_private = 3; repeated Diagnostic diagnostics = 4;
  bool legacy_type_system = 5; Identity planned_identity = 7;
}
message ApplyRequest {
  string type_name = 1; Dynamic prior_state = 2; Dynamic planned_state = 3; Dynamic config = 4; bytes planned_private = 5;
  Identity planned_identity = 7;
}
message ApplyAnswer {
  Dynamic new_state = 1; bytes private = 2; repeated Diagnostic diagnostics = 3; bool legacy_type_system = 4;
  Identity new_identity = 5;
}
message ImportRequest { string type_name = 1; string id = 2; Identity identity = 4; }
message Imported { string type_name = 1; Dynamic state = 2; bytes private = 3; Identity identity = 4; }
message ImportAnswer { repeated Imported imported_resources = 1; repeated Diagnostic diagnostics = 2; }
message MoveRequest {
  string source_provider_address = 1; string source_type_name = 2; int64 source_schema_version = 3; RawState source_state = 4;
  string target_type_name = 5; bytes source_private = 6; RawState source_identity = 7; int64 source_identity_schema_version = 8;
}
message MoveAnswer {
  Dynamic target_state = 1; repeated Diagnostic diagnostics = 2; bytes target_private = 3; Identity target_identity = 4;
}
message ListRequest { string type_name = 1; Dynamic config = 2; bool include_resource_object = 3; int64 limit = 4; }
message ListEvent {
  Identity identity = 1; string display_name = 2; Dynamic resource_object = 3; repeated Diagnostic diagnostic = 4;
}
message ValidateListRequest { string type_name = 1; Dynamic config = 2; Dynamic include_resource_object = 3; Dynamic limit = 4; }
message ReadDataRequest { string type_name = 1; Dynamic config = 2; }
message ReadDataAnswer { Dynamic state = 1; repeated Diagnostic diagnostics = 2; }
message FunctionsAnswer { repeated Diagnostic diagnostics = 2; }
message StopAnswer { string Error = 1; }

message HealthRequest { string service = 1; }
message HealthAnswer { int32 status = 1; }
message ConnectionInfo { uint32 service_id = 1; string network = 2; string address = 3; }
message StdioData { int32 channel = 1; bytes data = 2; }
`;

const root = protobuf.parse(MESSAGES, { keepCase: true }).root;

function codec(name: string) {
  const type = root.lookupType(name);
  return {
    encode: (message: object) => Buffer.from(type.encode(type.fromObject(message)).finish()),
    decode: (bytes: Buffer): object => type.toObject(type.decode(bytes), { longs: Number }),
  };
}

/**
 * One method of a gRPC service, made from the names of its two messages.
 * @param path full name, such as `/tfplugin6.Provider/StopProvider`
 * @param request name of the message that comes in
 * @param answer name of the message that goes out
 * @param stream which sides send more than one message
 */
export function method(
  path: string,
  request: string,
  answer: string,
  stream: { request?: boolean; answer?: boolean } = {},
): MethodDefinition<object, object> {
  const incoming = codec(request);
  const outgoing = codec(answer);
  return {
    path,
    requestStream: stream.request ?? false,
    responseStream: stream.answer ?? false,
    requestSerialize: incoming.encode,
    requestDeserialize: incoming.decode,
    responseSerialize: outgoing.encode,
    responseDeserialize: outgoing.decode,
  };
}
