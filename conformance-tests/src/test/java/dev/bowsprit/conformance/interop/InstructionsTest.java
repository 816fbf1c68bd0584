package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What instructions do to the files of a container and to the image's config. */
@ExtendWith(BowspritExtension.class)
class InstructionsTest {
  @TempDir Path work;

  /** Builds, and gives the folder with the result's files. */
  private Path files(Bowsprit bowsprit, Context context, String... options) {
    Path out = work.resolve("out");
    var all = new ArrayList<>(List.of(options));
    all.addAll(List.of("-o", "type=local,dest=" + out));
    bowsprit.build(context.folder(), all.toArray(String[]::new)).ok();
    return out;
  }

  @Test
  void configOfTheImage(Bowsprit bowsprit) throws IOException {
    Programs.need("skopeo");
    var context =
        Context.of(
            work.resolve("context"),
            """
            ARG VERSION=1
            FROM busybox
            ARG VERSION
            ARG NAME=nobody
            ENV GREETING="hello ${NAME}" VERSION=${VERSION}
            LABEL version=$VERSION note="two words"
            WORKDIR /srv
            WORKDIR app
            USER 12:34
            EXPOSE 80 53/udp
            VOLUME /data ["/more"]
            STOPSIGNAL SIGINT
            HEALTHCHECK --interval=5s --retries=2 CMD ["true"]
            SHELL ["/bin/sh", "-ec"]
            ONBUILD COPY . /srv
            ENTRYPOINT echo $GREETING
            CMD ["a", "b"]
            """);
    Path archive = work.resolve("image.tar");
    bowsprit.build(context.folder(), "--build-arg=NAME=you", "-o", "type=oci,dest=" + archive).ok();

    JsonNode config =
        new ObjectMapper()
            .readTree(
                Programs.run("skopeo", "inspect", "--config", "--raw", "oci-archive:" + archive)
                    .ok()
                    .out())
            .get("config");
    assertThat(config.get("Env").toString())
        .contains("\"GREETING=hello you\"", "\"VERSION=1\"", "\"PATH=");
    assertThat(config.get("Labels").toString())
        .isEqualTo("{\"note\":\"two words\",\"version\":\"1\"}");
    assertThat(config.get("WorkingDir").asText()).isEqualTo("/srv/app");
    assertThat(config.get("User").asText()).isEqualTo("12:34");
    assertThat(config.get("ExposedPorts").toString()).isEqualTo("{\"53/udp\":{},\"80/tcp\":{}}");
    assertThat(config.get("StopSignal").asText()).isEqualTo("SIGINT");
    assertThat(config.get("Healthcheck").toString())
        .isEqualTo("{\"Test\":[\"CMD\",\"true\"],\"Interval\":5000000000,\"Retries\":2}");
    assertThat(config.get("Shell").toString()).isEqualTo("[\"/bin/sh\",\"-ec\"]");
    assertThat(config.get("OnBuild").toString()).isEqualTo("[\"COPY . /srv\"]");
    assertThat(config.get("Entrypoint").toString())
        .isEqualTo("[\"/bin/sh\",\"-ec\",\"echo $GREETING\"]");
    assertThat(config.get("Cmd").toString()).isEqualTo("[\"a\",\"b\"]");
  }

  @Test
  void onbuildRunsInTheBuildThatStartsFromTheImage(Bowsprit bowsprit) {
    var context =
        Context.of(
                work.resolve("context"),
                """
            FROM busybox AS parent
            ONBUILD COPY file /copied
            ONBUILD RUN cat /copied > /seen
            FROM parent AS child
            FROM scratch
            COPY --from=child /seen /
            """)
            .file("file", "content");

    assertThat(files(bowsprit, context).resolve("seen")).hasContent("content");
  }

  @Test
  void mountsOfAStepLeaveNothingBehind(Bowsprit bowsprit) {
    var context =
        Context.of(
                work.resolve("context"),
                """
            FROM busybox AS tools
            RUN echo tool > /tool
            FROM busybox AS build
            RUN --mount=type=bind,source=file,target=/file \\
                --mount=type=bind,from=tools,source=/tool,target=/tool \\
                --mount=type=tmpfs,target=/scratch \\
                --mount=type=secret,id=key,mode=0444,target=/key \\
                --mount=type=secret,id=key,env=KEY \\
                echo x > /scratch/x && cat /file /tool /key > /seen && echo " $KEY" >> /seen && \\
                ! echo y 2>/dev/null > /file
            RUN for place in /file /tool /scratch /key; do test ! -e $place || exit 1; done
            FROM scratch
            COPY --from=build /seen /
            """)
            .file("file", "file\n")
            .file("../key", "key");

    Path out = files(bowsprit, context, "--secret=id=key,src=" + work.resolve("key"));

    assertThat(out.resolve("seen")).hasContent("file\ntool\nkey key\n");
  }

