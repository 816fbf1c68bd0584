package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import dev.bowsprit.conformance.images.BusyboxImage;
import dev.bowsprit.conformance.interop.BothEngines.Answers;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.session.client.ClientOffers;
import dev.bowsprit.runtime.wire.control.SolveRequest;
import dev.bowsprit.wire.gateway.AttestationChain;
import dev.bowsprit.wire.gateway.Blob;
import dev.bowsprit.wire.gateway.ChecksumRequest;
import dev.bowsprit.wire.gateway.ResolveSourceGitRequest;
import dev.bowsprit.wire.gateway.ResolveSourceHTTPRequest;
import dev.bowsprit.wire.gateway.ResolveSourceImageRequest;
import dev.bowsprit.wire.gateway.ResolveSourceMetaRequest;
import dev.bowsprit.wire.gateway.ResolveSourceMetaResponse;
import dev.bowsprit.wire.pb.Platform;
import dev.bowsprit.wire.pb.SourceOp;
import dev.bowsprit.wire.sourcepolicy.AttrConstraint;
import dev.bowsprit.wire.sourcepolicy.AttrMatch;
import dev.bowsprit.wire.sourcepolicy.MatchType;
import dev.bowsprit.wire.sourcepolicy.Policy;
import dev.bowsprit.wire.sourcepolicy.PolicyAction;
import dev.bowsprit.wire.sourcepolicy.Rule;
import dev.bowsprit.wire.sourcepolicy.Selector;
import dev.bowsprit.wire.sourcepolicy.Update;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** BuildKit and Bowsprit say the same of the same sources. */
@ExtendWith(BowspritExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SourceMetaTest {

  private static final String INDEX = "application/vnd.oci.image.index.v1+json";
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String PROVENANCE = "https://slsa.dev/provenance/v1";
  private static final Platform AMD64 =
      Platform.newBuilder().setOS("linux").setArchitecture("amd64").build();

  @TempDir static Path work;
  @AutoClose private final Opened opened = new Opened();
  private BothEngines engines;
  private BusyboxImage base;
  private String image;
  private String attested;
  private String blob;
  private String web;
  private String repository;
  private String commit;
  private String keys;
  private String signature;

  @BeforeAll
  void start(Bowsprit bowsprit) throws Exception {
    base = bowsprit.base();
    Registry registry = opened.keep(Registry.start(work.resolve("registry")));
    engines = opened.keep(BothEngines.start(work, registry));
    image = registry.put(bowsprit, "some/base:1");
    attested = attest(registry);
    blob = registry.host() + "/some/blobs@" + registry.putBlob("some/blobs", bytes("a blob"));
    serveFiles();
    serveRepository();
    sign();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String descriptor(String type, String digest, int size, String more) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d%s}"
        .formatted(type, digest, size, more);
  }

  /** An image with a statement about it, which is signed. */
  private String attest(Registry registry) throws IOException {
    String name = "some/attested";
    String config =
        "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\"}}";
    String of = "application/vnd.oci.image.config.v1+json";
    String form = "{\"schemaVersion\":2,\"mediaType\":\"%s\",%s\"config\":%s,\"layers\":[%s]}";
    String configured = descriptor(of, registry.putBlob(name, bytes(config)), config.length(), "");
    String plain = form.formatted(MANIFEST, "", configured, "");
    String imageDigest = registry.putManifest(name, "plain", MANIFEST, plain);
    String statement = "{\"predicateType\":\"" + PROVENANCE + "\"}";
    String told =
        descriptor(
            "application/vnd.in-toto+json",
            registry.putBlob(name, bytes(statement)),
            statement.length(),
            ",\"annotations\":{\"in-toto.io/predicate-type\":\"" + PROVENANCE + "\"}");
    String about = form.formatted(MANIFEST, "", configured, told);
    String aboutDigest = registry.putManifest(name, "about", MANIFEST, about);
    String bundle = "{\"a\":\"bundle\"}";
    String artifact = "application/vnd.dev.sigstore.bundle.v0.3+json";
    String bundled =
        descriptor(artifact, registry.putBlob(name, bytes(bundle)), bundle.length(), "");
    String signed =
        form.formatted(MANIFEST, "\"artifactType\":\"" + artifact + "\",", configured, bundled);
    String signedDigest = registry.putManifest(name, "signed", MANIFEST, signed);
    String index = "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}";
    registry.putManifest(
        name,
        aboutDigest.replace(':', '-'),
        INDEX,
        index.formatted(
            INDEX,
            descriptor(
                MANIFEST,
                signedDigest,
                signed.length(),
                ",\"artifactType\":\"" + artifact + "\"")));
    registry.putManifest(
        name,
        "1",
        INDEX,
        index.formatted(
            INDEX,
            descriptor(
                    MANIFEST,
                    imageDigest,
                    plain.length(),
                    ",\"platform\":{\"os\":\"linux\",\"architecture\":\"amd64\"}")
                + ","
                + descriptor(
                    MANIFEST,
                    aboutDigest,
                    about.length(),
                    ",\"platform\":{\"os\":\"unknown\",\"architecture\":\"unknown\"},\"annotations\":"
                        + "{\"vnd.docker.reference.type\":\"attestation-manifest\","
                        + "\"vnd.docker.reference.digest\":\""
                        + imageDigest
                        + "\"}")));
    return registry.host() + "/" + name + ":1";
  }

  private void serveFiles() throws IOException {
    web = opened.keep(LoopbackWeb.start(SourceMetaTest::serve)).url();
  }

  private static void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (exchange.getRequestURI().getPath().contains("absent")) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      exchange.getResponseHeaders().set("Last-Modified", "Sat, 01 Jan 2000 00:00:00 GMT");
      if (exchange.getRequestURI().getPath().contains("named")) {
        exchange
            .getResponseHeaders()
            .set("Content-Disposition", "attachment; filename=\"other.txt\"");
      }
      exchange.sendResponseHeaders(200, 7);
      exchange.getResponseBody().write(bytes("content"));
    }
  }

  private void serveRepository() throws IOException {
    GitDaemon git = opened.keep(GitDaemon.start(work.resolve("git")));
    commit = git.commit("repo", "file", "one");
    git.git("repo", "tag", "light");
    git.git("repo", "tag", "-a", "-m", "told", "heavy");
    repository = git.place("repo");
  }

  private void sign() throws IOException {
    Programs.need("gpg");
    Path home = java.nio.file.Files.createDirectory(work.resolve("gpg"));
    opened.<AutoCloseable>keep(
        () -> Programs.run("gpgconf", "--homedir", home.toString(), "--kill", "all"));
    gpg(home, "--quick-gen-key", "a <a@b>", "ed25519", "sign", "never");
    keys = gpg(home, "--armor", "--export", "a@b");
    Path file = java.nio.file.Files.writeString(work.resolve("signed"), "content");
    signature = gpg(home, "--armor", "--output", "-", "--detach-sign", file.toString());
  }

  private static String gpg(Path home, String... arguments) {
    var command =
        new java.util.ArrayList<>(
            List.of("gpg", "--homedir=" + home, "--batch", "--quiet", "--passphrase="));
    command.add("--pinentry-mode=loopback");
    command.addAll(List.of(arguments));
    return Programs.run(command, Map.of()).ok().out();
  }

  /**
   * A question.
   *
   * @param name what it is about
   * @param inOtherWords whether the error may say more than BuildKit's does, which names no source
   */
  record Question(String name, ResolveSourceMetaRequest request, boolean inOtherWords) {

    Question answeredInOtherWords() {
      return new Question(name, request, true);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static ResolveSourceMetaRequest.Builder source(String identifier, String... attributes) {
    SourceOp.Builder source = SourceOp.newBuilder().setIdentifier(identifier);
    for (int i = 0; i < attributes.length; i += 2) {
      source.putAttrs(attributes[i], attributes[i + 1]);
    }
    return ResolveSourceMetaRequest.newBuilder().setSource(source);
  }

  private static Question question(String name, ResolveSourceMetaRequest.Builder request) {
    return new Question(name, request.build(), false);
  }

  private static ResolveSourceImageRequest.Builder chain() {
    return ResolveSourceImageRequest.newBuilder().setAttestationChain(true);
  }

  Stream<Question> images() {
    String named = "docker-image://" + image;
    String layout = "oci-layout://" + "some/base@" + base.digest();
    return Stream.of(
        question("an image", source(named)),
        question("an image for a platform", source(named).setPlatform(AMD64)),
        question(
            "an image for a platform that it is not for",
            source("docker-image://" + attested)
                .setPlatform(AMD64.toBuilder().setArchitecture("riscv64"))),
        question("an image by digest", source(named.replaceFirst(":1$", "@" + base.digest()))),
        question("an image pulled anew", source(named).setResolveMode("pull")),
        question("an image without tag", source(named.replaceFirst(":1$", ""))),
        question("an image that is not there", source(named + "2")),
        question("an image of no registry", source("docker-image://127.0.0.1:1/x:1")),
        question("a resolve mode that is none", source(named).setResolveMode("guess")),
        question("an attribute that is wrong", source(named, "image.resolvemode", "guess")),
        question("an image with attestations", source("docker-image://" + attested)),
        question(
            "a chain of attestations",
            source("docker-image://" + attested).setImage(chain()).setPlatform(AMD64)),
        question(
            "a chain without config",
            source("docker-image://" + attested).setImage(chain().setNoConfig(true))),
        question(
            "a chain with statements",
            source("docker-image://" + attested)
                .setImage(
                    ResolveSourceImageRequest.newBuilder().addResolveAttestations(PROVENANCE))),
        question(
            "no config",
            source(named).setImage(ResolveSourceImageRequest.newBuilder().setNoConfig(true))),
        question("a layout", source(layout, "oci.store", "base")),
        question(
            "a layout without config",
            source(layout, "oci.store", "base")
                .setImage(ResolveSourceImageRequest.newBuilder().setNoConfig(true))),
        question(
                "a layout that is not offered",
                source("oci-layout://some/base@" + Digest.sha256("x"), "oci.store", "other"))
            .answeredInOtherWords(),
        question("a blob", source("docker-image+blob://" + blob, "http.filename", "a")),
        question(
            "a blob without digest", source("docker-image+blob://" + image, "http.filename", "a")),
        question(
            "a blob of a layout without name", source("oci-layout+blob://x/y@" + base.digest())));
  }

  private static ResolveSourceHTTPRequest digest(int algorithm, String suffix) {
    return ResolveSourceHTTPRequest.newBuilder()
        .setChecksumRequest(
            ChecksumRequest.newBuilder()
                .setAlgoValue(algorithm)
                .setSuffix(ByteString.copyFromUtf8(suffix)))
        .build();
  }

  Stream<Question> files() {
    String file = web + "/dir/file.txt?query";
    String sum = Digest.sha256("content").toString();
    String other = Digest.sha256("other").toString();
    return Stream.of(
        question("a file", source(file)),
        question("a file named by the server", source(web + "/named")),
        question("a file of a name", source(file, "http.filename", "a/b ")),
        question("a root", source(web + "/")),
        question("a file with checksum", source(file, "http.checksum", sum)),
        question("a file with another checksum", source(file, "http.checksum", other)),
        question("a checksum that is none", source(file, "http.checksum", "sum"))
            .answeredInOtherWords(),
        question("a mode that is none", source(file, "http.perm", "rw")).answeredInOtherWords(),
        question("a file that is not there", source(web + "/absent")).answeredInOtherWords(),
        question("a file of no server", source("http://127.0.0.1:1/x")),
        question("a secret that is not there", source(file, "http.authheadersecret", "x")),
        question("a sha256", source(file).setHTTP(digest(0, "more"))),
        question("a sha384", source(file).setHTTP(digest(1, ""))),
        question(
            "a sha512 of a known file", source(file, "http.checksum", sum).setHTTP(digest(2, ""))),
        question(
            "a sha256 of another file",
            source(file, "http.checksum", other).setHTTP(digest(0, ""))),
        question("a hash that is none", source(file).setHTTP(digest(7, ""))),
        question("a suffix too long", source(file).setHTTP(digest(0, "s".repeat(4097)))),
        question(
            "a signed file",
            source(file, "http.sig.pubkey", keys, "http.sig.signature", signature)),
        question("a key without signature", source(file, "http.sig.pubkey", keys)));
  }

  private ResolveSourceMetaRequest.Builder git(String ref, String... attributes) {
    ResolveSourceMetaRequest.Builder request =
        source("git://" + repository + (ref.isEmpty() ? "" : "#" + ref), attributes);
    return request.setSource(
        request.getSource().toBuilder()
            .putAttrs(
                "git.fullurl",
                request.getSource().getAttrsOrDefault("git.fullurl", "git://" + repository)));
  }

  Stream<Question> repositories() {
    ResolveSourceGitRequest objects =
        ResolveSourceGitRequest.newBuilder().setReturnObject(true).build();
    String other = "0123456789012345678901234567890123456789";
    return Stream.of(
        question("a branch", git("main")),
        question("a whole reference", git("refs/heads/main")),
        question("the default branch", git("")),
        question("a tag", git("light")),
        question("an annotated tag", git("heavy")),
        question("an annotated tag with .git", git("heavy", "git.keepgitdir", "true")),
        question("a commit", git(commit)),
        question("a folder", git("main:dir")),
        question("objects of a branch", git("main").setGit(objects)),
        question("objects of an annotated tag", git("heavy").setGit(objects)),
        question(
            "objects of an annotated tag with .git",
            git("heavy", "git.keepgitdir", "true").setGit(objects)),
        question("a checksum", git("main", "git.checksum", commit.substring(0, 8))),
        question("another checksum", git("main", "git.checksum", other)),
        question("another checksum of a commit", git(commit, "git.checksum", other)),
        question("a checksum that is none", git("main", "git.checksum", "xyz")),
        question(
            "a commit fetched by name",
            git("main", "git.checksum", commit, "git.fetchbycommit", "true")),
        question("nothing fetched by name", git("main", "git.fetchbycommit", "true")),
        question("a reference that is not there", git("absent")).answeredInOtherWords(),
        question("a reference that is an option", git("-x")),
        question("another address", git("main", "git.fullurl", "git://127.0.0.1:1/x")),
        question("a commit that is not signed", git("main", "git.sig.pubkey", keys)),
        question(
            "a tag that is not signed",
            git("heavy", "git.sig.pubkey", keys, "git.sig.requiresignedtag", "true")),
        question(
            "a bundle without checksum", git("main", "git.bundle", "docker-image+blob://" + blob)),
        question(
                "a bundle that is none",
                git("main", "git.bundle", "docker-image+blob://" + blob, "git.checksum", commit))
            .answeredInOtherWords(),
        question(
                "a bundle of no kind",
                git("main", "git.bundle", "http://x", "git.checksum", commit))
            .answeredInOtherWords(),
        question(
            "a bundle with .git",
            git("main", "git.checkoutbundle", "true", "git.keepgitdir", "true")));
  }

  private static Policy policy(Rule.Builder... rules) {
    Policy.Builder policy = Policy.newBuilder().setVersion(1);
    for (Rule.Builder rule : rules) {
      policy.addRules(rule);
    }
    return policy.build();
  }

  private static Rule.Builder rule(PolicyAction action, String identifier) {
    return Rule.newBuilder()
        .setAction(action)
        .setSelector(Selector.newBuilder().setIdentifier(identifier));
  }

  private static Rule.Builder convert(MatchType type, String from, String to) {
    return Rule.newBuilder()
        .setAction(PolicyAction.CONVERT)
        .setSelector(Selector.newBuilder().setIdentifier(from).setMatchType(type))
        .setUpdates(Update.newBuilder().setIdentifier(to));
  }

  private static Rule.Builder constrained(AttrMatch condition, String value) {
    return Rule.newBuilder()
        .setAction(PolicyAction.DENY)
        .setSelector(
            Selector.newBuilder()
                .setIdentifier("http*")
                .addConstraints(
                    AttrConstraint.newBuilder()
                        .setKey("http.filename")
                        .setValue(value)
                        .setCondition(condition)));
  }

  Stream<Question> policies() {
    String file = web + "/dir/file.txt";
    return Stream.of(
        question(
            "denied", source(file).addSourcePolicies(policy(rule(PolicyAction.DENY, "http*")))),
        question(
            "allowed again",
            source(file)
                .addSourcePolicies(
                    policy(rule(PolicyAction.DENY, "http*"), rule(PolicyAction.ALLOW, file)))),
        question(
            "denied by the next",
            source(file)
                .addSourcePolicies(policy(rule(PolicyAction.ALLOW, file)))
                .addSourcePolicies(policy(rule(PolicyAction.DENY, file)))),
        question(
            "denied by an attribute",
            source(file, "http.filename", "abc")
                .addSourcePolicies(policy(constrained(AttrMatch.MATCHES, "^a.c$")))),
        question(
            "not denied by an attribute",
            source(file, "http.filename", "abc")
                .addSourcePolicies(policy(constrained(AttrMatch.NOTEQUAL, "abc")))),
        question(
            "converted",
            source(file)
                .addSourcePolicies(
                    policy(convert(MatchType.WILDCARD, web + "/dir/*", web + "/${1}/named")))),
        question(
            "converted by an expression",
            source(file)
                .addSourcePolicies(
                    policy(convert(MatchType.REGEX, "/(?P<a>d.r)/(\\w+)", "/$a/$2x-${2}x")))),
        question(
            "converted to what is denied",
            source(file)
                .addSourcePolicies(
                    policy(
                        convert(MatchType.EXACT, file, web + "/other"),
                        rule(PolicyAction.DENY, web + "/other")))),
        question(
            "converted for ever",
            source(file).addSourcePolicies(policy(convert(MatchType.WILDCARD, "*", "${1}x")))),
        question(
            "a pattern that is none",
            source(file).addSourcePolicies(policy(rule(PolicyAction.DENY, "a**b")))),
        question(
            "converted to nothing",
            source(file).addSourcePolicies(policy(rule(PolicyAction.CONVERT, "http*")))),
        question(
            "another spelling of git",
            git("main")
                .addSourcePolicies(
                    policy(rule(PolicyAction.DENY, "git://" + repository + "#main")))),
        question("a folder", source("local://context")),
        question("a scheme that is none", source("none://x")),
        question("no scheme", source("x")));
  }

  @ParameterizedTest
  @MethodSource({"images", "files", "repositories", "policies"})
  void bothSayTheSame(Question question) {
    ClientOffers offers = ClientOffers.ofLayouts(Map.of("base", base.layout()));

    Answers<ResolveSourceMetaResponse> answers =
        engines.ask(
            SolveRequest.getDefaultInstance(),
            offers,
            gateway -> gateway.resolveSourceMeta(question.request()));

    if (answers.own().value().isPresent() && answers.buildkit().value().isPresent()) {
      ResolveSourceMetaResponse expected = answers.buildkit().value().get();
      assertThat(comparable(answers.own().value().get(), expected)).isEqualTo(expected);
    } else if (question.inOtherWords()) {
      assertThat(answers.own().failure().orElseThrow().code())
          .isEqualTo(answers.buildkit().failure().orElseThrow().code());
      assertThat(answers.own().details()).isEqualTo(answers.buildkit().details());
    } else {
      answers.same();
    }
  }

  /** When BuildKit has a signature already, it does not know its media type any more. */
  private static ResolveSourceMetaResponse comparable(
      ResolveSourceMetaResponse own, ResolveSourceMetaResponse expected) {
    if (!own.getImage().hasAttestationChain()) {
      return own;
    }
    AttestationChain.Builder chain = own.getImage().getAttestationChain().toBuilder();
    expected
        .getImage()
        .getAttestationChain()
        .getBlobsMap()
        .forEach(
            (digest, theirs) -> {
              Blob blob = chain.getBlobsMap().get(digest);
              if (blob != null && theirs.getDescriptor().getMediaType().isEmpty()) {
                chain.putBlobs(
                    digest,
                    blob.toBuilder()
                        .setDescriptor(blob.getDescriptor().toBuilder().clearMediaType())
                        .build());
              }
            });
    return own.toBuilder().setImage(own.getImage().toBuilder().setAttestationChain(chain)).build();
  }
}
