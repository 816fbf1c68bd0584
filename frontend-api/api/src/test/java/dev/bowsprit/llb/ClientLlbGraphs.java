package dev.bowsprit.llb;

import static dev.bowsprit.llb.Llb.bind;
import static dev.bowsprit.llb.Llb.build;
import static dev.bowsprit.llb.Llb.cache;
import static dev.bowsprit.llb.Llb.diff;
import static dev.bowsprit.llb.Llb.git;
import static dev.bowsprit.llb.Llb.http;
import static dev.bowsprit.llb.Llb.image;
import static dev.bowsprit.llb.Llb.imageBlob;
import static dev.bowsprit.llb.Llb.local;
import static dev.bowsprit.llb.Llb.merge;
import static dev.bowsprit.llb.Llb.ociLayout;
import static dev.bowsprit.llb.Llb.ociLayoutBlob;
import static dev.bowsprit.llb.Llb.scratch;
import static dev.bowsprit.llb.Llb.secretEnv;
import static dev.bowsprit.llb.Llb.secretFile;
import static dev.bowsprit.llb.Llb.tmpfs;
import static dev.bowsprit.llb.Llb.together;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The graphs of {@code src/test/go/llbgraphs/main.go}, by the same names. */
final class ClientLlbGraphs {

  private static final Digest DIGEST = Digest.sha256("");
  private static final Platform ARM = Platform.of("linux", "arm", "v7");
  private static final Instant EPOCH = Instant.ofEpochSecond(1_700_000_000, 123_456_789);

  private static final State ALPINE = image("alpine");
  private static final State BUSYBOX = image("busybox:1.36");
  private static final State CONTEXT = local("context").session("s");
  private static final State MADE = ALPINE.run("make").root();

  private ClientLlbGraphs() {}

  static Map<String, State> all() {
    Map<String, State> graphs = new TreeMap<>();
    addSources(graphs);
    addGit(graphs);
    addExecs(graphs);
    addFiles(graphs);
    addOthers(graphs);
    return graphs;
  }

  private static void addSources(Map<String, State> graphs) {
    graphs.put(
        "image-options",
        image("example.com/a/b:1@" + DIGEST)
            .resolveMode(ImageSource.ResolveMode.PULL)
            .internal()
            .layerLimit(3)
            .checksum(DIGEST)
            .platform(ARM)
            .onWorkers("worker=gpu", "x")
            .named("from")
            .ignoreCache());
    graphs.put(
        "image-prefer-local",
        image("ubuntu").resolveMode(ImageSource.ResolveMode.LOCAL).exportCache(true));
    graphs.put(
        "oci-layout",
        ociLayout("store@" + DIGEST)
            .store("s", "store")
            .layerLimit(2)
            .platform(new Platform("windows", "amd64", "", "10.0.1", List.of("win32k"))));
    graphs.put(
        "local-options",
        local("src")
            .session("sess")
            .include(List.of("a/*", "b<c>"))
            .exclude(List.of("!x", "y&z"))
            .followPaths(List.of("p", "ü\u2028"))
            .sharedKeyHint("hint")
            .differRequired(LocalSource.Differ.METADATA)
            .metadataOnly(List.of("keep")));
    graphs.put("local-differ-none", local("src").session("sess").differ(LocalSource.Differ.NONE));
    graphs.put("local-unique", local("src"));
    graphs.put(
        "http-options",
        http("https://example.com/f?x=1")
            .checksum(DIGEST)
            .filename("f")
            .mode(0755)
            .owner(5, 6)
            .authHeaderSecret("hdr")
            .header("Accept", "a/b")
            .header("User-Agent", "me")
            .signature("key", "sig"));
    graphs.put("http-plain", http("http://example.com/"));
    graphs.put(
        "image-blob", imageBlob("example.com/a@" + DIGEST).filename("f").mode(0600).owner(1, 2));
    graphs.put("oci-layout-blob", ociLayoutBlob("a@" + DIGEST).store("s", "st"));
  }

