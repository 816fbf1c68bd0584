package dev.bowsprit.grammar;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An instruction of a Dockerfile with its arguments, checked as far as that needs no variables. The
 * texts are those that the official frontend works with, byte for byte.
 */
public sealed interface Instruction {

  /** What all instructions have. */
  Head head();

  /** The instruction's name in lower case. */
  default String name() {
    return head().keyword().text().toLowerCase(Locale.ROOT);
  }

  /**
   * The part of an instruction that does not depend on its kind.
   *
   * @param keyword its name as written
   * @param flags its flags in order
   * @param heredocs its here-documents in order
   * @param original the logical line: continuations removed, as it stands in image history and
   *     messages; not trimmed at its end
   * @param comments the comments since the instruction before, without {@code #} and surrounding
   *     white space; an empty comment line discards those before it
   * @param range from the keyword to the last argument
   * @param startLine its first line, from 1
   * @param endLine its last line, here-documents included
   */
  record Head(
      Word keyword,
      List<Flag> flags,
      List<Heredoc> heredocs,
      String original,
      List<Word> comments,
      TextRange range,
      int startLine,
      int endLine) {
    public Head {
      flags = List.copyOf(flags);
      heredocs = List.copyOf(heredocs);
      comments = List.copyOf(comments);
    }

    /** The logical line without surrounding white space. */
    public String code() {
      return Characters.trim(original);
    }

    /** The last flag of this name, if it was given. */
    public Optional<Flag> flag(String name) {
      for (int i = flags.size() - 1; i >= 0; i--) {
        if (flags.get(i).name().text().equals(name)) {
          return Optional.of(flags.get(i));
        }
      }
      return Optional.empty();
    }

    /** The values of all flags of this name. */
    public List<Word> values(String name) {
      return flags.stream()
          .filter(f -> f.name().text().equals(name))
          .flatMap(f -> f.value().stream())
          .toList();
    }

    /** The value of a flag that takes one, if it was given. */
    Optional<Word> value(String name) {
      return flag(name).flatMap(Flag::value);
    }

    /** The value of a flag that is true or false, if it was given. */
    Optional<Boolean> truth(String name) {
      return flag(name)
          .map(f -> f.value().map(v -> "true".equalsIgnoreCase(v.text())).orElse(true));
    }

    /** The comment that describes {@code subject}: what follows its name at a comment's start. */
    String describe(String subject) {
      if (subject.isEmpty()) {
        return "";
      }
      return comments.stream()
          .map(Word::text)
          .filter(text -> text.startsWith(subject + " "))
          .map(text -> text.substring(subject.length() + 1))
          .findFirst()
          .orElse("");
    }
  }

  /** ADD or COPY. */
  sealed interface Transfer extends Instruction {
    /** The sources that are paths, addresses or patterns, not expanded. */
    List<Word> sources();

    /** The sources that are here-documents. */
    List<InlineFile> inlineFiles();

    /** Where to, not expanded. */
    Word destination();

    /** {@code --chown}, not expanded. */
    default Optional<Word> chown() {
      return head().value("chown");
    }

    /** {@code --chmod}, not expanded. */
    default Optional<Word> chmod() {
      return head().value("chmod");
    }

    /** Whether {@code --link} is on. */
    default boolean link() {
      return head().truth("link").orElse(false);
    }

    /** The patterns of {@code --exclude}. */
    default List<Word> excludes() {
      return head().values("exclude");
    }
  }

  /**
   * A file whose content stands in the Dockerfile.
   *
   * @param name the here-document's delimiter, which is the file's name
   * @param content the content, leading tabs removed where {@code <<-} asks for it
   * @param expand whether variables in the content are expanded
   */
  record InlineFile(Word name, String content, boolean expand) {}

  /** ADD. */
  record Add(Head head, List<Word> sources, List<InlineFile> inlineFiles, Word destination)
      implements Transfer {
    public Add {
      sources = List.copyOf(sources);
      inlineFiles = List.copyOf(inlineFiles);
    }

    /** {@code --keep-git-dir}, if given. */
    public Optional<Boolean> keepGitDir() {
      return head.truth("keep-git-dir");
    }

    /** {@code --checksum}, not expanded. */
    public Optional<Word> checksum() {
      return head.value("checksum");
    }

    /** {@code --unpack}, if given. */
    public Optional<Boolean> unpack() {
      return head.truth("unpack");
    }
  }

  /** COPY. */
  record Copy(Head head, List<Word> sources, List<InlineFile> inlineFiles, Word destination)
      implements Transfer {
    public Copy {
      sources = List.copyOf(sources);
      inlineFiles = List.copyOf(inlineFiles);
    }

    /** {@code --from}: a stage, an image or a named context. */
    public Optional<Word> from() {
      return head.value("from");
    }

    /** Whether {@code --parents} is on. */
    public boolean parents() {
      return head.truth("parents").orElse(false);
    }
  }

