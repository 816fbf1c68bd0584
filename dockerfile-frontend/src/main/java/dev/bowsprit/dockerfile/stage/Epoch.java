package dev.bowsprit.dockerfile.stage;

import dev.bowsprit.dockerfile.DockerfileException;
import dev.bowsprit.frontend.context.GitReference;
import dev.bowsprit.frontend.context.MainContext;
import dev.bowsprit.frontend.context.SourceDateEpoch;
import dev.bowsprit.frontend.context.SourceTime;
import dev.bowsprit.frontend.context.WebAddress;
import dev.bowsprit.frontend.host.Host;
import dev.bowsprit.frontend.option.BuildOptions;
import dev.bowsprit.grammar.ExpansionException;
import dev.bowsprit.grammar.Instruction;
import dev.bowsprit.grammar.Instruction.Add;
import dev.bowsprit.grammar.Instruction.Arg;
import dev.bowsprit.grammar.Word;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.GitSource;
import dev.bowsprit.llb.HttpSource;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.State;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;

/**
 * The time that a result is to have: {@code SOURCE_DATE_EPOCH} is a number of seconds, {@code
 * context}, a named context, or a stage with nothing but one remote ADD.
 */
final class Epoch {

  static final String NAME = SourceDateEpoch.NAME;

  private final Host host;
  private final BuildOptions options;
  private final MainContext context;
  private final DockerfileText file;
  private final Environment globals;

  Epoch(
      Host host,
      BuildOptions options,
      MainContext context,
      DockerfileText file,
      Environment globals) {
    this.host = host;
    this.options = options;
    this.context = context;
    this.file = file;
    this.globals = globals;
  }

  /** The value that was given, by a build argument or by the file. */
  static Optional<String> given(Map<String, String> buildArgs, Environment globals) {
    return Optional.ofNullable(buildArgs.get(NAME))
        .or(() -> globals.get(NAME).filter(value -> !value.isEmpty()));
  }

  /** The time that a value stands for; empty if the source has none. */
  Optional<OffsetDateTime> resolve(String value) {
    return new SourceDateEpoch(host, options, () -> context).resolve(value, this::ofStage);
  }

  private Optional<Optional<OffsetDateTime>> ofStage(String value) {
    for (DockerfileText.Section section : file.sections()) {
      String name = section.from().stageName();
      if (name.equalsIgnoreCase(value)) {
        return Optional.of(
            new SourceTime(host)
                .of(source(section), "[internal] resolve SOURCE_DATE_EPOCH source stage " + name));
      }
    }
    return Optional.empty();
  }

  private State source(DockerfileText.Section section) {
    try {
      return sourceOf(section);
    } catch (DockerfileException | IllegalArgumentException | ExpansionException e) {
      throw DockerfileException.at(Places.of(section.from()), e);
    }
  }

  private State sourceOf(DockerfileText.Section section) {
    Environment values = globals.without(NAME);
    String base = file.words().word(section.from().image().text(), values).text();
    if (!base.equals(Stage.SCRATCH)) {
      throw new DockerfileException("SOURCE_DATE_EPOCH stage must use FROM scratch");
    }
    Optional<State> source = Optional.empty();
    for (Instruction instruction : section.instructions()) {
      switch (instruction) {
        case Arg arg -> values = after(arg, values);
        case Add add -> {
          if (source.isPresent()) {
            throw notOneAdd("");
          }
          source = Optional.of(remote(add, values));
        }
        default ->
            throw new DockerfileException(
                "SOURCE_DATE_EPOCH stage does not meet source-only requirements: unsupported "
                    + instruction.head().keyword().text()
                    + " instruction");
      }
    }
    return source.orElseThrow(() -> notOneAdd(""));
  }

  private static DockerfileException notOneAdd(String what) {
    return new DockerfileException(
        "SOURCE_DATE_EPOCH stage must contain exactly one remote ADD" + what);
  }

  private Environment after(Arg arg, Environment before) {
    Environment values = before;
    for (Arg.Definition definition : arg.definitions()) {
      String name = definition.name().text();
      Environment seen = values;
      Optional<String> value =
          Optional.ofNullable(options.buildArgs().get(name))
              .or(() -> definition.value().map(word -> expand(word, seen)));
      if (value.isPresent()) {
        values = values.with(name, value.get());
      }
    }
    return values;
  }

  private String expand(Word word, Environment values) {
    return file.words().word(word.text(), values).text();
  }

  private State remote(Add add, Environment values) {
    if (!add.inlineFiles().isEmpty() || add.sources().size() != 1) {
      throw notOneAdd(" source");
    }
    String source = expand(add.sources().getFirst(), values);
    Optional<String> checksum =
        add.checksum().filter(word -> !word.text().isEmpty()).map(word -> expand(word, values));
    if (GitReference.isPlainWeb(source)) {
      HttpSource web = Llb.http(source).filename(WebAddress.fileName(source));
      return checksum.isPresent() ? web.checksum(Digest.parseWritten(checksum.get())) : web;
    }
    GitReference reference =
        GitReference.find(source)
            .filter(git -> !git.looksLocal())
            .orElseThrow(
                () ->
                    new DockerfileException(
                        "SOURCE_DATE_EPOCH stage source must be a single HTTP(S) or Git ADD"));
    GitSource git = reference.source();
    if (add.keepGitDir().orElse(false) || reference.keepGitDir().orElse(false)) {
      git = git.keepGitDir();
    }
    if (options.gitAdvice()) {
      git = git.advice();
    }
    String commit = checksum.orElse(reference.checksum());
    return commit.isEmpty() ? git : git.checksum(commit);
  }
}
