package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.conformance.images.BusyboxImage;
import dev.bowsprit.conformance.interop.BothEngines.Answers;
import dev.bowsprit.runtime.session.client.ClientOffers;
import dev.bowsprit.runtime.wire.control.SolveRequest;
import dev.bowsprit.wire.gateway.ResolveImageConfigRequest;
import dev.bowsprit.wire.gateway.ResolveImageConfigResponse;
import dev.bowsprit.wire.pb.Platform;
import dev.bowsprit.wire.sourcepolicy.Policy;
import dev.bowsprit.wire.sourcepolicy.PolicyAction;
import dev.bowsprit.wire.sourcepolicy.Rule;
import dev.bowsprit.wire.sourcepolicy.Selector;
import dev.bowsprit.wire.sourcepolicy.Update;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gateway's {@code ResolveImageConfig} says, in Bowsprit as in BuildKit. */
@ExtendWith(BowspritExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageConfigTest {

  private static final int OCI_LAYOUT = 1;

  @TempDir static Path work;
  @AutoClose private final Opened opened = new Opened();
  private BothEngines engines;
  private BusyboxImage base;
  private String host;
  private String image;
  private String other;

  @BeforeAll
  void start(Bowsprit bowsprit) throws IOException {
    base = bowsprit.base();
    Registry registry = opened.keep(Registry.start(work.resolve("registry")));
    host = registry.host();
    engines = opened.keep(BothEngines.start(work, registry));
    image = registry.put(bowsprit, "some/base:1");
    other = registry.put(bowsprit, "some/other:2");
  }

  /** What both answer. */
  private String same(UnaryOperator<ResolveImageConfigRequest.Builder> request) {
    return same(SolveRequest.getDefaultInstance(), request);
  }

  private String same(
      SolveRequest build, UnaryOperator<ResolveImageConfigRequest.Builder> request) {
    ClientOffers offers = ClientOffers.ofLayouts(Map.of("store", base.layout()));
    Answers<String> answers =
        engines.ask(
            build,
            offers,
            gateway ->
                shown(
                    gateway.resolveImageConfig(
                        request.apply(ResolveImageConfigRequest.newBuilder()).build())));
    // Which of its questions to the store failed is not told.
    String buildkit =
        answers.buildkit().toString().replace("unable to get info about digest: NotFound: ", "");
    assertThat(answers.own().toString()).isEqualTo(buildkit);
    return answers.own().toString();
  }

  private static String shown(ResolveImageConfigResponse answer) {
    return answer.getRef() + " " + answer.getDigest() + " " + answer.getConfig().toStringUtf8();
  }

  private static Platform platform(String architecture) {
    return Platform.newBuilder().setOS("linux").setArchitecture(architecture).build();
  }

  @Test
  void anImageIsToldByItsFullNameDigestAndConfig() {
    assertThat(same(request -> request.setRef(image)))
        .startsWith(image + " " + base.digest() + " {");
    assertThat(same(request -> request.setRef(image + "@" + base.digest())))
        .startsWith(image + "@" + base.digest() + " ");
    assertThat(same(request -> request.setRef(image.replace(":1", "") + "@" + base.digest())))
        .contains(" " + base.digest() + " {");
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "pull", "local", "", "always"})
  void resolveModesAreTheSame(String mode) {
    assertThat(same(request -> request.setRef(image).setResolveMode(mode))).isNotEmpty();
  }

  @Test
  void thePlatformChoosesAndIsMissed() {
    assertThat(same(request -> request.setRef(image).setPlatform(platform("amd64"))))
        .contains(base.digest());
    assertThat(same(request -> request.setRef(image).setPlatform(platform("s390x")))).isNotEmpty();
    assertThat(same(request -> request.setRef(image).setPlatform(Platform.getDefaultInstance())))
        .isNotEmpty();
  }

  @Test
  void theNameInTheLogChangesNothing() {
    assertThat(same(request -> request.setRef(image).setLogName("[internal] look")))
        .contains(base.digest());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HOST/some/base:none",
        "HOST/none:1",
        "HOST/UPPER:1",
        "",
        "a b",
        "HOST/x@sha256:1"
      })
  void refusalsAreTheSame(String name) {
    assertThat(same(request -> request.setRef(name.replace("HOST", host)))).startsWith("UNKNOWN ");
  }

  @Test
  void anImageOfALayoutIsToldByItsDigest() {
    assertThat(
            same(
                request ->
                    request
                        .setRef("example.com/some/name@" + base.digest())
                        .setResolverType(OCI_LAYOUT)
                        .setStoreID("store")))
        .contains(" " + base.digest() + " {");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", ""})
  void aStoreThatIsNotThereIsMissed(String store) {
    assertThat(
            same(
                request ->
                    request
                        .setRef("example.com/some/name@sha256:" + "0".repeat(64))
                        .setResolverType(OCI_LAYOUT)
                        .setStoreID(store)))
        .startsWith("UNKNOWN ");
  }

  @Test
  void anImageOfALayoutNeedsADigest() {
    assertThat(
            same(
                request ->
                    request
                        .setRef("example.com/some/name:1")
                        .setResolverType(OCI_LAYOUT)
                        .setStoreID("store")))
        .isNotEmpty();
  }

  @Test
  void thereAreTwoKindsOfPlaces() {
    assertThat(same(request -> request.setRef(image).setResolverType(2))).isNotEmpty();
  }

  private Policy policy(PolicyAction action, String to) {
    return Policy.newBuilder()
        .setVersion(1)
        .addRules(
            Rule.newBuilder()
                .setAction(action)
                .setSelector(Selector.newBuilder().setIdentifier("docker-image://" + image))
                .setUpdates(Update.newBuilder().setIdentifier(to)))
        .build();
  }

  @Test
  void policiesOfTheRequestAndOfTheBuildDecide() {
    Policy deny = policy(PolicyAction.DENY, "");
    Policy convert = policy(PolicyAction.CONVERT, "docker-image://" + other);
    Policy leave = policy(PolicyAction.CONVERT, "http://127.0.0.1:1/file");

    assertThat(same(request -> request.setRef(image).addSourcePolicies(deny)))
        .contains("denied by policy");
    assertThat(same(request -> request.setRef(image).addSourcePolicies(convert)))
        .startsWith(other + " " + base.digest());
    assertThat(same(request -> request.setRef(image).addSourcePolicies(leave)))
        .startsWith("UNKNOWN ");
    assertThat(
            same(
                SolveRequest.newBuilder().setSourcePolicy(deny).build(),
                request -> request.setRef(image)))
        .contains("denied by policy");
    assertThat(
            same(
                SolveRequest.newBuilder().setSourcePolicy(convert).build(),
                request -> request.setRef(image)))
        .startsWith(other + " " + base.digest());
  }
}
