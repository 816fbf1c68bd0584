package dev.bowsprit.runtime.cli;

import dev.bowsprit.frontend.packaging.Application;
import dev.bowsprit.frontend.packaging.Applications;
import dev.bowsprit.frontend.packaging.FrontendPackager;
import dev.bowsprit.frontend.packaging.PackagedImage;
import dev.bowsprit.frontend.packaging.Registry;
import dev.bowsprit.frontend.packaging.SigningKey;
import dev.bowsprit.frontend.packaging.Training;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.llb.Platform;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code bowsprit frontend package}. */
final class PackageCommand implements Subcommand {

  @Override
  public String name() {
    return "package";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Spec.command(
            "frontend package",
            "[OPTIONS] JAR|MODULE|NAME",
            "Make an image of a build language, for # syntax=",
            "It is given as a jar, as the folder of a Maven module, or by the name of one that comes",
            "with bowsprit, such as dockerfile.");
    spec.addPositional(Spec.arguments("JAR|MODULE|NAME", "0..*", "The frontend"));
    spec.addOption(Spec.value("NAME", "The image's name", "-t", "--tag"));
    spec.addOption(Spec.flag("Push the image to the registry of its name", "--push"));
    spec.addOption(
        Spec.flag("Let the registry be one without TLS, or with any certificate", "--insecure"));
    spec.addOption(
        Spec.value(
            "KEY", "Sign the pushed image as cosign does, with a private key in PEM", "--sign"));
    spec.addOption(
        Spec.values(
            "type=oci|docker,dest=PATH",
            "Write the image: a tar, or with tar=false a folder in OCI layout",
            "-o",
            "--output"));
    spec.addOption(Spec.value("CLASS", "The class with the main method", "--main"));
    spec.addOption(
        Spec.values("JAR:…", "Jars that the frontend needs beside its own", "--class-path"));
    spec.addOption(
        Spec.value("FOLDER", "A context to build while the image's cache is trained", "--train"));
    spec.addOption(
        Spec.values("KEY=VALUE", "An option of the frontend for that build", "--train-opt"));
    spec.addOption(
        Spec.flag("Make no AOT cache: starts slower, but is always the same image", "--no-aot"));
    spec.addOption(
        Spec.values("PLATFORM=FOLDER", "A JDK of one more platform to make it for", "--jdk"));
    spec.addOption(
        Spec.values(
            "PLATFORM=FOLDER",
            "Where glibc's files are for a platform (default: those of this machine)",
            "--libc"));
    spec.addOption(
        Spec.values("MODULE,…", "More modules of the Java platform to put in", "--add-modules"));
    spec.addOption(Spec.values("KEY=VALUE", "A label of the image", "--label"));
    return spec;
  }

  @Override
  public int run(ParseResult arguments, Console console) throws Exception {
    return FrontendCommands.hinting(console, () -> make(arguments, console));
  }

  private static int make(ParseResult arguments, Console console) throws Exception {
    if (Spec.arguments(arguments).size() != 1) {
      throw new UsageException(
          "`bowsprit frontend package` needs one frontend",
          "a jar, the folder of a Maven module, or one of "
              + String.join(", ", Applications.provided()));
    }
    Optional<ImageReference> name = name(Spec.text(arguments, "--tag"));
    List<PackageOutput> outputs =
        Spec.texts(arguments, "--output").stream()
            .map(text -> PackageOutput.parse(text, console))
            .toList();
    boolean push = Spec.is(arguments, "--push");
    if (push && name.isEmpty()) {
      throw new UsageException("--push needs a name", "add -t REGISTRY/NAME:TAG");
    }
    if (!push && outputs.isEmpty()) {
      throw new UsageException(
          "nothing says where the image goes", "add --push, or -o type=oci,dest=FILE");
    }
    if (Spec.is(arguments, "--no-aot") && !Spec.text(arguments, "--train").isEmpty()) {
      throw new UsageException("--train is for the AOT cache, and --no-aot makes none");
    }
    Optional<SigningKey> key = key(arguments, console);
    if (key.isPresent() && !push) {
      throw new UsageException("--sign needs a registry that keeps the signature", "add --push");
    }
    try (TemporaryFolder work = TemporaryFolder.create()) {
      PackagedImage image =
          FrontendPackager.here(work.path(), line -> say(console, line))
              .pack(request(arguments, console));
      for (PackageOutput output : outputs) {
        output.write(image, name);
      }
      if (push) {
        say(console, "pushing " + name.get());
        try (Registry registry = Registry.toPush(name.get(), Spec.is(arguments, "--insecure"))) {
          registry.push(image);
          if (key.isPresent()) {
            registry.sign(image, key.get());
          }
        }
      }
      report(image, console);
      console
          .out()
          .println(
              name.map(n -> n.withDigest(image.digest()).toString())
                  .orElse(image.digest().toString()));
      return ExitCode.OK;
    }
  }

