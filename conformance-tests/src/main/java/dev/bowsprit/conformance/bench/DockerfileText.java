package dev.bowsprit.conformance.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * A Dockerfile to compile, of any length: one stage with the instructions that people write.
 *
 * @param text what the file holds
 */
record DockerfileText(String text) {

  private static final List<String> BODY =
      List.of(
          "ARG VERSION=1.%d",
          "ENV APP_VERSION=${VERSION:-0} APP_HOME=/srv/app",
          "WORKDIR /srv/app/%d",
          "COPY --chown=1000:1000 package.json src/ ./",
          "RUN --mount=type=cache,target=/root/.cache apk add --no-cache \\\n    curl=%d git \\\n    # a comment\n    make",
          "LABEL org.example.part=\"part %d\" org.example.kind='service'",
          "RUN [\"/bin/sh\", \"-c\", \"echo ${APP_VERSION} %d\"]",
          "EXPOSE 8%03d/tcp",
          "RUN <<EOF\nset -e\necho %d > /srv/number\nEOF",
          "USER ${UID:-1000}");

  /**
   * A file of this many instructions.
   *
   * @param instructions 1 or more
   */
  static DockerfileText of(int instructions) {
    List<String> lines = new ArrayList<>();
    lines.add("FROM busybox AS app");
    for (int i = 0; i < instructions - 1; i++) {
      lines.add(BODY.get(i % BODY.size()).formatted(i / BODY.size()));
    }
    return new DockerfileText(String.join("\n", lines) + "\n");
  }
}
