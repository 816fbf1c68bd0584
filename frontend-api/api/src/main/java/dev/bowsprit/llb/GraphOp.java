package dev.bowsprit.llb;

import java.util.List;

/** An operation of a graph. Its identity as an object is that of the author's one call. */
interface GraphOp {

  /** What it uses, in the order in which a definition lists it. */
  List<Output> inputs();

  /** Its bytes and metadata; its inputs have been encoded before. */
  EncodedOp encode(Marshalling marshalling);

  /**
   * Whether it was read from a definition. Definitions that are parts of one graph share such
   * operations, whose locations then are the same.
   */
  default boolean isRead() {
    return false;
  }
}
