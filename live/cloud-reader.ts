import { known, type Fact } from "../model/fact";
import type { Identity, Sought } from "../model/live";
import type { LiveCloudObject } from "../model/live-clouds";
import type { NodeId, OtherCloudNode } from "../model/model";
import { cloudFailure, type Failure } from "./failure";
import { unreadFact } from "./unread";

/** What is looked for in a cloud. */
export interface CloudWanted {
  /** What is expected there. */
  readonly nodes: readonly OtherCloudNode[];
  /** The key that is registered with Aura, by the node of the key, where there is one. */
  readonly registered: ReadonlyMap<NodeId, string>;
  /** Keys that are registered with Aura, and that no node names. */
  readonly keys: readonly string[];
}

/** What was found in a cloud. */
export interface CloudReading {
  readonly sought: ReadonlyMap<NodeId, Sought<LiveCloudObject>>;
  /** What was found from there and no node names, in the order of the ids. */
  readonly others: readonly LiveCloudObject[];
  /** Keys that are registered with Aura, that no node names, and that are not there: why. */
  readonly missing: ReadonlyMap<string, string>;
  readonly identities: readonly Identity[];
}

/** Reads the keys of a cloud, and all that decides who can use them. Never rejects for what cannot be read. */
export interface CloudReader {
  read(wanted: CloudWanted): Promise<CloudReading>;
}

/** What is looked for by its id, each once, and what came of it. */
export class CloudFinds {
  private readonly nodes = new Map<string, NodeId[]>();
  private readonly found = new Map<string, Sought<LiveCloudObject>>();

  /**
   * Wants an object.
   * @param id undefined where it is not known
   * @param node the node that names it, where one does
   */
  public want(id: string | undefined, node?: NodeId): void {
    if (id === undefined) return;
    this.nodes.set(id, [...(this.nodes.get(id) ?? []), ...(node === undefined ? [] : [node])]);
  }

  /** All ids that are wanted. */
  public get ids(): readonly string[] {
    return [...this.nodes.keys()];
  }

  /** Notes what came of an id. */
  public put(id: string, sought: Sought<LiveCloudObject>): void {
    this.found.set(id, sought);
  }

  /** What came of an id so far. */
  public get(id: string): Sought<LiveCloudObject> | undefined {
    return this.found.get(id);
  }

  /** All that was found, by node and without one. */
  public reading(): Omit<CloudReading, "identities"> {
    const sought = new Map<NodeId, Sought<LiveCloudObject>>();
    const others: LiveCloudObject[] = [];
    const missing = new Map<string, string>();
    for (const [id, found] of [...this.found].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const nodes = this.nodes.get(id) ?? [];
      for (const node of nodes) sought.set(node, found);
      if (nodes.length === 0 && "found" in found) others.push(found.found);
      if (nodes.length === 0 && "missing" in found) missing.set(id, found.missing);
    }
    return { sought, others, missing };
  }
}

/** Calls one cloud, and notes what it refuses. */
export class Calls {
  /** Whether the cloud has accepted the credentials. */
  public accepted = false;

  /**
   * @param cloud its name
   * @param source where a fact was read
   * @param onFailure is told what could not be read
   */
  public constructor(
    private readonly cloud: string,
    private readonly source: string,
    private readonly onFailure: (what: string, failure: Failure) => void,
  ) {}

  /**
   * What a call tells.
   * @param what it is about, for people
   * @param call the permission that it needs
   */
  public async fact<T>(what: string, call: string, ask: () => Promise<T>): Promise<Fact<T>> {
    try {
      const value = await ask();
      this.accepted = true;
      return known(value, this.source);
    } catch (error) {
      return unreadFact(this.failed(what, call, error));
    }
  }

  /**
   * What a call finds.
   * @param missing why it is not there, where the error says that
   * @param make what it becomes
   */
  public async sought<A, T>(
    what: string,
    call: string,
    ask: () => Promise<A>,
    missing: (error: unknown) => string | undefined,
    make: (answer: A) => Promise<T>,
  ): Promise<Sought<T>> {
    let answer: A;
    try {
      answer = await ask();
      this.accepted = true;
    } catch (error) {
      const why = missing(error);
      if (why === undefined) return { unread: unreadFact(this.failed(what, call, error)) };
      this.accepted = true;
      return { missing: why };
    }
    return { found: await make(answer) };
  }

  private failed(what: string, call: string, error: unknown): Failure {
    const failure = cloudFailure(error, call, this.cloud);
    // A login that is refused one call was accepted.
    if (!failure.lasting) this.accepted = true;
    this.onFailure(what, failure);
    return failure;
  }
}
