import type { NodeId } from "../../model";
import type { ResourceChange } from "../../../terraform/plan/resource-change";
import type { Attributes } from "../attributes";
import type { PlanSource } from "../plan-side";
import { keyRingName, NamedNodes } from "./names";
import { projectOfProvider } from "./provider";

/** A key ring, as far as its resource shows where it is. */
export interface RingPlace {
  readonly name?: string;
  readonly location?: string;
  readonly project?: string;
}

/** Finds the key ring that a value names, across all plans. */
export class RingLinks {
  private readonly byName = new NamedNodes();
  private readonly places = new Map<NodeId, RingPlace>();

  /** Adds a key ring: its name is known before it is there, where its project is. */
  public add(source: PlanSource, change: ResourceChange, own: Attributes): void {
    const [location, ring] = [own.plainText("location"), own.plainText("name")];
    const project = own.plainText("project") ?? projectOfProvider(source, change);
    const written = project !== undefined && location !== undefined && ring !== undefined;
    const name = keyRingName(own.plainText("id") ?? (written ? `${project}/${location}/${ring}` : ""));
    const id = source.idOf(change);
    if (name !== undefined) this.byName.add(name, id);
    this.places.set(id, {
      ...(name !== undefined && { name }),
      ...(location !== undefined && { location }),
      ...(project !== undefined && { project }),
    });
  }

  /** The key ring of that name. */
  public ring(name: string | undefined): NodeId | undefined {
    return name === undefined ? undefined : this.byName.find(name);
  }

  /** Where a key ring is. */
  public place(id: NodeId | undefined): RingPlace {
    return (id === undefined ? undefined : this.places.get(id)) ?? {};
  }
}
