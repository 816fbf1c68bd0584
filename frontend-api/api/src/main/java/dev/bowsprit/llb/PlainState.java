package dev.bowsprit.llb;

import java.util.Optional;

/** An output, or scratch, and what commands run with. */
final class PlainState extends State {

  static final State SCRATCH = new PlainState(Optional.empty(), ExecMeta.INITIAL);

  private final Optional<Output> output;
  private final Meta meta;

  PlainState(Optional<Output> output, Meta meta) {
    this.output = output;
    this.meta = meta;
  }

  @Override
  Optional<Output> output() {
    return output;
  }

  @Override
  Meta meta() {
    return meta;
  }
}
