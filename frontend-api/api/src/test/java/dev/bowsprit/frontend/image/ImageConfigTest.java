package dev.bowsprit.frontend.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.llb.Platform;
import org.junit.jupiter.api.Test;

class ImageConfigTest {

  @Test
  void writesFieldsInTheOrderOfBuildKit() throws JsonSyntaxException {
    String text =
        "{\"created\":\"2025-03-04T05:06:07.1Z\",\"author\":\"me\",\"architecture\":\"arm64\","
            + "\"os\":\"linux\",\"os.version\":\"1\",\"variant\":\"v8\",\"rootfs\":{\"type\":\"layers\","
            + "\"diff_ids\":[\"sha256:a\"]},\"history\":[{\"created_by\":\"x \\u003c\\u003e\\u0026\","
            + "\"comment\":\"c\",\"empty_layer\":true}],\"config\":{\"User\":\"u\","
            + "\"ExposedPorts\":{\"1/tcp\":{},\"2/udp\":{}},\"Env\":[\"A=b\"],\"Entrypoint\":[\"e\"],"
            + "\"Cmd\":[\"c\"],\"Volumes\":{\"/v\":{}},\"WorkingDir\":\"/w\",\"Labels\":{\"a\":\"\"},"
            + "\"StopSignal\":\"9\",\"ArgsEscaped\":true,\"Healthcheck\":{\"Test\":[\"CMD\",\"x\"],"
            + "\"Interval\":1,\"Retries\":2},\"OnBuild\":[\"RUN x\"],\"Shell\":[\"s\"]}}";

    assertThat(ImageConfig.parse(text).toJson()).isEqualTo(text);
  }

  @Test
  void leavesOutWhatIsEmptySaveTheLayers() {
    assertThat(ImageConfig.empty(Platform.of("linux", "amd64")).toJson())
        .isEqualTo(
            "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\","
                + "\"diff_ids\":null},\"config\":{}}");
  }

  @Test
  void readsKeysWithoutRegardToCaseAndTrimsFractionsOfSeconds() throws JsonSyntaxException {
    ImageConfig config =
        ImageConfig.parse(
            "{\"Created\":\"2025-03-04T05:06:07.100000000+02:00\",\"OS\":\"linux\",\"x\":[1.5e3]}");

    assertThat(config.created()).contains("2025-03-04T05:06:07.1+02:00");
    assertThat(config.platform().os()).isEqualTo("linux");
  }

  @Test
  void setsAVariableWhereItStands() {
    ContainerConfig config =
        ContainerConfig.EMPTY.withVariable("A", "1").withVariable("B", "2").withVariable("A", "3");

    assertThat(config.env()).containsExactly("A=3", "B=2");
    assertThat(config.variable("A")).contains("3");
  }
}
