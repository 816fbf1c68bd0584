package dev.bowsprit.runtime.worker.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageWordsTest {

  @ParameterizedTest
  @CsvSource({
    "busybox, docker.io/library/busybox:latest, busybox:latest",
    "a/b:1, docker.io/a/b:1, a/b:1",
    "docker.io/busybox, docker.io/library/busybox:latest, busybox:latest",
    "index.docker.io/library/x:2, docker.io/library/x:2, x:2",
    "localhost/x, localhost/x:latest, localhost/x:latest",
    "127.0.0.1:5000/a/b/c:t, 127.0.0.1:5000/a/b/c:t, 127.0.0.1:5000/a/b/c:t",
    "[::1]:5000/x, [::1]:5000/x:latest, [::1]:5000/x:latest",
  })
  void namesAreCompleted(String text, String full, String familiar) {
    ImageReference reference = ImageReference.parse(text).withDefaultTag();
    assertThat(reference).hasToString(full);
    assertThat(reference.familiar()).isEqualTo(familiar);
  }

  @Test
  void wrongNamesAreRefusedInDockersWords() {
    assertThatThrownBy(() -> ImageReference.parse("Busybox"))
        .hasMessage(
            "invalid reference format: repository name (library/Busybox) must be lowercase");
    assertThatThrownBy(() -> ImageReference.parse("a b")).hasMessage("invalid reference format");
    assertThatThrownBy(() -> ImageReference.parse("a".repeat(64)))
        .hasMessageContaining("cannot specify 64-byte hexadecimal strings");
  }

  @ParameterizedTest
  @CsvSource({
    "amd64, '', amd64, '', 0",
    "amd64, v3, amd64, v2, 1",
    "amd64, '', amd64, v2, -1",
    "amd64, '', 386, '', 1",
    "arm64, '', arm64, v8, 0",
    "arm64, '', arm, v7, 2",
    "arm, v7, arm, v6, 1",
    "arm, v6, arm, v7, -1",
    "amd64, '', arm64, '', -1",
  })
  void imagesRunOnTheirPlatformAndOnBetterOnes(
      String host, String hostVariant, String image, String imageVariant, int rank) {
    assertThat(
            new ImagePlatform("linux", host, hostVariant)
                .rank(new ImagePlatform("linux", image, imageVariant)))
        .isEqualTo(rank);
  }

  @Test
  void jsonHasGosBytes() throws IOException {
    var members =
        GoJson.members("{ \"b\" : {\"y\": 1, \"x\": \"<\\u00e9>\"}, \"a\":[ 1.50 , null ] }");
    members.put("c", List.of("&\u2028\u0001\"", 5L));

    assertThat(GoJson.write(members))
        .isEqualTo(
            "{\"a\":[1.50,null],\"b\":{\"y\":1,\"x\":\"\\u003c\\u00e9\\u003e\"},"
                + "\"c\":[\"\\u0026\\u2028\\u0001\\\"\",5]}");
    assertThat(GoJson.writeIndented(java.util.Map.of("k", List.of(1, 2))))
        .isEqualTo("{\n  \"k\": [\n    1,\n    2\n  ]\n}");
  }
}
