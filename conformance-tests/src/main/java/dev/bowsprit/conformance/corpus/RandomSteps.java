package dev.bowsprit.conformance.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Instructions of a Dockerfile, at random. */
final class RandomSteps {

  private static final List<String> IMAGES =
      List.of("scratch", "busybox", "alpine:3.20", "debian", "corpus/onbuild:1", "corpus/rich:1");

  private final Choice choice;
  private final RandomWords words;
  private final List<String> stages;
  private final List<Supplier<Step>> all;

  /**
   * An instruction.
   *
   * @param text its keyword, flags and arguments
   * @param body the lines of its here-documents
   */
  record Step(String text, String body) {
    static Step of(String keyword, String... parts) {
      List<String> all = new ArrayList<>(List.of(parts));
      all.removeIf(String::isEmpty);
      all.addFirst(keyword);
      return new Step(String.join(" ", all), "");
    }
  }

  /**
   * Instructions for a file.
   *
   * @param stages the names of the stages so far; may grow
   */
  RandomSteps(Choice choice, RandomWords words, List<String> stages) {
    this.choice = choice;
    this.words = words;
    this.stages = stages;
    Supplier<Step> run = this::run;
    Supplier<Step> copy = this::copy;
    all =
        List.of(
            run,
            run,
            run,
            copy,
            copy,
            copy,
            () -> document(choice.one(List.of("RUN", "COPY", "ADD"))),
            () -> Step.of("ENV", several(words::assignment, 3)),
            () -> Step.of("ENV", words.name(), words.words(2)),
            this::argument,
            () -> Step.of("LABEL", several(words::assignment, 3)),
            () -> Step.of("WORKDIR", words.path()),
            () -> Step.of("USER", words.word()),
            () -> Step.of("EXPOSE", several(this::port, 3)),
            () -> Step.of("VOLUME", choice.once(2) ? words.json() : words.words(3)),
            () -> Step.of(choice.one(List.of("CMD", "ENTRYPOINT")), command()),
            () -> Step.of("SHELL", choice.mistaken() ? words.word() : words.json()),
            () -> Step.of("STOPSIGNAL", signal()),
            () -> Step.of("MAINTAINER", words.words(3)),
            this::healthcheck,
            this::trigger);
  }

  /** Any instruction but {@code FROM}. */
  Step any() {
    return choice.one(all).get();
  }

  /** An {@code ARG}. */
  Step argument() {
    return Step.of("ARG", several(words::declaration, 2));
  }

  /** What {@code FROM} names. */
  String image() {
    return choice.one(IMAGES, List.of("nothing", "$A", "A/B", ""));
  }

  private Step run() {
    return Step.of("RUN", flags(this::runFlag), command());
  }

  private String runFlag() {
    return switch (choice.below(8)) {
      case 0 -> "--network=" + choice.one(List.of("none", "host", "default"), List.of("x", "$A"));
      case 1 -> "--security=" + choice.one(List.of("sandbox", "insecure"), List.of("x"));
      case 2 ->
          choice.one(
              List.of("--device=vendor.com/d=1"),
              List.of("--mount", "--foo=1", "--netwrk=x", "--mount=bind"));
      default -> "--mount=" + mount();
    };
  }

  private String mount() {
    String type = choice.one(List.of("bind", "cache", "tmpfs", "secret", "ssh"), List.of("x", ""));
    Supplier<String> option =
        choice.mistaken()
            ? this::wrongOption
            : switch (type) {
              case "cache" -> this::cacheOption;
              case "tmpfs" -> () -> "size=" + choice.one(List.of("1m", "1024", "2g"));
              case "secret", "ssh" -> this::secretOption;
              default -> this::bindOption;
            };
    String target =
        choice.one(List.of("target=/m", "dst=/m/n", "destination=/${A:-x}", "\"target=/x y\""));
    return "type=" + type + "," + target + several(() -> "," + option.get(), 3).replace(" ", "");
  }

  private String bindOption() {
    return choice.one(
        List.of(
            "source=/", "src=a.txt", "from=alpine:3.20", "ro", "rw", "readwrite=true", "readonly"));
  }

  private String cacheOption() {
    return choice.one(
        List.of("id=c", "id=${A:-d}", "sharing=locked", "mode=0755", "uid=1", "gid=1000", "ro"));
  }

  private String secretOption() {
    return choice.one(
        List.of("id=s", "required", "required=false", "mode=0400", "uid=1000", "gid=0"));
  }

  private String wrongOption() {
    return choice.one(
        List.of(
            "",
            "x",
            "typ=bind",
            "TARGET=/t",
            "a=b=c",
            "readwrite=x",
            "sharing=x",
            "size=-1",
            "mode=9",
            "uid=x",
            "env=",
            "from=$A",
            "required"));
  }

