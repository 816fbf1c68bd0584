package dev.bowsprit.frontend.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.llb.ExtraHost;
import dev.bowsprit.llb.NetworkMode;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.Ulimit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuildOptionsTest {

  private static BuildOptions read(Map<String, String> options) {
    return BuildOptions.of(new TreeMap<>(options), "session", List.of());
  }

  @Test
  void optionsAreTyped() {
    BuildOptions options =
        read(
            Map.ofEntries(
                Map.entry("target", "web"),
                Map.entry("platform", "linux/arm64,linux/amd64"),
                Map.entry("build-arg:A", "1"),
                Map.entry("label:b", "2"),
                Map.entry("add-hosts", "db=10.0.0.1"),
                Map.entry("ulimit", "nofile=10:20"),
                Map.entry("shm-size", "4096"),
                Map.entry("memory", "1024"),
                Map.entry("force-network-mode", "none"),
                Map.entry("hostname", "here"),
                Map.entry("image-resolve-mode", "pull"),
                Map.entry("no-cache", "web"),
                Map.entry("local-sessionid:context", "other"),
                Map.entry("attest:provenance", "mode=max"),
                Map.entry("build-arg:BUILDKIT_ATTEST_SBOM", "")));
    assertThat(options.target()).isEqualTo("web");
    assertThat(options.targetPlatforms())
        .containsExactly(Platform.of("linux", "arm64"), Platform.of("linux", "amd64"));
    assertThat(options.multiPlatform()).isTrue();
    assertThat(options.buildArgs()).containsEntry("A", "1");
    assertThat(options.labels()).containsExactly(Map.entry("b", "2"));
    assertThat(options.extraHosts()).containsExactly(new ExtraHost("db", "10.0.0.1"));
    assertThat(options.ulimits()).containsExactly(new Ulimit("nofile", 10, 20));
    assertThat(options.shmSize()).isEqualTo(4096);
    assertThat(options.resources().orElseThrow().memory()).isEqualTo(1024);
    assertThat(options.network()).isEqualTo(NetworkMode.NONE);
    assertThat(options.hostname()).isEqualTo("here");
    assertThat(options.resolveMode()).isEqualTo("pull");
    assertThat(options.ignoresCacheOf("WEB")).isTrue();
    assertThat(options.ignoresCacheOf("api")).isFalse();
    assertThat(options.sessionOf("context")).isEqualTo("other");
    assertThat(options.sessionOf("dockerfile")).isEqualTo("session");
    assertThat(options.attestations().provenance()).contains(new TreeMap<>(Map.of("mode", "max")));
    assertThat(options.attestations().sbom().orElseThrow().generator())
        .isEqualTo("docker.io/docker/buildkit-syft-scanner:stable-1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "multi-platform | maybe | invalid boolean value for multi-platform: maybe",
        "force-network-mode | all | invalid netmode all",
        "image-resolve-mode | never | invalid image-resolve-mode: never",
        "add-hosts | db | failed to parse additional hosts: invalid key-value pair db",
        "ulimit | files=1 | failed to parse ulimit: invalid ulimit type: files",
        "memory | -1 | failed to parse resource limits: invalid memory value: -1: must be > 0",
        "attest:oath | | unknown attestation type \"oath\"",
        "attest:sbom | a\"b | failed to parse sbom: parse error on line 1, column 2: bare \" in non-quoted-field",
        "build-arg:BUILDKIT_GIT_ADVICE | x | failed to parse build-arg:BUILDKIT_GIT_ADVICE: strconv.ParseBool: parsing \"x\": invalid syntax",
        "cache-imports | { | failed to unmarshal cache-imports (\"{\"): unexpected end of JSON input"
      })
  void whatIsMalformedIsTold(String key, String value, String message) {
    assertThatThrownBy(() -> read(Map.of(key, value == null ? "" : value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
