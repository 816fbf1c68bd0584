package dev.bowsprit.runtime.worker.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.runtime.worker.exec.NetworkFiles.ResolvConf;
import org.junit.jupiter.api.Test;

class NetworkFilesTest {

  @Test
  void resolvConfKeepsWhatCounts() {
    ResolvConf conf =
        ResolvConf.parse(
            """
            # written by hand
            ; really
            nameserver 127.0.0.53
            nameserver   10.0.0.2
            domain old.example
            search a.example b.example
            options ndots:2
            options edns0
            sortlist 10.0.0.0
            """);
    assertThat(conf.text())
        .isEqualTo(
            """
            nameserver 127.0.0.53
            nameserver 10.0.0.2
            search a.example b.example
            options ndots:2 edns0
            sortlist 10.0.0.0
            """);
    assertThat(conf.withoutLoopback().servers()).containsExactly("10.0.0.2");
  }

  @Test
  void withoutReachableServersPublicOnesAreUsed() {
    assertThat(ResolvConf.parse("nameserver ::1\nnameserver 127.0.0.1\n").withoutLoopback().text())
        .isEqualTo(
            """
            nameserver 8.8.8.8
            nameserver 8.8.4.4
            nameserver 2001:4860:4860::8888
            nameserver 2001:4860:4860::8844
            """);
  }
}
