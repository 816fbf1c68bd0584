package dev.bowsprit.llb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageReferenceTest {

  @ParameterizedTest
  @CsvSource({
    "alpine, docker.io/library/alpine:latest, alpine:latest",
    "alpine:3, docker.io/library/alpine:3, alpine:3",
    "user/app, docker.io/user/app:latest, user/app:latest",
    "docker.io/alpine, docker.io/library/alpine:latest, alpine:latest",
    "index.docker.io/a/b, docker.io/a/b:latest, a/b:latest",
    "index.docker.io/library/x:2, docker.io/library/x:2, x:2",
    "localhost/a, localhost/a:latest, localhost/a:latest",
    "host:5000/a/b:v, host:5000/a/b:v, host:5000/a/b:v",
    "[::1]:5000/a, [::1]:5000/a:latest, [::1]:5000/a:latest"
  })
  void fillsInWhatPeopleLeaveOut(String text, String whole, String familiar) {
    ImageReference reference = ImageReference.parse(text).tagged();

    assertThat(reference).hasToString(whole);
    assertThat(reference.familiar()).isEqualTo(familiar);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Alpine | invalid reference format: repository name (library/Alpine) must be lowercase",
        "al:pine:x | invalid reference format",
        "alpine:-x | invalid reference format",
        "a b | invalid reference format"
      })
  void saysWhatIsWrong(String text, String message) {
    assertThatThrownBy(() -> ImageReference.parse(text)).hasMessage(message);
  }

  @Test
  void aDigestWithoutItsAlgorithmIsNoName() {
    assertThatThrownBy(() -> ImageReference.parse("a".repeat(64)))
        .hasMessageContaining("cannot specify 64-byte hexadecimal strings");
  }
}
