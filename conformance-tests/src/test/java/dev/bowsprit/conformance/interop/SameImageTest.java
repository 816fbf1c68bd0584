package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** BuildKit and this engine make one image of one Dockerfile. */
@ExtendWith(BowspritExtension.class)
class SameImageTest {
  private static final String EPOCH = "build-arg:SOURCE_DATE_EPOCH=1700000000";

  private static final List<String> DOCKERFILES =
      List.of(
          """
          FROM busybox AS build
          ARG NAME=world
          RUN --mount=type=cache,target=/cache --mount=type=bind,target=/context \\
              cp /context/file /copied && echo "hello $NAME" > /greeting && ln -s greeting /link
          FROM scratch
          COPY --from=build /greeting /copied /link /out/
          LABEL a=b
          CMD ["/out/greeting"]
          """,
          """
          FROM busybox
          ENV A=b PATH=/bin
          RUN mkdir -p /srv/www && chown 33:33 /srv/www && rm /bin/wget
          COPY --chown=1:2 --chmod=640 file /srv/
          COPY --link file /linked/
          WORKDIR /srv/www
          USER 33
          VOLUME /data
          EXPOSE 80
          HEALTHCHECK --interval=5s CMD true
          """);

  @TempDir Path work;

  @Test
  void configLayersAndUncompressedManifestAreEqual(Bowsprit bowsprit) throws IOException {
    try (var buildkit = BuildkitDaemon.start(work.resolve("buildkit"))) {
      for (int i = 0; i < DOCKERFILES.size(); i++) {
        Path context =
            Context.of(work.resolve("context" + i), DOCKERFILES.get(i))
                .file("file", "a file\n")
                .folder();
        for (String compression : List.of("uncompressed", "gzip")) {
          Path theirs = work.resolve("theirs-" + compression + i);
          buildkit
              .build(
                  context,
                  bowsprit.base(),
                  "--opt=" + EPOCH,
                  "--output=" + output(compression, theirs),
                  "--metadata-file=" + theirs + ".json")
              .ok();
          Path ours = work.resolve("ours-" + compression + i);
          bowsprit
              .build(
                  context,
                  "--opt=" + EPOCH,
                  "--output=" + output(compression, ours),
                  "--metadata-file=" + ours + ".json")
              .ok();

          String which = "Dockerfile " + i + ", " + compression;
          // The config holds the digests of the layers before compression.
          assertThat(digest(ours, "containerimage.config.digest"))
              .as(which)
              .isEqualTo(digest(theirs, "containerimage.config.digest"));
          if (compression.equals("uncompressed")) {
            assertThat(digest(ours, "containerimage.digest"))
                .as(which)
                .isEqualTo(digest(theirs, "containerimage.digest"));
          }
        }
      }
    }
  }

  private static String output(String compression, Path archive) {
    return "type=oci,rewrite-timestamp=true,force-compression=true,compression=%s,dest=%s.tar"
        .formatted(compression, archive);
  }

  private static String digest(Path build, String key) throws IOException {
    Matcher digest =
        Pattern.compile('"' + Pattern.quote(key) + "\":\\s*\"(sha256:[0-9a-f]+)\"")
            .matcher(Files.readString(Path.of(build + ".json")));
    assertThat(digest.find()).isTrue();
    return digest.group(1);
  }
}
