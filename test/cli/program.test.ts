import { version } from "../../package.json";
import { run } from "./support/run";

describe("aura-cmk", () => {
  it("lists its commands, with examples", async () => {
    expect(await run("--help")).toEqual({
      code: 0,
      stdout: `Usage: aura-cmk [options] [command]

Neo4j Aura encrypted with your own key: in AWS, Azure or Google Cloud.

Options:
  -V, --version                    show the version
  -h, --help                       show this help

Commands:
  init [options] [directory]       Writes an application into an empty
                                   directory: it deploys to the simulated cloud
                                   at once.
  adopt [options] [target...]      Writes an estate or constructs for a key, its
                                   registration with Aura and its instances that
                                   exist already.
  synth [options] [estate]         Writes the Terraform configuration of an
                                   estate or a program, and shows what becomes
                                   of each key.
  lint [options] [statement]       Checks the statement from the Aura Console,
                                   and shows who can do what with the key.
  check [options] <path...>        Judges Terraform configurations in JSON:
                                   keys, access and instances of Aura, by the
                                   rules of synth.
  review [options] <plan...>       Reviews Terraform plans: what changes on
                                   keys, access and instances of Aura, and what
                                   cannot be undone.
  verify [options] [target...]     Verifies the live account: keys, access and
                                   instances of Aura as they are now, and what
                                   has drifted.
  explain [options] [name]         Explains a rule or the code of a finding.
  simulate [options] [command...]  Simulates AWS KMS and Neo4j Aura on this
                                   machine: in memory, on loopback, without
                                   accounts.
  provider                         The Terraform provider "aura".
  doctor [options]                 Says what is wrong with this machine: tools,
                                   credentials, network.
  demo [options]                   Deploys an estate on a simulated cloud with
                                   the real Terraform, and shows which mistakes
                                   are stopped.
  completion <shell>               Prints a script with which a shell completes
                                   commands and options.
  help [command]                   show the help of a command

Examples:
  aura-cmk init my-database       begin an application in an empty directory
  aura-cmk adopt alias/orders     take over a key, its registration and its instances that exist already
  aura-cmk synth                  write the Terraform configuration of an estate or a program, with a table of its keys
  aura-cmk lint aura.json         check the statement from the Aura Console, and show who gets access
  aura-cmk check cdktf.out        judge Terraform configurations in JSON, whoever wrote them
  aura-cmk review plan.json       show what a Terraform plan changes on Aura's keys, and what cannot be undone
  aura-cmk verify cdktf.out       verify what is in AWS and Aura now: what is unsafe, and what has drifted
  aura-cmk explain no-new-access  what a rule is for, what is bad, what is good
  aura-cmk demo                   run every step on a simulated cloud, with the real Terraform
  aura-cmk simulate               run a simulated AWS KMS and Neo4j Aura to try things out
  aura-cmk doctor                 say what is wrong with this machine
  aura-cmk provider install       install the Terraform provider "aura" for plain HCL
  aura-cmk help simulate          show the help of one command

`,
      stderr: "",
    });
  });

  it.each([
    ["synth"],
    ["lint"],
    ["review"],
    ["explain"],
    ["simulate"],
    ["provider"],
    ["provider", "install"],
    ["demo"],
  ])("explains %s %s with its usage and examples", async (...command) => {
    const { code, stdout, stderr } = await run(...command, "--help");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(new RegExp(`^Usage: aura-cmk ${command.join(" ")} `));
    expect(stdout).toContain("\nExamples:\n  aura-cmk ");
  });

  it("shows the help of one command with help as with --help", async () => {
    expect(await run("help", "synth")).toEqual(await run("synth", "--help"));
    expect(await run("help")).toEqual(await run("--help"));
  });

  it("prints the version of the package", async () => {
    expect(await run("--version")).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  it.each([
    [[], "", "error: a command is missing"],
    [["provider"], " provider", "error: a command is missing"],
    [
      ["completion", "tcsh"],
      " completion",
      "error: command-argument value 'tcsh' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish",
    ],
    [["provider", "help"], " provider", "error: unknown command 'help'"],
    [["simulat"], "", "error: unknown command 'simulat' (Did you mean simulate?)"],
    [["provider", "instal"], " provider", "error: unknown command 'instal' (Did you mean install?)"],
    [["--verbose"], "", "error: unknown option '--verbose'"],
    [["li\u001b[31mnt\u202e\n"], "", "error: unknown command 'li\\u001b[31mnt\\u202e '"],
    [["synth", ""], " synth", "error: command-argument value '' is invalid for argument 'estate'. Expected a name"],
    [["synth", "--hcl"], " synth", "error: unknown option '--hcl' (Did you mean --help?)"],
    [["demo", "--fast"], " demo", "error: unknown option '--fast'"],
    [["demo", "now"], " demo", "error: too many arguments for 'demo'. Expected 0 arguments but got 1"],
    [
      ["provider", "install", "a", "b"],
      " provider install",
      "error: too many arguments for 'install'. Expected 1 argument but got 2",
    ],
    [
      ["provider", "install", ""],
      " provider install",
      "error: command-argument value '' is invalid for argument 'directory'. Expected the name of a directory",
    ],
    [
      ["review", "plan.json", "--out", "-"],
      " review",
      "error: option '--out <file>' argument '-' is invalid. Expected a file; leave out --out for standard output",
    ],
    [
      ["review", "plan.json", "--out", ""],
      " review",
      "error: option '--out <file>' argument '' is invalid. Expected a file; leave out --out for standard output",
    ],
    [
      ["simulate", "--", ""],
      " simulate",
      "error: command-argument value '' is invalid for argument 'command'. Expected the name of a program",
    ],
    [["simulate", "--region"], " simulate", "error: option '--region <region>' argument missing"],
    [
      ["simulate", "--region", "europe"],
      " simulate",
      "error: option '--region <region>' argument 'europe' is invalid. Expected an AWS region such as eu-west-1",
    ],
    [
      ["simulate", "--account", "1234"],
      " simulate",
      "error: option '--account <id>' argument '1234' is invalid. Expected 12 digits",
    ],
    [
      ["simulate", "--aura-port", "65536"],
      " simulate",
      "error: option '--aura-port <port>' argument '65536' is invalid. Expected a port from 0 to 65535",
    ],
    [
      ["simulate", "--cloud", "aws"],
      " simulate",
      "error: option '--cloud <cloud>' argument 'aws' is invalid. Expected azure or gcp",
    ],
    [
      ["simulate", "--kms-port", "-1"],
      " simulate",
      "error: option '--kms-port <port>' argument '-1' is invalid. Expected a port from 0 to 65535",
    ],
  ])("refuses %j in one line, with exit code 2, and names the help of aura-cmk%s", async (args, helper, message) => {
    expect(await run(...args)).toEqual({ code: 2, stdout: "", stderr: `${message}; see aura-cmk${helper} --help\n` });
  });
});
