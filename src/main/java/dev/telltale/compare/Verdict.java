package dev.telltale.compare;

/**
 * What one declared layer says of one flow (POLICY model, section 1.7). None of them says that a
 * law was kept or broken.
 */
public enum Verdict {
  /** A positive statement names exactly this type and this recipient. */
  CLEAR,
  /** Covered, but the statement's data type is broader. */
  VAGUE_DATA,
  /** Covered, but the statement's recipient is broader. */
  VAGUE_ENTITY,
  /** Covered, but both are broader. */
  VAGUE_BOTH,
  /** Nothing in an open layer covers it; or a closed layer has no way to say it. */
  OMITTED,
  /** A written denial covers it, and nothing allows it. */
  CONTRARY,
  /** A closed layer that can say it does not. */
  LABEL_CONTRARY,
  /** Statements that cover it contradict each other. */
  AMBIGUOUS,
  /** It falls into an exception that is carved out of a broader positive statement. */
  EXCEPTED,
  /** Only another party's own policy covers it. */
  BY_REFERENCE,
  /** The recipient is unknown; nothing can be held against it. */
  UNRESOLVED,
  /** The layer could not be read well enough. */
  UNDECIDED;

  /** Whether the layer covers the flow, clearly or vaguely. */
  public boolean covered() {
    return this == CLEAR || this == VAGUE_DATA || this == VAGUE_ENTITY || this == VAGUE_BOTH;
  }
}
