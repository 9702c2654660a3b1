import { parse } from "yaml";
import { z } from "zod";
import { read } from "./example";

/*
 * What each platform documents, as far as the examples use it. Every object is closed: a key that is misspelled or stands one level
 * too high is an error here, where a platform would ignore it or refuse the file.
 */

const text = z.string();
const texts = z.array(text);
const minutes = z.number().int().positive();
const image = text.regex(/^\$PLAN_IMAGE$|@sha256:[0-9a-f]{64}$/, "an image is named by its digest");
const map = z.record(text, text);

const githubStep = z.strictObject({
  id: text.optional(),
  name: text.optional(),
  if: text.optional(),
  uses: text.optional(),
  run: text.optional(),
  env: map.optional(),
  with: z.record(text, z.union([text, z.number(), z.boolean()])).optional(),
});
const githubJob = z.strictObject({
  needs: text.optional(),
  if: text.optional(),
  "runs-on": text,
  "timeout-minutes": minutes,
  environment: text.optional(),
  permissions: z.record(text, z.enum(["read", "write"])),
  outputs: map.optional(),
  steps: z.array(githubStep),
});

const gitlabRule = z.strictObject({ if: text, when: z.literal("always").optional() });
const gitlabJob = z.strictObject({
  stage: text,
  image,
  rules: z.array(gitlabRule),
  timeout: text.regex(/^\d+ minutes$/),
  interruptible: z.boolean().optional(),
  environment: z.strictObject({ name: text, action: z.literal("access") }),
  id_tokens: z.record(text, z.strictObject({ aud: text })).optional(),
  variables: map.optional(),
  needs: z.array(z.strictObject({ job: text, artifacts: z.boolean() })).optional(),
  script: texts,
  artifacts: z
    .strictObject({ when: z.literal("always"), paths: texts, access: z.literal("developer"), expire_in: text })
    .optional(),
});

const named = { displayName: text.optional(), condition: text.optional(), env: map.optional() };
const azureStep = z.union([
  z.strictObject({ script: text, ...named }),
  z.strictObject({ task: text.regex(/^\w+@\d+$/), inputs: z.record(text, z.union([text, z.boolean()])), ...named }),
  z.strictObject({ checkout: z.literal("self"), fetchDepth: z.number(), persistCredentials: z.boolean() }),
  z.strictObject({ publish: text, artifact: text, ...named }),
  z.strictObject({ download: z.literal("current"), artifact: text, ...named }),
]);
const azureJob = z.strictObject({
  job: text,
  dependsOn: text.optional(),
  condition: text.optional(),
  timeoutInMinutes: minutes,
  container: image.optional(),
  steps: z.array(azureStep),
});

const atlantisRun = z.strictObject({
  run: z.union([text, z.strictObject({ command: text, output: z.enum(["show", "hide"]) })]),
});
const atlantisStage = z.strictObject({ steps: z.array(atlantisRun) });

const SCHEMAS = {
  "github-actions.yml": z.strictObject({
    name: text,
    on: z.strictObject({ pull_request: z.null() }),
    permissions: z.strictObject({}),
    concurrency: z.strictObject({ group: text, "cancel-in-progress": z.boolean() }),
    jobs: z.strictObject({ plan: githubJob, comment: githubJob }),
  }),
  "gitlab-ci.yml": z.strictObject({
    stages: texts,
    ".only-own-branches": z.array(gitlabRule),
    plan: gitlabJob,
    comment: gitlabJob,
  }),
  "azure-pipelines.yml": z.strictObject({
    trigger: z.literal("none"),
    pr: z.literal("none"),
    pool: z.strictObject({ vmImage: text }),
    variables: z.array(z.strictObject({ group: text })),
    jobs: z.tuple([azureJob, azureJob]),
  }),
  "bitbucket-pipelines.yml": z.strictObject({
    image,
    pipelines: z.strictObject({
      "pull-requests": z.strictObject({
        "**": z.tuple([
          z.strictObject({
            step: z.strictObject({
              name: text,
              oidc: z.boolean(),
              "max-time": minutes,
              script: texts,
              "after-script": texts,
            }),
          }),
        ]),
      }),
    }),
  }),
  "atlantis.yaml": z.strictObject({
    version: z.literal(3),
    projects: z.array(z.strictObject({ name: text, dir: text, autoplan: z.strictObject({ when_modified: texts }) })),
  }),
  "atlantis-repos.yaml": z.strictObject({
    repos: z.tuple([
      z.strictObject({
        id: text,
        branch: text,
        workflow: text,
        apply_requirements: z.array(z.enum(["approved", "mergeable", "undiverged"])),
        allowed_overrides: texts,
        allow_custom_workflows: z.boolean(),
      }),
    ]),
    workflows: z.record(text, z.strictObject({ plan: atlantisStage, apply: atlantisStage })),
  }),
};

type Schemas = typeof SCHEMAS;

/** The files for the platforms. */
export const CI_FILES = Object.keys(SCHEMAS) as (keyof Schemas)[];

/**
 * Reads a file of examples/ci; one that its platform would not take throws.
 * @param file its name
 */
export function readCiFile<File extends keyof Schemas>(file: File): z.infer<Schemas[File]> {
  return SCHEMAS[file].parse(parse(read("examples/ci", file))) as z.infer<Schemas[File]>;
}
