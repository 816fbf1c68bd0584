package dev.bowsprit.conformance.interop;

import static dev.bowsprit.llb.Llb.git;
import static dev.bowsprit.llb.Llb.http;
import static dev.bowsprit.llb.Llb.imageBlob;
import static dev.bowsprit.llb.Llb.scratch;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import dev.bowsprit.conformance.interop.BothEngines.Answers;
import dev.bowsprit.frontend.BuildRequest;
import dev.bowsprit.gateway.ErrorDetails;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.State;
import dev.bowsprit.runtime.session.client.ClientOffers;
import dev.bowsprit.runtime.wire.control.SolveRequest;
import dev.bowsprit.runtime.wire.policysession.CheckPolicyRequest;
import dev.bowsprit.runtime.wire.policysession.CheckPolicyResponse;
import dev.bowsprit.runtime.wire.policysession.DecisionResponse;
import dev.bowsprit.runtime.wire.policysession.DenyMessage;
import dev.bowsprit.runtime.wire.policysession.PolicyVerifierGrpc;
import dev.bowsprit.wire.fsutil.Stat;
import dev.bowsprit.wire.gateway.ResolveSourceMetaRequest;
import dev.bowsprit.wire.pb.SourceOp;
import dev.bowsprit.wire.sourcepolicy.MatchType;
import dev.bowsprit.wire.sourcepolicy.Policy;
import dev.bowsprit.wire.sourcepolicy.PolicyAction;
import dev.bowsprit.wire.sourcepolicy.Rule;
import dev.bowsprit.wire.sourcepolicy.Selector;
import dev.bowsprit.wire.sourcepolicy.Update;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What policies do to the sources of builds, in Bowsprit as in BuildKit. */
@ExtendWith(BowspritExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SourcePolicyTest {

  private static final ClientOffers NOTHING = ClientOffers.ofFolders(Map.of());

  @TempDir static Path work;
  @AutoClose private final Opened opened = new Opened();
  private BothEngines engines;
  private Registry registry;
  private GitDaemon repositories;
  private String web;

  @BeforeAll
  void start() throws Exception {
    registry = opened.keep(Registry.start(work.resolve("registry")));
    engines = opened.keep(BothEngines.start(work, registry));
    repositories = opened.keep(GitDaemon.start(work.resolve("git")));
    web = opened.keep(LoopbackWeb.ofPaths()).url();
  }

  private static SolveRequest with(Rule.Builder... rules) {
    Policy.Builder policy = Policy.newBuilder().setVersion(1);
    for (Rule.Builder rule : rules) {
      policy.addRules(rule);
    }
    return SolveRequest.newBuilder().setSourcePolicy(policy).build();
  }

  private static Rule.Builder rule(PolicyAction action, String identifier) {
    return Rule.newBuilder()
        .setAction(action)
        .setSelector(Selector.newBuilder().setIdentifier(identifier));
  }

  private static String read(BuildRequest build, State state, String file) {
    return new String(build.solve(state).readFile(file), StandardCharsets.UTF_8);
  }

  /** What both say, with the names that only one of them can know replaced. */
  private String same(
      SolveRequest request, ClientOffers offers, Function<BuildRequest, String> question) {
    return engines.askBuild(request, offers, question).same();
  }

  @Test
  void aRuleOfTheRequestDenies() {
    String said =
        same(
            with(rule(PolicyAction.DENY, web + "/*")),
            NOTHING,
            build -> read(build, http(web + "/file"), "file"));

    assertThat(said)
        .contains(
            "failed to load LLB: error evaluating the source policy: source \"" + web + "/file\"");
  }

  @Test
  void aRuleMakesAnotherSourceOfIt() {
    Rule.Builder convert =
        Rule.newBuilder()
            .setAction(PolicyAction.CONVERT)
            .setSelector(
                Selector.newBuilder().setIdentifier("/a/(.*)$").setMatchType(MatchType.REGEX))
            .setUpdates(
                Update.newBuilder()
                    .setIdentifier("/b/$1")
                    .putAttrs("http.filename", "name")
                    .putAttrs("http.perm", "0640"));

    String said =
        same(
            with(convert),
            NOTHING,
            build -> {
              var solved = build.solve(http(web + "/a/file"));
              return new String(solved.readFile("name"), StandardCharsets.UTF_8)
                  + " "
                  + Integer.toOctalString(solved.stat("name").getMode());
            });

    assertThat(said).isEqualTo("/b/file 640");
  }

  @Test
  void stepsUseTheOtherSourceToo() {
    Rule.Builder convert =
        Rule.newBuilder()
            .setAction(PolicyAction.CONVERT)
            .setSelector(Selector.newBuilder().setIdentifier(web + "/one"))
            .setUpdates(Update.newBuilder().setIdentifier(web + "/two"));

    String said =
        same(
            with(convert),
            NOTHING,
            build -> {
              State copied = scratch().copy(http(web + "/one").filename("f"), "/f", "/g");
              return read(build, copied, "g");
            });

    assertThat(said).isEqualTo("/two");
  }

  @Test
  void theBundleOfARepositoryIsASourceAsWell() throws Exception {
    String commit = repositories.commit("bundled", "file", "one");
    String blob =
        "docker-image+blob://" + registry.host() + "/x/y@" + registry.putBlob("x/y", new byte[1]);
    State source =
        git("git://" + repositories.place("bundled"), "main").bundle(blob).checksum(commit);

    assertThat(
            same(
                with(rule(PolicyAction.DENY, "docker-image+blob://*")),
                NOTHING,
                build -> read(build, source, "file")))
        .contains("error evaluating git bundle source policy: source \"" + blob + "\" denied");
  }

  /** Lets one file pass, after asking what it is. */
  private final class Verifier extends PolicyVerifierGrpc.PolicyVerifierImplBase {

    @Override
    public void checkPolicy(
        CheckPolicyRequest request, StreamObserver<CheckPolicyResponse> responses) {
      responses.onNext(answer(request));
      responses.onCompleted();
    }

    private CheckPolicyResponse answer(CheckPolicyRequest request) {
      SourceOp source = request.getSource().getSource();
      DecisionResponse.Builder decision = DecisionResponse.newBuilder();
      if (source.getIdentifier().endsWith("/converted")) {
        decision
            .setAction(PolicyAction.CONVERT)
            .setUpdate(source.toBuilder().setIdentifier(web + "/asked"));
      } else if (!request.getSource().hasHTTP()) {
        return CheckPolicyResponse.newBuilder()
            .setRequest(ResolveSourceMetaRequest.newBuilder().setSource(source))
            .build();
      } else if (request
          .getSource()
          .getHTTP()
          .getChecksum()
          .equals(Digest.sha256("/asked").toString())) {
        decision.setAction(PolicyAction.ALLOW);
      } else {
        decision
            .setAction(PolicyAction.DENY)
            .addDenyMessages(DenyMessage.newBuilder().setMessage("not \"this\" one"));
      }
      return CheckPolicyResponse.newBuilder().setDecision(decision).build();
    }
  }

  @Test
  void aClientDecidesByWhatASourceIs() {
    ClientOffers offers = NOTHING.with(new Verifier());
    SolveRequest request = SolveRequest.getDefaultInstance();

    assertThat(same(request, offers, build -> read(build, http(web + "/asked"), "asked")))
        .isEqualTo("/asked");
    assertThat(
            same(
                request, offers, build -> read(build, http(web + "/converted").filename("f"), "f")))
        .isEqualTo("/asked");
    assertThat(same(request, offers, build -> read(build, http(web + "/other"), "other")))
        .contains("not allowed by policy: action DENY");
  }

  @Test
  void theReasonsOfAClientTravelToWhoAsked() {
    Answers<String> answers =
        engines.askBuild(
            SolveRequest.getDefaultInstance(),
            NOTHING.with(new Verifier()),
            build -> read(build, http(web + "/other"), "other"));

    List<Any> expected = decisions(answers.buildkit());
    assertThat(expected).hasSize(1);
    assertThat(decisions(answers.own())).isEqualTo(expected);
  }

  private static List<Any> decisions(BothEngines.Answer<?> answer) {
    return answer.failure().orElseThrow().details().stream()
        .filter(detail -> detail.getTypeUrl().equals(ErrorDetails.POLICY_DECISION))
        .toList();
  }

  @Test
  void aBlobIsAFileOfTheWantedLook() throws Exception {
    byte[] content = "a blob".getBytes(StandardCharsets.UTF_8);
    String name = registry.host() + "/some/blobs@" + registry.putBlob("some/blobs", content);

    for (State state :
        List.<State>of(
            imageBlob(name), imageBlob(name).filename("../a/file ").mode(0751).owner(12, 34))) {
      assertThat(engines.askBuild(build -> listing(build, state)).same()).contains("a blob");
    }
    String absent = registry.host() + "/some/blobs@" + Digest.sha256("absent");
    assertThat(engines.askBuild(build -> listing(build, imageBlob(absent))).own().toString())
        .contains("not found");
  }

  private static String listing(BuildRequest build, State state) {
    var solved = build.solve(state);
    StringBuilder text = new StringBuilder();
    for (Stat stat : solved.list("/", "")) {
      String content = new String(solved.readFile(stat.getPath()), StandardCharsets.UTF_8);
      text.append("%s %d: %s%n".formatted(Stats.shown(stat), stat.getModTime(), content));
    }
    return text.toString();
  }
}
