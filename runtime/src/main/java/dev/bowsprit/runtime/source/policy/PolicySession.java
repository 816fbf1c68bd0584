package dev.bowsprit.runtime.source.policy;

import com.google.protobuf.Any;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.gateway.ErrorDetails;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.session.Session;
import dev.bowsprit.runtime.session.SessionRegistry;
import dev.bowsprit.runtime.session.transport.GrpcErrors;
import dev.bowsprit.runtime.solver.BuildJob;
import dev.bowsprit.runtime.source.Sources;
import dev.bowsprit.runtime.wire.policysession.CheckPolicyRequest;
import dev.bowsprit.runtime.wire.policysession.CheckPolicyResponse;
import dev.bowsprit.runtime.wire.policysession.DecisionResponse;
import dev.bowsprit.runtime.wire.policysession.DenyMessage;
import dev.bowsprit.runtime.wire.policysession.PolicyVerifierGrpc;
import dev.bowsprit.wire.gateway.ResolveSourceMetaRequest;
import dev.bowsprit.wire.gateway.ResolveSourceMetaResponse;
import dev.bowsprit.wire.pb.Op;
import dev.bowsprit.wire.pb.SourceOp;
import dev.bowsprit.wire.sourcepolicy.PolicyAction;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A client that decides about sources itself: for each it is asked, and may ask back what the
 * source stands for at the moment.
 */
public final class PolicySession {

  private final String id;
  private final SessionRegistry sessions;
  private final Sources sources;
  private final BuildJob job;

  /**
   * A client of a build.
   *
   * @param id its session
   * @param sources tell what the client asks back
   */
  public PolicySession(String id, SessionRegistry sessions, Sources sources, BuildJob job) {
    this.id = id;
    this.sessions = sessions;
    this.sources = sources;
    this.job = job;
  }

  /**
   * Asks about a source.
   *
   * @param op the operation it is of
   * @param rules what holds for the sources that it asks about
   * @param left how many questions it may answer with a question
   * @return another source if it wants one instead
   * @throws GatewayException if it does not allow the source; with its reasons in a typed detail
   */
  Optional<SourceOp> ask(
      SourceOp source, Op op, SourceRules rules, BuildSourcePolicy.Questions left) {
    Session session = sessions.get(id);
    CheckPolicyRequest.Builder request =
        CheckPolicyRequest.newBuilder()
            .setSource(ResolveSourceMetaResponse.newBuilder().setSource(source));
    if (op.hasPlatform()) {
      request.setPlatform(op.getPlatform());
    }
    while (left.take()) {
      CheckPolicyResponse response = check(session, request.build());
      switch (response.getResultCase()) {
        case DECISION -> {
          return decided(source, response.getDecision());
        }
        case REQUEST -> request.setSource(resolve(source, response.getRequest(), rules));
        case RESULT_NOT_SET ->
            throw GatewayException.of(Code.UNKNOWN, "no decision in policy response");
      }
    }
    throw GatewayException.of(Code.UNKNOWN, "too many policy requests");
  }

  private static CheckPolicyResponse check(Session session, CheckPolicyRequest request) {
    try {
      return PolicyVerifierGrpc.newBlockingStub(session.channel()).checkPolicy(request);
    } catch (StatusRuntimeException e) {
      throw GrpcErrors.fromGrpc(e);
    }
  }

  private static Optional<SourceOp> decided(SourceOp source, DecisionResponse decision) {
    return switch (decision.getAction()) {
      case ALLOW -> Optional.empty();
      case CONVERT -> {
        if (!decision.hasUpdate()) {
          throw GatewayException.of(Code.UNKNOWN, "convert action requires updated source");
        }
        yield Optional.of(decision.getUpdate());
      }
      case DENY, UNRECOGNIZED ->
          throw GatewayException.of(
                  Code.UNKNOWN,
                  "source \"%s\" not allowed by policy: action %s"
                      .formatted(source.getIdentifier(), PolicyAction.DENY.name()))
              .withDetails(reasons(decision));
    };
  }

  private static List<Any> reasons(DecisionResponse decision) {
    if (decision.getDenyMessagesCount() == 0) {
      return List.of();
    }
    List<Json> messages = new ArrayList<>();
    for (DenyMessage message : decision.getDenyMessagesList()) {
      messages.add(new Json.Builder().putText("message", message.getMessage()).build());
    }
    Json detail =
        new Json.Builder()
            .putText("action", PolicyAction.DENY.name())
            .put("denyMessages", new Json.Arr(messages))
            .build();
    return List.of(
        Any.newBuilder()
            .setTypeUrl(ErrorDetails.POLICY_DECISION)
            .setValue(com.google.protobuf.ByteString.copyFromUtf8(detail.compact()))
            .build());
  }

  private ResolveSourceMetaResponse resolve(
      SourceOp source, ResolveSourceMetaRequest asked, SourceRules rules) {
    SourceOp meant = asked.getSource();
    if (!meant.getIdentifier().equals(source.getIdentifier())) {
      throw GatewayException.of(
          Code.UNKNOWN,
          "policy requested different source identifier: \"%s\" != \"%s\""
              .formatted(meant.getIdentifier(), source.getIdentifier()));
    }
    if (!meant.getAttrsMap().equals(source.getAttrsMap())) {
      throw GatewayException.of(
          Code.UNKNOWN,
          "policy requested different source attrs: %s != %s"
              .formatted(source.getAttrsMap(), meant.getAttrsMap()));
    }
    String name =
        asked.getLogName().isEmpty()
            ? "resolve image config for " + meant.getIdentifier()
            : asked.getLogName();
    ResolveSourceMetaRequest.Builder request = asked.toBuilder().clearSourcePolicies();
    if (!meant.getIdentifier().startsWith("docker-image://")) {
      request.clearResolveMode();
    }
    try {
      SourceOp ruled = rules.apply(meant);
      return job.inContext(
          name,
          context ->
              sources.of(ruled.getIdentifier()).resolve(request.setSource(ruled).build(), context));
    } catch (GatewayException e) {
      throw e.during("error resolving source metadata from policy request");
    }
  }
}
