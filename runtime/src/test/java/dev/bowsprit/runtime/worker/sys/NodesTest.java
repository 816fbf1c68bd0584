package dev.bowsprit.runtime.worker.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodesTest {

  @TempDir Path folder;

  private Path file;

  @BeforeEach
  void writeFile() throws Exception {
    file = Files.writeString(folder.resolve("file"), "five\n");
  }

  private static void needsRoot() {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
  }

  @Test
  void statTellsWhatTheJdkTells() throws Exception {
    Stat stat = Nodes.stat(file);
    assertThat(stat.mode()).isEqualTo(Files.getAttribute(file, "unix:mode"));
    assertThat(stat.size()).isEqualTo(5);
    assertThat(stat.inode()).isEqualTo(Files.getAttribute(file, "unix:ino"));
    assertThat(stat.device()).isEqualTo(Files.getAttribute(file, "unix:dev"));
    assertThat(stat.links()).isEqualTo(1);
    assertThat(stat.uid()).isEqualTo(Files.getAttribute(file, "unix:uid"));
    assertThat(stat.modified()).isEqualTo(Files.getLastModifiedTime(file).toInstant());
  }

  @Test
  void aMissingFileIsFoundToBeMissing() throws Exception {
    assertThat(Nodes.find(folder.resolve("none"))).isEmpty();
    assertThat(Nodes.find(file.resolve("below"))).isEmpty();
    assertThatThrownBy(() -> Nodes.stat(folder.resolve("none")))
        .hasMessage("statx " + folder + "/none: no such file or directory");
  }

  @Test
  void modesKeepAllTheirBits() throws Exception {
    Nodes.chmod(file, 06751);
    assertThat(Nodes.stat(file).permissions()).isEqualTo(06751);
  }

  @Test
  void ownersOfLinksChangeWithoutTouchingTheirTarget() throws Exception {
    needsRoot();
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    Nodes.chown(link, 12, 34);
    assertThat(Nodes.stat(link).uid()).isEqualTo(12);
    assertThat(Nodes.stat(link).gid()).isEqualTo(34);
    assertThat(Nodes.stat(file).uid()).isZero();
    Nodes.chown(link, Nodes.UNCHANGED, 35);
    assertThat(Nodes.stat(link).uid()).isEqualTo(12);
    assertThat(Nodes.stat(link).gid()).isEqualTo(35);
  }

  @Test
  void timesOfLinksAreSetToTheNanosecond() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("nowhere"));
    Instant time = Instant.ofEpochSecond(1_234_567_890L, 123_456_789);
    Nodes.utimes(link, time);
    assertThat(Nodes.stat(link).modified()).isEqualTo(time);
    Instant earlier = Instant.ofEpochSecond(-3, 999_999_999);
    Nodes.utimes(link, Optional.of(time), Optional.of(earlier));
    assertThat(Nodes.stat(link).modified()).isEqualTo(earlier);
    Nodes.utimes(link, Optional.of(time), Optional.empty());
    assertThat(Nodes.stat(link).modified()).isEqualTo(earlier);
  }

  @Test
  void devicesPipesAndWhiteoutsAreMade() throws Exception {
    needsRoot();
    Path device = folder.resolve("device");
    Nodes.mknod(device, Stat.S_IFCHR | 0666, Nodes.device(1, 3));
    assertThat(Nodes.stat(device).type()).isEqualTo(Stat.S_IFCHR);
    assertThat(Nodes.stat(device).permissions()).isEqualTo(0666);
    assertThat(Nodes.stat(device).rdev()).isEqualTo(Nodes.device(1, 3));
    assertThat(Nodes.stat(device).isWhiteout()).isFalse();

    Path pipe = folder.resolve("pipe");
    Nodes.mknod(pipe, Stat.S_IFIFO | 0622, 0);
    assertThat(Nodes.stat(pipe).mode()).isEqualTo(Stat.S_IFIFO | 0622);

    Path gone = folder.resolve("gone");
    Nodes.whiteout(gone);
    assertThat(Nodes.stat(gone).isWhiteout()).isTrue();
    assertThatThrownBy(() -> Nodes.whiteout(gone))
        .isInstanceOfSatisfying(LinuxException.class, e -> assertThat(e.is(Errno.EEXIST)).isTrue());
  }

  @Test
  void attributesAreSetReadListedAndRemoved() throws Exception {
    byte[] longValue = "x".repeat(1000).getBytes(StandardCharsets.UTF_8);
    Xattrs.set(file, "user.short", new byte[] {0, 1, -1});
    Xattrs.set(file, "user.long", longValue);
    Xattrs.set(file, "user.empty", new byte[0]);
    assertThat(Xattrs.get(file, "user.short")).contains(new byte[] {0, 1, -1});
    assertThat(Xattrs.get(file, "user.long")).contains(longValue);
    assertThat(Xattrs.get(file, "user.empty")).contains(new byte[0]);
    assertThat(Xattrs.get(file, "user.none")).isEmpty();
    assertThat(Xattrs.list(file))
        .filteredOn(name -> name.startsWith("user."))
        .containsExactlyInAnyOrder("user.short", "user.long", "user.empty");
    Xattrs.remove(file, "user.long");
    Xattrs.remove(file, "user.long");
    assertThat(Xattrs.get(file, "user.long")).isEmpty();
  }

  @Test
  void attributesOfALinkAreNotThoseOfItsTarget() throws Exception {
    needsRoot();
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    Xattrs.set(link, "trusted.bowsprit", new byte[] {7});
    assertThat(Xattrs.get(link, "trusted.bowsprit")).contains(new byte[] {7});
    assertThat(Xattrs.get(file, "trusted.bowsprit")).isEmpty();
    assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  @Test
  void aFileSystemTellsItsSpace() throws Exception {
    Nodes.FileSystemSpace space = Nodes.space(folder);
    assertThat(space.totalBytes()).isEqualTo(Files.getFileStore(folder).getTotalSpace());
    assertThat(space.availableBytes()).isPositive();
    assertThat(space.freeInodes()).isPositive();
  }

  @Property
  void deviceNumbersGoThereAndBack(@ForAll int major, @ForAll int minor) {
    long device = Nodes.device(major, minor);
    assertThat(Nodes.major(device)).isEqualTo(major);
    assertThat(Nodes.minor(device)).isEqualTo(minor);
  }
}
