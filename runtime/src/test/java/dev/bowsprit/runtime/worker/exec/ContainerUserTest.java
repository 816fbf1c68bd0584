package dev.bowsprit.runtime.worker.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.runtime.worker.snapshot.Trees;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.Stat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users as Docker and BuildKit find them. */
class ContainerUserTest {

  private Path root = Path.of("");

  @BeforeEach
  @BeforeProperty
  void makeRoot() throws IOException {
    root = Files.createTempDirectory("bowsprit-users-");
    Files.createDirectory(root.resolve("etc"));
    Files.writeString(
        root.resolve("etc/passwd"),
        "root:x:0:0:root:/root:/bin/sh\n\n  boat:x:1000:1001::/home/boat:/bin/sh\n"
            + "77:x:1077:1077::/:/bin/sh\nodd\nboat:x:9:9::/:/bin/sh\n");
    Files.writeString(
        root.resolve("etc/group"),
        "root:x:0:\n# crew:x:1:boat\ncrew:x:1002:other,boat\nboat:x:1001:\nwheel:x:10:root\n");
  }

  @AfterEach
  @AfterProperty
  void deleteRoot() {
    Trees.delete(root);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0, 0, '0 10'",
    "root, 0, 0, '0 10'",
    "boat, 1000, 1001, '1001 1002'",
    "1000, 1000, 1001, '1001 1002'",
    "boat:crew, 1000, 1002, '1002'",
    "boat:55, 1000, 55, '55'",
    "4711, 4711, 0, '0'",
    "77, 77, 0, '0'",
    "root:root, 0, 0, '0'",
    "4294967294:4294967294, 4294967294, 4294967294, '4294967294'",
    ":crew, 0, 1002, '1002'",
  })
  void usersAreFound(String spec, long uid, long gid, String groups) {
    assertThat(ContainerUser.find(root, spec))
        .isEqualTo(
            new ContainerUser(
                uid, gid, List.of(groups.split(" ")).stream().map(Long::valueOf).toList()));
  }

  @ParameterizedTest
  @CsvSource({
    "ghost, 'unable to find user ghost: no matching entries in passwd file'",
    "boat:ghost, 'unable to find group ghost: no matching entries in group file'",
    "4294967295, 'uids and gids must be in range 0-2147483647'",
    "99999999999999999999, 'uids and gids must be in range 0-2147483647'",
    "-1, 'uids and gids must be in range 0-2147483647'",
  })
  void othersAreRefused(String spec, String message) {
    assertThatThrownBy(() -> ContainerUser.find(root, spec)).hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pipe", "folder", "loop", "absent"})
  void filesThatAreNoneAreNotWaitedFor(String kind) throws Exception {
    Path passwd = root.resolve("etc/passwd");
    Files.delete(passwd);
    switch (kind) {
      case "pipe" -> Nodes.mknod(passwd, Stat.S_IFIFO | 0644, 0);
      case "folder" -> Files.createDirectory(passwd);
      case "loop" -> Files.createSymbolicLink(passwd, Path.of("passwd"));
      default -> {}
    }
    assertThat(ContainerUser.find(root, "").uid()).isZero();
    assertThatThrownBy(() -> ContainerUser.find(root, "boat"))
        .hasMessage("unable to find user boat: no matching entries in passwd file");
  }

  @Test
  void aLinkIsFollowedInsideTheRootOnly() throws Exception {
    Files.move(root.resolve("etc/passwd"), root.resolve("users"));
    Files.createSymbolicLink(root.resolve("etc/passwd"), Path.of("/../../users"));
    assertThat(ContainerUser.find(root, "boat").uid()).isEqualTo(1000);
  }

  @Property(tries = 50)
  void numbersNeedNoFiles(@ForAll @IntRange(min = 0) int uid, @ForAll @IntRange(min = 0) int gid) {
    assertThat(ContainerUser.find(root, uid + ":" + gid))
        .isEqualTo(new ContainerUser(uid, gid, List.of((long) gid)));
  }
}
