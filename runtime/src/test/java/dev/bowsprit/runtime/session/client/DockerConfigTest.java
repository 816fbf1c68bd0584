package dev.bowsprit.runtime.session.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.runtime.session.client.DockerConfig.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerConfigTest {

  @TempDir Path folder;

  private DockerConfig config(String json) throws IOException {
    Files.writeString(folder.resolve("config.json"), json);
    return DockerConfig.ofUser(Map.of("DOCKER_CONFIG", folder.toString()));
  }

  @Test
  void credentialsAreFoundByHostHoweverTheyWereWritten() throws IOException {
    DockerConfig config =
        config(
            """
            {"auths": {
              "registry.example": {"auth": "dXNlcjpwYXNzOndvcmQ="},
              "https://old.example/v1/": {"username": "u", "password": "p"},
              "https://index.docker.io/v1/": {"auth": "aHViOnNlY3JldA=="},
              "token.example": {"identitytoken": "t", "auth": "dXNlcjo="}
            }}""");
    assertThat(config.find("registry.example")).isEqualTo(new Credentials("user", "pass:word"));
    assertThat(config.find("old.example")).isEqualTo(new Credentials("u", "p"));
    assertThat(config.find("registry-1.docker.io")).isEqualTo(new Credentials("hub", "secret"));
    assertThat(config.find("token.example")).isEqualTo(new Credentials("", "t"));
    assertThat(config.find("other.example")).isEqualTo(Credentials.NONE);
  }

  @Test
  void withoutAFileThereAreNone() throws IOException {
    DockerConfig config = DockerConfig.ofUser(Map.of("HOME", folder.toString()));
    assertThat(config.find("registry.example")).isEqualTo(Credentials.NONE);
  }

  @Test
  void aBrokenFileIsNamed() throws IOException {
    DockerConfig config = config("{");
    assertThatThrownBy(() -> config.find("registry.example"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("config.json");
  }
}