  private static Optional<SigningKey> key(ParseResult arguments, Console console)
      throws IOException {
    String file = Spec.text(arguments, "--sign");
    return file.isEmpty()
        ? Optional.empty()
        : Optional.of(
            SigningKey.read(
                console.path(file),
                Optional.ofNullable(console.environment().get("COSIGN_PASSWORD"))));
  }

  private static Optional<ImageReference> name(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(ImageReference.parse(text));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--tag " + text + ": " + e.getMessage());
    }
  }

  private static void say(Console console, String line) {
    console.err().println(line);
    console.err().flush();
  }

  private static FrontendPackager.Request request(ParseResult arguments, Console console)
      throws IOException, InterruptedException {
    Set<String> modules =
        Spec.texts(arguments, "--add-modules").stream()
            .flatMap(text -> Stream.of(text.split(",", -1)))
            .collect(Collectors.toSet());
    return new FrontendPackager.Request(
        application(arguments, console),
        training(arguments, console),
        platforms(arguments, "--jdk", console),
        platforms(arguments, "--libc", console),
        modules,
        pairs(arguments, "--label"),
        !Spec.is(arguments, "--no-aot"));
  }

  private static Application application(ParseResult arguments, Console console)
      throws IOException, InterruptedException {
    String what = Spec.arguments(arguments).getFirst();
    Path path = console.path(what);
    Optional<String> main =
        Optional.of(Spec.text(arguments, "--main")).filter(text -> !text.isEmpty());
    List<Path> classPath =
        Spec.texts(arguments, "--class-path").stream()
            .flatMap(text -> Arrays.stream(text.split(File.pathSeparator, -1)))
            .filter(text -> !text.isEmpty())
            .map(console::path)
            .toList();
    Applications applications = Applications.here();
    if (Files.isDirectory(path)) {
      return applications.ofModule(path, classPath, main);
    }
    return Files.exists(path)
        ? applications.ofJar(path, classPath, main)
        : applications.provided(what);
  }

  private static Optional<Training> training(ParseResult arguments, Console console)
      throws IOException {
    String folder = Spec.text(arguments, "--train");
    Map<String, String> options = pairs(arguments, "--train-opt");
    if (folder.isEmpty()) {
      if (!options.isEmpty()) {
        throw new UsageException("--train-opt needs a build to be an option of", "add --train");
      }
      return Optional.empty();
    }
    return Optional.of(Training.ofFolder(console.path(folder), options));
  }

  private static Map<Platform, Path> platforms(
      ParseResult arguments, String option, Console console) {
    Map<Platform, Path> result = new LinkedHashMap<>();
    pairs(arguments, option)
        .forEach(
            (platform, folder) -> {
              Path path = console.path(folder);
              if (!Files.isDirectory(path)) {
                throw new UsageException(
                    option + " " + platform + "=" + folder + ": no such folder");
              }
              try {
                Platform parsed = Platform.parse(platform, Platform.ofHost()).normalized();
                if (!parsed.os().equals("linux")) {
                  throw new UsageException(
                      option + " " + platform + ": images of frontends are for linux");
                }
                result.put(parsed, path);
              } catch (IllegalArgumentException e) {
                throw new UsageException(option + " " + platform + ": " + e.getMessage());
              }
            });
    return result;
  }

  private static Map<String, String> pairs(ParseResult arguments, String option) {
    Map<String, String> result = new LinkedHashMap<>();
    for (String text : Spec.texts(arguments, option)) {
      int equals = text.indexOf('=');
      if (equals <= 0) {
        throw new UsageException(option + " " + text + " must be KEY=VALUE");
      }
      result.put(text.substring(0, equals), text.substring(equals + 1));
    }
    return result;
  }

  private static void report(PackagedImage image, Console console) {
    for (Platform platform : image.platforms()) {
      say(console, "%s: %s".formatted(platform, Amounts.show(image.size(platform))));
      image
          .layers(platform)
          .forEach(
              layer ->
                  say(console, "  %-9s %s".formatted(Amounts.show(layer.size()), layer.comment())));
    }
  }
}
