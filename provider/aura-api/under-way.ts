/** What must come to its end before the process may: requests that change something, whose answers are given once. */
export class UnderWay {
  private readonly works = new Set<Promise<unknown>>();

  /** Counts a piece of work until it has ended, one way or the other. */
  public async follow<T>(work: Promise<T>): Promise<T> {
    this.works.add(work);
    try {
      return await work;
    } finally {
      this.works.delete(work);
    }
  }

  /** Resolves when nothing is under way, and what waited for it has had its turn. */
  public async ended(): Promise<void> {
    while (this.works.size > 0) {
      await Promise.allSettled(this.works);
      await new Promise(setImmediate);
    }
  }
}
