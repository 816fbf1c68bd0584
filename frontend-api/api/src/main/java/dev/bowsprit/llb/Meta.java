package dev.bowsprit.llb;

import java.util.function.UnaryOperator;

/** What commands run with, known now or once the graph is marshalled. */
sealed interface Meta permits ExecMeta, Meta.Later {

  /** What commands run with, in the graph that is being marshalled. */
  ExecMeta resolve(Marshalling marshalling);

  /** The same with a change. */
  Meta change(UnaryOperator<ExecMeta> change);

  /** That of a state which is known once the graph is marshalled, with changes. */
  record Later(LaterState state, UnaryOperator<ExecMeta> changes) implements Meta {

    @Override
    public ExecMeta resolve(Marshalling marshalling) {
      return changes.apply(marshalling.resolve(state).meta().resolve(marshalling));
    }

    @Override
    public Meta change(UnaryOperator<ExecMeta> change) {
      return new Later(state, meta -> change.apply(changes.apply(meta)));
    }
  }
}