  @Test
  void aCacheMountLastsFromBuildToBuild(Bowsprit bowsprit) {
    String dockerfile =
        """
        FROM busybox AS build
        RUN --mount=type=cache,id=lasting,target=/cache echo %s >> /cache/log; cat /cache/log > /seen
        FROM scratch
        COPY --from=build /seen /
        """;
    files(bowsprit, Context.of(work.resolve("context"), dockerfile.formatted("one")));
    Path out = files(bowsprit, Context.of(work.resolve("context"), dockerfile.formatted("two")));

    assertThat(out.resolve("seen")).hasContent("one\ntwo\n");
  }

  @Test
  void aStepWithoutNetworkHasLoopbackOnly(Bowsprit bowsprit) {
    var context =
        Context.of(
            work.resolve("context"),
            """
            FROM busybox AS build
            RUN --network=none ls /sys/class/net > /seen
            FROM scratch
            COPY --from=build /seen /
            """);

    assertThat(files(bowsprit, context).resolve("seen")).hasContent("lo\n");
  }

  @Test
  void heredocsAreScriptsAndFiles(Bowsprit bowsprit) {
    var context =
        Context.of(
            work.resolve("context"),
            """
            FROM busybox AS build
            ARG WHO=world
            RUN <<END
            set -e
            who=me
            echo "script of $who for $WHO" > /seen
            END
            COPY <<END <<'RAW' /files/
            hello $WHO
            END
            hello $WHO
            RAW
            FROM scratch
            COPY --from=build /seen /files/ /
            """);

    Path out = files(bowsprit, context);

    assertThat(out.resolve("seen")).hasContent("script of me for world\n");
    assertThat(out.resolve("END")).hasContent("hello world\n");
    assertThat(out.resolve("RAW")).hasContent("hello $WHO\n");
  }

  @Test
  void ignoredFilesAreNotInTheContext(Bowsprit bowsprit) {
    var context =
        Context.of(work.resolve("context"), "FROM scratch\nCOPY . /\n")
            .file(".dockerignore", "# comment\n**/*.log\n!keep.log\nsecret\n")
            .file("a.txt", "")
            .file("deep/b.log", "")
            .file("keep.log", "")
            .file("secret/c.txt", "");

    Path out = files(bowsprit, context);

    assertThat(out.resolve("a.txt")).exists();
    assertThat(out.resolve("keep.log")).exists();
    assertThat(out.resolve("deep/b.log")).doesNotExist();
    assertThat(out.resolve("secret")).doesNotExist();
  }

  @Test
  void copiesKeepWhatFilesAre(Bowsprit bowsprit) throws IOException {
    var context =
        Context.of(
                work.resolve("context"),
                """
                FROM busybox AS build
                COPY tree /tree
                COPY --chown=7:8 --chmod=0600 tree/run.sh /owned
                RUN stat -c '%n %a %u:%g %F' /tree/* /owned | sort > /seen
                FROM scratch
                COPY --from=build /seen /
                """)
            .file("tree/run.sh", "#!/bin/sh\n")
            .file("tree/plain", "");
    Path tree = context.folder().resolve("tree");
    Files.setPosixFilePermissions(
        tree.resolve("run.sh"), PosixFilePermissions.fromString("rwxr-x--x"));
    Files.setPosixFilePermissions(
        tree.resolve("plain"), PosixFilePermissions.fromString("rw-r-----"));
    Files.createSymbolicLink(tree.resolve("link"), Path.of("plain"));

    assertThat(files(bowsprit, context).resolve("seen"))
        .hasContent(
            """
            /owned 600 7:8 regular file
            /tree/link 777 0:0 symbolic link
            /tree/plain 640 0:0 regular empty file
            /tree/run.sh 751 0:0 regular file
            """);
  }

  @Test
  void wildcardsAndFoldersAreCopied(Bowsprit bowsprit) {
    var context =
        Context.of(
                work.resolve("context"),
                "FROM scratch\nCOPY *.txt sub/ /all/\nCOPY sub /whole\nADD one.txt /renamed\n")
            .file("one.txt", "1")
            .file("two.txt", "2")
            .file("other.md", "")
            .file("sub/three", "3");

    Path out = files(bowsprit, context);

    assertThat(out.resolve("all/one.txt")).hasContent("1");
    assertThat(out.resolve("all/two.txt")).hasContent("2");
    assertThat(out.resolve("all/three")).hasContent("3");
    assertThat(out.resolve("all/other.md")).doesNotExist();
    assertThat(out.resolve("whole/three")).hasContent("3");
    assertThat(out.resolve("renamed")).hasContent("1");
  }

  @Test
  void aStepSeesWhatDockerGivesIt(Bowsprit bowsprit) {
    var context =
        Context.of(
            work.resolve("context"),
            """
            FROM busybox AS build
            WORKDIR /work
            USER 1000
            ENV A=1
            RUN pwd > /tmp/seen; id -u >> /tmp/seen; echo $A $HOME >> /tmp/seen; \\
                test -c /dev/null -a -d /proc/1 -a -s /etc/resolv.conf -a -s /etc/hosts && echo ok >> /tmp/seen; \\
                grep CapEff /proc/self/status >> /tmp/seen
            FROM scratch
            COPY --from=build /tmp/seen /
            """);

    assertThat(files(bowsprit, context).resolve("seen"))
        .hasContent("/work\n1000\n1 /\nok\nCapEff:\t0000000000000000\n");
  }
}
