package dev.bowsprit.llb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.gateway.GatewayCapabilities;
import dev.bowsprit.wire.caps.APICap;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuildKitVersionTest {

  private static List<String> ids(CapabilitySet set) {
    return set.all().stream().map(APICap::getID).toList();
  }

  @Test
  void theLatestReleaseHasAllCapabilities() {
    assertThat(ids(BuildKitVersion.LATEST.capabilities()))
        .containsExactlyInAnyOrderElementsOf(Capabilities.ALL);
    assertThat(ids(BuildKitVersion.LATEST.gatewayCapabilities()))
        .containsExactlyInAnyOrderElementsOf(GatewayCapabilities.ALL);
  }

  @Test
  void everyCapabilityHasAFirstRelease() {
    List<String> all = new ArrayList<>(Capabilities.ALL);
    all.addAll(GatewayCapabilities.ALL);
    all.add(Capabilities.FILE_COPY_MODE_STRING);
    all.add(Capabilities.EXEC_META_REMOVE_MOUNT_STUBS_RECURSIVE);
    assertThat(all).allSatisfy(id -> assertThat(BuildKitVersion.since(id)).isPresent());
    assertThat(BuildKitVersion.since("of.tomorrow")).isEmpty();
  }

  @Test
  void releasesHaveWhatTheirsAndOlderOnesBrought() {
    CapabilitySet docker2010 = BuildKitVersion.parse("0.8").capabilities();
    assertThat(docker2010.supports(Capabilities.SOURCE_GIT_HTTP_AUTH)).isTrue();
    assertThat(docker2010.supports(Capabilities.MERGE_OP)).isFalse();
    assertThat(BuildKitVersion.since(Capabilities.MERGE_OP)).hasToString("Optional[v0.10.0]");
    assertThat(BuildKitVersion.parse("v0.10.0").capabilities().supports(Capabilities.MERGE_OP))
        .isTrue();
    assertThat(BuildKitVersion.parse("0.8").gatewayCapabilities().all()).hasSize(17);
  }

  @Test
  void releasesBeforeCapabilitiesTellNone() {
    assertThat(BuildKitVersion.parse("0.2").capabilities().all()).isEmpty();
  }

  @Test
  void ordersByNumbers() {
    assertThat(BuildKitVersion.parse("0.10")).isGreaterThan(BuildKitVersion.parse("v0.9.3"));
    assertThat(BuildKitVersion.parse("0.9.1")).isGreaterThan(BuildKitVersion.parse("0.9"));
  }

  @Test
  void refusesWhatIsNoVersion() {
    assertThatThrownBy(() -> BuildKitVersion.parse("latest"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("\"latest\" is no version of BuildKit such as 0.8 or v0.33.1");
  }
}