  /** ARG. */
  record Arg(Head head, List<Definition> definitions) implements Instruction {
    public Arg {
      definitions = List.copyOf(definitions);
    }

    /**
     * A variable that an ARG defines.
     *
     * @param value the default, not expanded, quotes kept
     * @param description what the comments before the instruction say about it, or ""
     */
    public record Definition(Word name, Optional<Word> value, String description) {}
  }

  /** CMD. */
  record Cmd(Head head, CommandLine command) implements Instruction {}

  /** ENTRYPOINT. */
  record Entrypoint(Head head, CommandLine command) implements Instruction {}

  /** ENV. */
  record Env(Head head, List<Pair> variables) implements Instruction {
    public Env {
      variables = List.copyOf(variables);
    }
  }

  /**
   * EXPOSE.
   *
   * @param ports the ports in the order in which they are handled, which is sorted
   */
  record Expose(Head head, List<Word> ports) implements Instruction {
    public Expose {
      ports = List.copyOf(ports);
    }
  }

  /**
   * FROM: the start of a build stage.
   *
   * @param image the base, not expanded
   * @param as the word AS as written, if the stage has a name
   * @param alias the stage's name as written, if it has one
   */
  record From(Head head, Word image, Optional<Word> as, Optional<Word> alias)
      implements Instruction {
    /** The stage's name in lower case, or "" if it has none. */
    public String stageName() {
      return alias.map(a -> a.text().toLowerCase(Locale.ROOT)).orElse("");
    }

    /** {@code --platform}, not expanded. */
    public Optional<Word> platform() {
      return head.value("platform");
    }

    /** What the comments before the instruction say about the stage, or "". */
    public String description() {
      return head.describe(stageName());
    }
  }

  /**
   * HEALTHCHECK.
   *
   * @param command the test, absent for {@code HEALTHCHECK NONE}
   * @param interval in nanoseconds; 0 if not set, like the other times
   */
  record HealthCheck(
      Head head,
      Optional<CommandLine> command,
      long interval,
      long timeout,
      long startPeriod,
      long startInterval,
      int retries)
      implements Instruction {
    /** The test as it stands in an image's config: NONE, or CMD or CMD-SHELL and arguments. */
    public List<String> test() {
      if (command.isEmpty()) {
        return List.of("NONE");
      }
      var test = new java.util.ArrayList<String>();
      test.add(command.get().exec() ? "CMD" : "CMD-SHELL");
      test.addAll(command.get().args());
      return List.copyOf(test);
    }
  }

  /** LABEL. */
  record Label(Head head, List<Pair> labels) implements Instruction {
    public Label {
      labels = List.copyOf(labels);
    }
  }

  /** MAINTAINER. */
  record Maintainer(Head head, Word maintainer) implements Instruction {}

  /**
   * ONBUILD.
   *
   * @param expression the trigger as it is stored in the image
   * @param trigger the instruction that it holds; a {@link Malformed} one if its arguments are
   *     wrong, which is no error yet
   */
  record OnBuild(Head head, String expression, Instruction trigger) implements Instruction {}

  /**
   * RUN.
   *
   * @param mounts the {@code --mount} flags
   * @param devices the {@code --device} flags
   */
  record Run(Head head, CommandLine command, List<Mount> mounts, List<Device> devices)
      implements Instruction {
    public Run {
      mounts = List.copyOf(mounts);
      devices = List.copyOf(devices);
    }

    /** {@code --network}: default, none or host. */
    public String network() {
      return head.value("network").map(Word::text).orElse("default");
    }

    /** {@code --security}: sandbox or insecure. */
    public String security() {
      return head.value("security").map(Word::text).orElse("sandbox");
    }
  }

  /** SHELL. */
  record Shell(Head head, List<Word> command) implements Instruction {
    public Shell {
      command = List.copyOf(command);
    }
  }

  /** STOPSIGNAL. */
  record StopSignal(Head head, Word signal) implements Instruction {}

  /** USER. */
  record User(Head head, Word user) implements Instruction {}

  /** VOLUME. */
  record Volume(Head head, List<Word> paths) implements Instruction {
    public Volume {
      paths = List.copyOf(paths);
    }
  }

  /** WORKDIR. */
  record Workdir(Head head, Word path) implements Instruction {}

  /**
   * An instruction that a {@link Dialect} adds.
   *
   * @param arguments the words of its JSON array, or those between its blanks; not expanded
   */
  record Custom(Head head, List<Word> arguments) implements Instruction {
    public Custom {
      arguments = List.copyOf(arguments);
    }
  }

  /**
   * An instruction that is unknown or whose flags or arguments are wrong.
   *
   * @param arguments the words of its arguments between blanks
   * @param errors what is wrong, in the order of the official checks
   */
  record Malformed(Head head, List<Word> arguments, List<SyntaxError> errors)
      implements Instruction {
    public Malformed {
      arguments = List.copyOf(arguments);
      errors = List.copyOf(errors);
    }
  }
}
