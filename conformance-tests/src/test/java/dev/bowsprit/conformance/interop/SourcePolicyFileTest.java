package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A build by the command line whose sources a policy's file decides about, whatever the engine. */
@ExtendWith(BowspritExtension.class)
class SourcePolicyFileTest {

  @TempDir Path work;
  @AutoClose private LoopbackWeb server;

  @BeforeEach
  void serve() throws IOException {
    server = LoopbackWeb.ofPaths();
  }

  private String policy(String name, String rules) throws IOException {
    return Files.writeString(
            work.resolve(name),
            "{\"version\": 1, \"rules\": [" + rules.replace("WEB", server.url()) + "]}")
        .toString();
  }

  private String deny() throws IOException {
    return policy("deny.json", "{\"action\": \"DENY\", \"selector\": {\"identifier\": \"WEB/*\"}}");
  }

  private String convert() throws IOException {
    return policy(
        "convert.json",
        "{\"action\": \"CONVERT\", \"selector\": {\"identifier\": \"WEB/one\"},"
            + " \"updates\": {\"identifier\": \"WEB/two\"}}");
  }

  private Path context() {
    return Context.of(work.resolve("context"), "FROM scratch\nADD " + server.url() + "/one /\n")
        .folder();
  }

  private Run build(Bowsprit bowsprit, Map<String, String> variables, String... options) {
    List<String> all = new ArrayList<>(List.of("build", context().toString(), "--progress=plain"));
    all.addAll(Arrays.asList(options));
    Map<String, String> environment = new HashMap<>(bowsprit.environment());
    environment.putAll(variables);
    return Programs.run(bowsprit.command(all.toArray(String[]::new)), environment);
  }

  private String output(String name) {
    return "--output=type=local,dest=" + work.resolve(name);
  }

  @Test
  void isHeededByOurEngine(Bowsprit bowsprit) throws IOException {
    Run denied = build(bowsprit, Map.of(), "--source-policy", deny()).failed();
    assertThat(denied.err()).contains("\"" + server.url() + "/one\" denied by policy");

    build(bowsprit, Map.of(), "--source-policy", convert(), output("own")).ok();
    assertThat(work.resolve("own/one")).hasContent("/two");

    Map<String, String> variable = Map.of("EXPERIMENTAL_BUILDKIT_SOURCE_POLICY", deny());
    assertThat(build(bowsprit, variable).failed().err()).contains("denied by policy");
  }

  @Test
  void isHeededByBuildkitAsIfItsOwnClientHadSentIt(Bowsprit bowsprit) throws IOException {
    try (var buildkit = BuildkitDaemon.start(work.resolve("buildkit"))) {
      String addr = "--addr=" + buildkit.address();
      Run denied = build(bowsprit, Map.of(), addr, "--source-policy", deny()).failed();
      Run byBuildctl =
          buildkit.build(context(), bowsprit.base(), "--source-policy-file=" + deny()).failed();
      String why = "source \"" + server.url() + "/one\" denied by policy: source denied by policy";
      assertThat(byBuildctl.err()).contains(why);
      assertThat(denied.err()).contains(why);

      build(bowsprit, Map.of(), addr, "--source-policy", convert(), output("other")).ok();
      assertThat(work.resolve("other/one")).hasContent("/two");
    }
  }

  @Test
  void isShownWhereItMakesNoSense(Bowsprit bowsprit) throws IOException {
    String wrong = policy("wrong.json", "\n  {\"acton\": \"DENY\", \"selector\": {}}\n");

    Run run = build(bowsprit, Map.of(), "--source-policy=" + wrong).failed();

    assertThat(run.err())
        .contains("wrong.json:2:4")
        .contains(">>>   {\"acton\": \"DENY\", \"selector\": {}}")
        .contains("ERROR: a rule has no member \"acton\" (did you mean action?)");
    assertThat(build(bowsprit, Map.of(), "--source-policy=none.json").failed().err())
        .contains("none.json: no such file or directory");
  }
}
