package dev.bowsprit.conformance.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A build that says something about an engine: a context with a Dockerfile, FROM busybox. */
enum Workload {
  NOOP("three stages, 50 files", 12) {
    @Override
    void write(Path folder) throws IOException {
      dockerfile(
          folder,
          "FROM busybox AS a\n"
              + repeat(4, "RUN echo a%1$d > /a%1$d\n")
              + "FROM busybox AS b\n"
              + repeat(4, "RUN echo b%1$d > /b%1$d\n")
              + """
              FROM busybox
              WORKDIR /w
              COPY src/ src/
              COPY --from=a /a3 .
              COPY --from=b /b3 .
              ENV X=1
              CMD ["sh"]
              """);
      files(folder.resolve("src"), 50, "f%d.txt"::formatted, 2048, 2048);
    }
  },
  WIDE("16 stages of 3 steps side by side, one of them sleeps 0.2 s", 64) {
    @Override
    void write(Path folder) throws IOException {
      dockerfile(
          folder,
          repeat(
                  16,
                  """
                  FROM busybox AS s%1$d
                  RUN echo %1$d > /x
                  RUN cat /x > /y
                  RUN sleep 0.2; cp /y /z
                  """)
              + "FROM scratch\n"
              + repeat(16, "COPY --from=s%1$d /z /z%1$d\n"));
    }
  },
  CHAIN("60 RUN in a row", 60) {
    @Override
    void write(Path folder) throws IOException {
      dockerfile(folder, "FROM busybox\n" + repeat(60, "RUN echo %d >> /log\n"));
    }
  },
  FILES("20,000 small files from the context", 2) {
    @Override
    void write(Path folder) throws IOException {
      dockerfile(folder, "FROM busybox\nCOPY data/ /data/\nRUN ls /data | wc -l\n");
      files(
          folder.resolve("data"),
          20_000,
          number -> "d%03d/f%05d.txt".formatted(number % 200, number),
          100,
          3000);
    }
  },
  BIG("a file of 200 MB, half of it random, in two layers", 2) {
    @Override
    void write(Path folder) throws IOException {
      dockerfile(folder, "FROM busybox\nCOPY blob /blob\nRUN cp /blob /blob2\n");
      var random = new Random(SEED);
      try (var blob = Files.newOutputStream(folder.resolve("blob"))) {
        byte[] noise = new byte[1 << 20];
        for (int megabyte = 0; megabyte < 200; megabyte++) {
          if (megabyte % 2 == 1) {
            random.nextBytes(noise);
            blob.write(noise);
          } else {
            String line = "line %d of text\n".formatted(megabyte);
            blob.write(line.repeat(1 << 16).getBytes(StandardCharsets.UTF_8));
          }
        }
      }
    }
  };

  private static final int SEED = 7;

  private final String about;
  private final int steps;

  Workload(String about, int steps) {
    this.about = about;
    this.steps = steps;
  }

  String about() {
    return about;
  }

  /** How many steps the build has, the base image not counted. */
  int steps() {
    return steps;
  }

  /** Writes the context into an empty folder; the same bytes each time. */
  abstract void write(Path folder) throws IOException;

  private static String repeat(int times, String format) {
    return IntStream.range(0, times).mapToObj(format::formatted).collect(Collectors.joining());
  }

  private static void dockerfile(Path folder, String text) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("Dockerfile"), text);
  }

  private static void files(
      Path folder, int count, IntFunction<String> name, int smallest, int largest)
      throws IOException {
    var random = new Random(SEED);
    for (int number = 0; number < count; number++) {
      byte[] content = new byte[random.nextInt(smallest, largest + 1)];
      random.nextBytes(content);
      Path file = folder.resolve(name.apply(number));
      Files.createDirectories(file.getParent());
      Files.write(file, content);
    }
  }
}
