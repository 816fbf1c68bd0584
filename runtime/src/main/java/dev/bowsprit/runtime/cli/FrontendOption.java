package dev.bowsprit.runtime.cli;

import dev.bowsprit.frontend.FrontendProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The value of {@code --frontend}: who compiles the build file, and where.
 *
 * <p>A name is one of the daemon's frontends, and a name with a slash a frontend image, both of
 * which the daemon runs. Jars and folders of classes run here, as do the command line's own
 * frontends by {@code local:NAME}. A frontend image may also be in an archive or a folder here.
 */
sealed interface FrontendOption {

  /** One that the daemon has built in. */
  record BuiltIn(String name) implements FrontendOption {}

  /** A frontend image, which the daemon runs. */
  record Image(String reference) implements FrontendOption {}

  /** A frontend image in files of this machine, which the daemon runs. */
  record File(ImageFile image) implements FrontendOption {}

  /** A folder with the files of a frontend image, and no more; its program is {@code /run}. */
  record Folder(Path folder) implements FrontendOption {}

  /** One that runs in this process. */
  record Local(FrontendProvider provider) implements FrontendOption {}

  /** What a frontend on the command line's own class path is called by. */
  String LOCAL = "local:";

  /** The program of an image that names none. */
  String PROGRAM = "run";

  /**
   * Reads the value.
   *
   * @throws UsageException if a jar or a folder holds no frontend, or several
   */
  static FrontendOption parse(String text, Console console) {
    if (text.startsWith(LOCAL)) {
      return new Local(ownFrontend(text.substring(LOCAL.length())));
    }
    Optional<FrontendOption> image = image(text, console);
    if (image.isPresent()) {
      return image.get();
    }
    int hash = text.lastIndexOf('#');
    String path = hash < 0 ? text : text.substring(0, hash);
    if (isPath(path)) {
      return new Local(load(path, hash < 0 ? "" : text.substring(hash + 1), console));
    }
    return text.contains("/") ? new Image(text) : new BuiltIn(text);
  }

  private static Optional<FrontendOption> image(String text, Console console) {
    if (!isPath(text)
        && !text.startsWith(ImageFile.OCI_LAYOUT)
        && !text.matches(".*\\.(tar|tar\\.gz|tgz)(:[^/]*)?")) {
      return Optional.empty();
    }
    try {
      Optional<ImageFile> file = ImageFile.find(text, console);
      if (file.isPresent()) {
        return file.map(File::new);
      }
    } catch (IOException e) {
      throw new UsageException("cannot read " + text + ": " + e.getMessage());
    }
    if (text.startsWith(ImageFile.OCI_LAYOUT)) {
      throw new UsageException("there is no OCI image layout at " + text);
    }
    boolean program = isPath(text) && Files.isRegularFile(console.path(text).resolve(PROGRAM));
    return program ? Optional.of(new Folder(console.path(text))) : Optional.empty();
  }

  /** Explicitly a path, so that no folder of classes can take the place of an image. */
  private static boolean isPath(String text) {
    return text.endsWith(".jar") || text.startsWith("/") || text.matches("\\.\\.?(/.*)?");
  }

  private static FrontendProvider ownFrontend(String name) {
    List<FrontendProvider> own =
        providers(FrontendOption.class.getClassLoader(), type -> true, "the command line");
    return named(own, name, "the command line");
  }

  private static FrontendProvider load(String path, String name, Console console) {
    URLClassLoader loader =
        new URLClassLoader(urls(path, console), FrontendOption.class.getClassLoader());
    Set<String> declared = declared(loader, path);
    List<FrontendProvider> found = providers(loader, declared::contains, path);
    if (!name.isEmpty()) {
      return named(found, name, path);
    }
    return switch (found.size()) {
      case 0 ->
          throw new UsageException(
              path + " declares no frontend",
              "name a class that implements FrontendProvider in META-INF/services/"
                  + FrontendProvider.class.getName());
      case 1 -> found.getFirst();
      default ->
          throw new UsageException(
              path + " has several frontends: " + names(found),
              "choose one, for instance --frontend " + path + "#" + found.getFirst().name());
    };
  }

  private static URL[] urls(String path, Console console) {
    return Arrays.stream(path.split(":", -1))
        .filter(part -> !part.isEmpty())
        .map(console::path)
        .map(FrontendOption::url)
        .toArray(URL[]::new);
  }

  private static URL url(Path path) {
    if (!Files.exists(path)) {
      throw new UsageException("there is no frontend at " + path);
    }
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UsageException("cannot load a frontend from " + path + ": " + e.getMessage());
    }
  }

  /** The providers that the jars and folders themselves declare, not those they are loaded with. */
  private static Set<String> declared(URLClassLoader loader, String path) {
    Set<String> names = new HashSet<>();
    try {
      Enumeration<URL> files =
          loader.findResources("META-INF/services/" + FrontendProvider.class.getName());
      while (files.hasMoreElements()) {
        names.addAll(lines(files.nextElement()));
      }
    } catch (IOException e) {
      throw new UsageException("cannot read " + path + ": " + e.getMessage());
    }
    return names;
  }

  private static List<String> lines(URL file) throws IOException {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(file.openStream(), StandardCharsets.UTF_8))) {
      return in.lines().map(line -> line.replaceFirst("#.*", "").strip()).toList();
    }
  }

  private static List<FrontendProvider> providers(
      ClassLoader loader, Predicate<String> wanted, String where) {
    List<FrontendProvider> found = new ArrayList<>();
    try {
      ServiceLoader.load(FrontendProvider.class, loader).stream()
          .filter(provider -> wanted.test(provider.type().getName()))
          .forEach(provider -> found.add(provider.get()));
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new UsageException("cannot load the frontend of " + where + ": " + e.getMessage());
    }
    return found;
  }

  private static FrontendProvider named(List<FrontendProvider> all, String name, String where) {
    return all.stream()
        .filter(provider -> provider.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    where + " has no frontend \"" + name + "\"",
                    all.isEmpty() ? null : "it has " + names(all)));
  }

  private static String names(List<FrontendProvider> all) {
    return String.join(", ", all.stream().map(FrontendProvider::name).sorted().toList());
  }
}
