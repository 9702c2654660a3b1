import type { Block, NestedBlock } from "../../provider/plugin";
import {
  always,
  byDefault,
  computed,
  computeds,
  either,
  fixed,
  id,
  optional,
  optionals,
  region,
  requiredText,
  SET,
  STRINGS,
  tags,
} from "./schema-parts";

const arn = always(computed("string"));
const name = always(fixed(either("string")));
const name_prefix = fixed(either("string"));
const event_bus_name = fixed(byDefault("string", "default"));
const PROTOCOLS = ["application", "firehose", "http", "lambda", "sqs"];

/** A block that stands at most once. */
function single(attributes: Block["attributes"]): NestedBlock {
  return { nesting: "list", maxItems: 1, block: { attributes } };
}

/** The resources that stand beside a key, by their type. */
export const OTHER_SCHEMAS = {
  aws_cloudwatch_event_rule: {
    attributes: {
      arn,
      description: optional("string"),
      event_bus_name,
      event_pattern: optional("string"),
      force_destroy: byDefault("bool", false),
      id,
      is_enabled: { ...optional("bool"), deprecated: true },
      name,
      name_prefix,
      region,
      role_arn: optional("string"),
      schedule_expression: optional("string"),
      state: byDefault("string", "ENABLED"),
      ...tags,
    },
  },
  aws_cloudwatch_event_target: {
    attributes: {
      arn: requiredText,
      event_bus_name,
      force_destroy: byDefault("bool", false),
      id,
      input: optional("string"),
      input_path: optional("string"),
      region,
      role_arn: optional("string"),
      rule: fixed(requiredText),
      target_id: always(fixed(either("string"))),
    },
    blocks: {
      dead_letter_config: single({ arn: optional("string") }),
      input_transformer: single({ input_paths: optional(STRINGS), input_template: requiredText }),
      retry_policy: single(optionals("number", ["maximum_event_age_in_seconds", "maximum_retry_attempts"])),
      sqs_target: single({ message_group_id: optional("string") }),
    },
  },
  aws_iam_role: {
    attributes: {
      arn,
      assume_role_policy: requiredText,
      create_date: computed("string"),
      description: optional("string"),
      force_detach_policies: byDefault("bool", false),
      id,
      managed_policy_arns: either(SET),
      max_session_duration: byDefault("number", 3600),
      name,
      name_prefix,
      path: fixed(byDefault("string", "/")),
      permissions_boundary: optional("string"),
      ...tags,
      unique_id: computed("string"),
    },
    blocks: {
      inline_policy: {
        nesting: "set",
        block: { attributes: { name: optional("string"), policy: optional("string") } },
      },
    },
  },
  aws_secretsmanager_secret: {
    attributes: {
      arn,
      description: optional("string"),
      force_overwrite_replica_secret: byDefault("bool", false),
      id,
      kms_key_id: optional("string"),
      name,
      name_prefix,
      policy: either("string"),
      recovery_window_in_days: byDefault("number", 30),
      region,
      ...tags,
    },
    blocks: {
      replica: {
        nesting: "set",
        block: {
          attributes: {
            kms_key_id: either("string"),
            ...computeds("string", ["last_accessed_date", "status", "status_message"]),
            region: requiredText,
          },
        },
      },
    },
  },
  aws_secretsmanager_secret_version: {
    attributes: {
      arn,
      has_secret_string_wo: computed("bool"),
      id,
      region,
      secret_binary: { ...fixed(optional("string")), sensitive: true },
      secret_id: fixed(requiredText),
      secret_string: { ...fixed(either("string")), sensitive: true },
      secret_string_wo: { ...optional("string"), sensitive: true },
      secret_string_wo_version: fixed(optional("number")),
      version_id: always(computed("string")),
      version_stages: either(SET),
    },
  },
  aws_sns_topic: {
    attributes: {
      ...optionals(
        "string",
        PROTOCOLS.flatMap((protocol) => [
          `${protocol}_failure_feedback_role_arn`,
          `${protocol}_success_feedback_role_arn`,
        ]),
      ),
      ...optionals(
        "number",
        PROTOCOLS.map((protocol) => `${protocol}_success_feedback_sample_rate`),
      ),
      ...optionals("string", ["archive_policy", "delivery_policy", "display_name", "kms_master_key_id"]),
      arn,
      beginning_archive_time: computed("string"),
      content_based_deduplication: byDefault("bool", false),
      fifo_throughput_scope: either("string"),
      fifo_topic: fixed(byDefault("bool", false)),
      id,
      name,
      name_prefix,
      owner: always(computed("string")),
      policy: either("string"),
      region,
      signature_version: either("number"),
      ...tags,
      tracing_config: either("string"),
    },
  },
  aws_sns_topic_policy: {
    attributes: { arn: fixed(requiredText), id, owner: always(computed("string")), policy: requiredText, region },
  },
  aws_sns_topic_subscription: {
    attributes: {
      arn,
      confirmation_timeout_in_minutes: byDefault("number", 1),
      confirmation_was_authenticated: computed("bool"),
      ...optionals("string", ["delivery_policy", "filter_policy", "redrive_policy", "replay_policy"]),
      endpoint: fixed(requiredText),
      endpoint_auto_confirms: byDefault("bool", false),
      filter_policy_scope: either("string"),
      id,
      owner_id: always(computed("string")),
      pending_confirmation: computed("bool"),
      protocol: fixed(requiredText),
      raw_message_delivery: byDefault("bool", false),
      region,
      subscription_role_arn: optional("string"),
      topic_arn: fixed(requiredText),
    },
  },
} as const satisfies Readonly<Record<string, Block>>;

/** A type of a resource that stands beside a key. */
export type OtherType = keyof typeof OTHER_SCHEMAS;