  private static void addGit(Map<String, State> graphs) {
    graphs.put("git-plain", git("https://github.com/moby/buildkit.git"));
    graphs.put(
        "git-fragment",
        git("https://github.com/moby/buildkit.git", "v0.33.1:client/../client/llb"));
    graphs.put("git-no-scheme", git("github.com/moby/buildkit.git", "main"));
    graphs.put(
        "git-scp",
        git("git@git.invalid:moby/buildkit.git", "main")
            .knownSshHosts("git.invalid ssh-rsa AAAA")
            .knownSshHosts("other ssh-rsa BBBB\n")
            .sshAgent("agent"));
    graphs.put("git-ssh", git("ssh://git@git.invalid:2222/moby/buildkit.git").knownSshHosts("k"));
    graphs.put(
        "git-options",
        git("https://example.com/r")
            .ref("refs/heads/x")
            .subDir("sub")
            .keepGitDir()
            .authTokenSecret("tok")
            .authHeaderSecret("hdr")
            .checksum("abcdef")
            .skipSubmodules()
            .mtime("commit")
            .advice()
            .fetchByCommit());
    graphs.put(
        "git-bundle",
        git("https://example.com/r", "x")
            .checksum("abcdef")
            .bundle("oci-layout+blob://store@" + DIGEST)
            .bundleStore("s", "st")
            .checkoutBundle());
    graphs.put("git-user", git("https://user:pw@example.com/a//b/../c.git"));
  }

  private static void addExecs(Map<String, State> graphs) {
    graphs.put("exec-plain", ALPINE.run("true").root());
    graphs.put("exec-meta", execWithMeta().root());
    graphs.put("exec-network-none", ALPINE.run("true").network(NetworkMode.NONE).root());
    Exec mounts = execWithMounts();
    graphs.put("exec-mounts", mounts.root());
    graphs.put("exec-mount-output", mounts.output("/z"));
    graphs.put("exec-readonly-root", ALPINE.run("true").readOnlyRoot().output("/out"));
    graphs.put("exec-scratch", scratch().run("/bin").mount("/", BUSYBOX).root());
  }

  private static Exec execWithMeta() {
    return ALPINE
        .env("A", "1")
        .env("B", "2")
        .env("A", "3")
        .dir("/work")
        .dir("sub/../x")
        .user("app:grp")
        .hostname("host")
        .host("db", "10.0.0.1")
        .host("v6", "fe80::1")
        .ulimit("nofile", 1024, -1)
        .cgroupParent("/cg")
        .network(NetworkMode.HOST)
        .security(SecurityMode.INSECURE)
        .run("sh", "-c", "echo \0 ü")
        .proxy(new ProxyEnv("h", "hs", "f", "n", "a"))
        .validExitCodes(0, 3, 255)
        .env("C", "only here")
        .device(new Device("v.com/gpu=all", true))
        .device(new Device("v.com/gpu=1", false))
        .limited(new LinuxResources(1, -1, 3, 4, 5, "0-1", "0"))
        .in(new ProgressGroup("id", "name", true))
        .exportCache(false)
        .platform(ARM);
  }

  private static Exec execWithMounts() {
    return ALPINE
        .run("make")
        .mount("/z", BUSYBOX)
        .mount("/ro", bind(CONTEXT).readOnly().path("/sub").contentCache(Mount.ContentCache.OFF))
        .mount("/b", scratch())
        .mount("/dropped", bind(BUSYBOX).discarded().contentCache(Mount.ContentCache.ON))
        .mount("/c1", cache("c1"))
        .mount("/c2", cache("c2").unshared().from(BUSYBOX))
        .mount("/c3", cache("c3").locked())
        .mount("/t1", tmpfs())
        .mount("/t2", Mount.tmpfs(4096))
        .mount("/same", ALPINE)
        .secret(secretFile("/run/secrets/a", "/run/secrets/a"))
        .secret(secretFile("b", "/s").owned(1, 2, 0444).orNone())
        .secret(secretEnv("tok", "TOKEN").orNone())
        .secret(secretFile("both", "/both").andEnv("BOTH"))
        .ssh(Ssh.agent(""))
        .ssh(Ssh.agent("other").at("/agent").owned(3, 4, 0666).orNone());
  }

