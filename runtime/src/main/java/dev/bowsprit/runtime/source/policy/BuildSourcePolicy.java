package dev.bowsprit.runtime.source.policy;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.solver.SourceGuard;
import dev.bowsprit.runtime.source.Source;
import dev.bowsprit.runtime.source.Sources;
import dev.bowsprit.wire.pb.Op;
import dev.bowsprit.wire.pb.SourceOp;
import dev.bowsprit.wire.sourcepolicy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one build's request, its frontends and its client say about sources. */
public final class BuildSourcePolicy implements SourceGuard {

  private static final int MAX_QUESTIONS = 10;

  private final Sources sources;
  private final Optional<Policy> own;
  private final Optional<PolicySession> session;

  /**
   * A policy.
   *
   * @param own the rules of the build's request
   * @param session the client that is asked besides
   * @throws GatewayException if the rules make no sense
   */
  public BuildSourcePolicy(Sources sources, Optional<Policy> own, Optional<PolicySession> session) {
    this.sources = sources;
    this.own = own;
    this.session = session;
    var _ = new SourceRules(own.stream().toList());
  }

  @Override
  public Op admit(Op op, List<Policy> before, List<Policy> after) {
    List<Policy> policies = new ArrayList<>(before);
    own.ifPresent(policies::add);
    policies.addAll(after);
    SourceRules rules = new SourceRules(policies);
    if (rules.isEmpty() && session.isEmpty()) {
      return op;
    }
    Questions left = new Questions(MAX_QUESTIONS);
    SourceOp admitted = admit(op.getSource(), op, rules, left);
    return op.toBuilder().setSource(withNested(admitted, op, rules, left)).build();
  }

  private SourceOp admit(SourceOp source, Op op, SourceRules rules, Questions left) {
    String identifier =
        sources
            .find(source.getIdentifier())
            .map(one -> one.normalized(source))
            .orElse(source.getIdentifier());
    SourceOp ruled = rules.apply(source.toBuilder().setIdentifier(identifier).build());
    if (session.isEmpty()) {
      return ruled;
    }
    Optional<SourceOp> converted = session.get().ask(ruled, op, rules, left);
    return converted.isPresent() ? admit(converted.get(), op, rules, left) : ruled;
  }

  /** What a source is made of is a source as well. */
  private SourceOp withNested(SourceOp source, Op op, SourceRules rules, Questions left) {
    Optional<Source> kind = sources.find(source.getIdentifier());
    Optional<SourceOp> nested = kind.flatMap(one -> one.nested(source));
    if (nested.isEmpty()) {
      return source;
    }
    SourceOp admitted;
    try {
      admitted = admit(nested.get(), op, rules, left);
    } catch (GatewayException e) {
      throw e.during("error evaluating git bundle source policy");
    }
    return admitted.equals(nested.get()) ? source : kind.orElseThrow().withNested(source, admitted);
  }

  /** How many questions a client may still answer with a question. */
  static final class Questions {
    private int left;

    Questions(int left) {
      this.left = left;
    }

    /** Counts one. */
    boolean take() {
      left--;
      return left >= 0;
    }
  }
}
