package dev.bowsprit.runtime.worker.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.runtime.worker.layer.Peers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarRoundTripTest {

  @Property(tries = 300)
  void whatWasWrittenIsRead(@ForAll("headers") TarHeader header) throws IOException {
    byte[] content = new byte[(int) header.size()];
    Arrays.fill(content, (byte) 'x');
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarWriter tar = new TarWriter(out)) {
      tar.entry(header, content);
      tar.begin(TarHeader.file("after", 0644, 0));
    }

    assertThat(out.size() % 512).isZero();
    TarReader tar = new TarReader(new ByteArrayInputStream(out.toByteArray()));
    assertThat(tar.next()).hasValue(header);
    assertThat(tar.readAllBytes()).isEqualTo(content);
    assertThat(tar.next()).hasValue(TarHeader.file("after", 0644, 0));
    assertThat(tar.next()).isEmpty();
  }

  @Provide
  Arbitrary<TarHeader> headers() {
    Arbitrary<String> part =
        Arbitraries.strings().withChars("ab-_.é\u00ff %=\n").ofMinLength(1).ofMaxLength(130);
    Arbitrary<String> names =
        part.list()
            .ofMinSize(1)
            .ofMaxSize(4)
            .map(parts -> String.join("/", parts))
            .filter(name -> !name.startsWith("."));
    Arbitrary<Map<String, String>> records =
        Arbitraries.maps(
                Arbitraries.of("SCHILY.xattr.user.a", "SCHILY.xattr.security.capability"),
                Arbitraries.strings().withChars("v\0\n=\u0080").ofMaxLength(20))
            .ofMaxSize(2);
    return Combinators.combine(
            names,
            names,
            Arbitraries.of('0', '1', '2', '3', '5', '6'),
            Arbitraries.integers().between(0, 07777),
            Arbitraries.longs().between(0, 5_000_000),
            Arbitraries.longs().between(-10, 1L << 35),
            Arbitraries.integers().between(0, 1500),
            records)
        .as(
            (name, link, type, mode, id, seconds, size, more) ->
                new TarHeader(
                    type,
                    type == '5' ? name + "/" : name,
                    type == '1' || type == '2' ? link : "",
                    mode,
                    id,
                    id / 2,
                    type == '0' ? size : 0,
                    seconds,
                    0,
                    type == '3' ? 10 : 0,
                    type == '3' ? 200 : 0,
                    "",
                    "",
                    more));
  }

  @Test
  void gnuTarReadsWhatIsWritten(@TempDir Path temp) throws Exception {
    Path tar = Peers.need("tar");
    String longName = "d".repeat(90) + "/" + "f".repeat(120);
    Path archive = temp.resolve("a.tar");
    try (var out = Files.newOutputStream(archive);
        TarWriter writer = new TarWriter(out)) {
      writer.entry(TarHeader.of('0', longName, "", 0640, 3_000_000, 7, 3, 99), new byte[3]);
      writer.begin(TarHeader.of('2', TarHeader.bytes("ü"), "t".repeat(140), 0777, 0, 0, 0, -5));
    }

    assertThat(Peers.run(tar, "--numeric-owner", "--utc", "-tvf", archive))
        .contains("-rw-r----- 3000000/7", longName, "1969-12-31 23:59", "t".repeat(140));
  }

  @Test
  void anArchiveMayEndBehindItsLastFilesContentButNotWithin() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarWriter tar = new TarWriter(out)) {
      tar.entry(TarHeader.file("file", 0644, 700), new byte[700]);
    }
    TarReader whole =
        new TarReader(new ByteArrayInputStream(Arrays.copyOf(out.toByteArray(), 512 + 700)));
    assertThat(whole.next()).isPresent();
    assertThat(whole.readAllBytes()).hasSize(700);
    assertThat(whole.next()).isEmpty();

    TarReader cut =
        new TarReader(new ByteArrayInputStream(Arrays.copyOf(out.toByteArray(), 512 + 699)));
    assertThat(cut.next()).isPresent();
    assertThatThrownBy(cut::next)
        .isInstanceOf(EOFException.class)
        .hasMessage("unexpected end of tar archive");
  }

  @Test
  void brokenArchivesAreRefused() {
    assertThatThrownBy(() -> new TarReader(new ByteArrayInputStream(new byte[100])).next())
        .isInstanceOf(EOFException.class);
    byte[] noise = new byte[512];
    Arrays.fill(noise, (byte) 'n');
    assertThatThrownBy(() -> new TarReader(new ByteArrayInputStream(noise)).next())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("invalid tar header");
  }
}