  private static void addFiles(Map<String, State> graphs) {
    graphs.put(
        "file-copy-options",
        ALPINE
            .dir("/app")
            .copy(
                CONTEXT.dir("/in"),
                "a/../b",
                "out/",
                c ->
                    c.followSymlinks()
                        .contentsOnly()
                        .include(List.of("i"))
                        .exclude(List.of("e"))
                        .required(List.of("r"))
                        .unpack()
                        .createDestination()
                        .wildcards()
                        .orNothing()
                        .createdAt(EPOCH)
                        .replaceExisting()
                        .mode(04755)
                        .owner("app:1000")));
    graphs.put(
        "file-copy-mode-string",
        scratch().copy(CONTEXT, "/", "/.", c -> c.mode("u=rwX,go=rX").owner("root")));
    graphs.put("file-copy-dot", ALPINE.dir("/app").copy(CONTEXT, ".", "x/."));
    graphs.put(
        "file-chain",
        ALPINE
            .file(
                FileAction.mkdir("/a", 01777)
                    .parents()
                    .owner(FileOwner.of(1, 2))
                    .createdAt(EPOCH)
                    .thenMkfile("/a/b", 04644, "data\0")
                    .owner("u:g")
                    .createdAt(EPOCH)
                    .thenSymlink("b", "/a/c")
                    .owner(FileOwner.of(0, 7))
                    .createdAt(EPOCH)
                    .thenRm("/a/*")
                    .orNothing()
                    .wildcards()
                    .thenCopy(BUSYBOX, "/bin", "/bin2")
                    .thenCopy(CONTEXT, "/x", "/y")
                    .thenCopy(BUSYBOX, "/lib", "/lib2"))
            .named("files"));
    graphs.put("file-empty", scratch().mkfile("empty", 0600, new byte[0]));
    FileAction sub = FileAction.mkdir("./foo", 0755).thenMkfile("foo/x", 0644, "y");
    graphs.put(
        "file-copy-of-actions",
        ALPINE
            .dir("/abc")
            .file(
                FileAction.mkdir("./bar", 0700)
                    .thenCopy(sub.on(scratch().dir("/ced")), "./foo", "./baz")
                    .thenCopy(sub.on(BUSYBOX), "/q", "/r")
                    .owner("who")
                    .thenCopy(
                        FileAction.mkdir("/o", 0700).owner("named:grp").on(BUSYBOX), "/o", "/p")));
  }

  private static void addOthers(Map<String, State> graphs) {
    graphs.put(
        "merge", merge(List.of(ALPINE, scratch(), CONTEXT, MADE), Constraints.NONE.withName("m")));
    graphs.put("merge-one", merge(scratch(), BUSYBOX));
    graphs.put("diff", diff(ALPINE, MADE, Constraints.NONE.withDescription(Map.of("k", "v"))));
    graphs.put("diff-upper-scratch", diff(ALPINE, scratch()));
    graphs.put("merge-diff", merge(BUSYBOX, diff(ALPINE, MADE)));
    graphs.put("requires", ALPINE.requires("order", MADE, scratch(), CONTEXT).run("after").root());
    graphs.put("passthrough-third", together("all", ALPINE, BUSYBOX, MADE).get(2));
    graphs.put("build", build(BUSYBOX, "file"));
    graphs.put("build-default-name", build(CONTEXT).platform(ARM));
    graphs.put("locations", located());
    graphs.put(
        "state-platform",
        image("alpine")
            .platform(ARM)
            .run("uname")
            .root()
            .platform(Platform.of("linux", "aarch64", "v8"))
            .run("uname")
            .root());
    graphs.put(
        "image-config",
        ALPINE
            .environment(
                new ImageEnvironment(
                    List.of("PATH=/bin", "X", "=skip", "Y=a=b"),
                    "w",
                    Optional.of(Platform.of("linux", "amd64"))))
            .run("env")
            .root());
  }

  private static State located() {
    SourceMap map =
        SourceMap.of(CONTEXT, "f.yaml", "YAML", "a\nb\n".getBytes(StandardCharsets.UTF_8));
    State one =
        image("alpine")
            .at(map.at(SourceRange.of(1, 2, 5)))
            .named("one")
            .rm("/1")
            .at(map.at(SourceRange.of(2, 2, 5)));
    State two =
        image("alpine")
            .at(map.at(SourceRange.of(3, 2, 5)))
            .named("two")
            .rm("/2")
            .at(
                map.at(SourceRange.of(4, 2, 5)),
                SourceMap.of("other", "", new byte[] {'x'}).at(SourceRange.line(1)),
                map.at(SourceRange.of(5, 2, 5)));
    return merge(
        List.of(one, two),
        Constraints.NONE.withLocations(List.of(map.at(SourceRange.of(6, 2, 5)))));
  }
}
