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
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The value of {@code --frontend}: who compiles the build file, and where.
 *
 * <p>A name is one of the daemon's frontends, and a name with a slash a frontend image, both of
 * which the daemon runs. Jars and folders of classes run here, as do the command line's own
 * frontends by {@code local:NAME}.
 */
sealed interface FrontendOption {

  /** One that the daemon has built in. */
  record BuiltIn(String name) implements FrontendOption {}

  /** A frontend image, which the daemon runs. */
  record Image(String reference) implements FrontendOption {}

  /** One that runs in this process. */
  record Local(FrontendProvider provider) implements FrontendOption {}

  /** What a frontend on the command line's own class path is called by. */
  String LOCAL = "local:";

  /**
   * Reads the value.
   *
   * @throws UsageException if a jar or a folder holds no frontend, or several
   */
  static FrontendOption parse(String text, Console console) {
    if (text.startsWith(LOCAL)) {
      return new Local(ownFrontend(text.substring(LOCAL.length())));
    }
    int hash = text.lastIndexOf('#');
    String path = hash < 0 ? text : text.substring(0, hash);
    if (isPath(path)) {
      return new Local(load(path, hash < 0 ? "" : text.substring(hash + 1), console));
    }
    return text.contains("/") ? new Image(text) : new BuiltIn(text);
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