  private Step copy() {
    boolean add = choice.once(4);
    String arguments =
        choice.once(5)
            ? "[\"a.txt\", \"${A:-src}\", \"/srv/\"]"
            : several(words::path, 3) + " " + choice.one(List.of("/srv/", "./", "$HOME/"));
    return Step.of(
        add ? "ADD" : "COPY",
        flags(add ? this::addFlag : this::copyFlag),
        choice.mistaken() ? words.path() : arguments);
  }

  private String copyFlag() {
    return switch (choice.below(6)) {
      case 0 -> "--from=" + (stages.isEmpty() ? "busybox" : choice.one(stages));
      case 1 -> "--parents" + choice.one(List.of("", "=false"));
      default -> fileFlag();
    };
  }

  private String addFlag() {
    return switch (choice.below(6)) {
      case 0 -> "--keep-git-dir" + choice.one(List.of("", "=true"), List.of("=x"));
      case 1 -> "--unpack" + choice.one(List.of("", "=false"), List.of("=1"));
      case 2 -> choice.mistaken() ? "--checksum=sha256:0" : "--link";
      default -> fileFlag();
    };
  }

  private String fileFlag() {
    return switch (choice.below(4)) {
      case 0 ->
          "--chown=" + choice.one(List.of("1000:1000", "app", "${A:-1}:0"), List.of(":", "0:x"));
      case 1 -> "--chmod=" + choice.one(List.of("755", "u+x", "go-w,u=rwx"), List.of("99999", "x"));
      case 2 -> "--exclude=" + choice.one(List.of("*.md", "${A:-b}", "!x"));
      default ->
          choice.one(
              List.of("--link", "--link=false", "--link=true"),
              List.of("--link=x", "--linked", "--", "--chown", "--form=0"));
    };
  }

  private Step document(String keyword) {
    boolean run = keyword.equals("RUN");
    StringBuilder head = new StringBuilder(keyword);
    StringBuilder body = new StringBuilder();
    int count = choice.one(List.of(1, 1, 1, 2));
    for (int i = 0; i < count; i++) {
      String name = choice.one(List.of("EOF", "E" + i, "file.txt"));
      String dash = choice.one(List.of("", "", "-"));
      String quote = choice.one(List.of("", "", "\"", "'"));
      head.append(i == 0 && run && choice.once(3) ? " cat " : " ");
      head.append(choice.one(List.of("", "", "3"))).append("<<").append(dash);
      head.append(quote).append(name).append(quote);
      String indent = dash.isEmpty() ? choice.one(List.of("", "\t")) : "\t";
      for (int lines = choice.below(4); lines > 0; lines--) {
        body.append(indent);
        body.append(choice.one(List.of("echo $A", "#!/bin/sh", "x \\", "", "${B:-c}")))
            .append('\n');
      }
      body.append(dash.isEmpty() ? "" : indent).append(choice.mistaken() ? "never" : name);
      body.append('\n');
    }
    head.append(run ? choice.one(List.of("", " > /x", " && b")) : " /srv/");
    return new Step(head.toString(), body.toString());
  }

  private Step healthcheck() {
    if (choice.once(4)) {
      return Step.of(
          "HEALTHCHECK", choice.one(List.of("NONE", "none"), List.of("", "NONE x", "FOO a")));
    }
    return Step.of("HEALTHCHECK", flags(this::healthFlag), "CMD", command());
  }

  private String healthFlag() {
    return "--"
        + choice.one(
            List.of("interval=5s", "timeout=1m30s", "start-interval=1h", "retries=3"),
            List.of("interval=3", "retries=x", "x=1", "timeout=-1s", "interval=", "interval=1us"));
  }

  private Step trigger() {
    Step step = any();
    return choice.careless() || !step.text().startsWith("ONBUILD")
        ? new Step("ONBUILD " + step.text(), step.body())
        : step;
  }

  private String command() {
    return choice.once(3) ? words.json() : words.words(4);
  }

  private String port() {
    return choice.one(
        List.of("80", "443/tcp", "53/UDP", "8000-8010"),
        List.of("70000", "x", "$A", "1.2.3.4:1:2", "1/x"));
  }

  private String signal() {
    return choice.one(List.of("SIGTERM", "9", "sigint"), List.of("SIGX", "", "$A", "SIG TERM"));
  }

  private String flags(Supplier<String> flag) {
    return choice.once(3) ? several(flag, 2) : "";
  }

  private String several(Supplier<String> what, int most) {
    return IntStream.rangeClosed(0, choice.below(most))
        .mapToObj(_ -> what.get())
        .collect(Collectors.joining(" "));
  }
}
