package dev.bowsprit.runtime.worker.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageWordsTest {

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
