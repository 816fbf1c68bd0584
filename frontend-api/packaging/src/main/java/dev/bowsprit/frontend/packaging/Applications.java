package dev.bowsprit.frontend.packaging;

import dev.bowsprit.frontend.FrontendProvider;
import dev.bowsprit.frontend.stdio.FrontendMain;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;

/** Finds frontends: in jars, and among those that come with this program. */
public final class Applications {

  private static final String SERVICE = "META-INF/services/" + FrontendProvider.class.getName();

  private final Path jdk;

  private Applications(Path jdk) {
    this.jdk = jdk;
  }

  /** Finds them by the tools of the JDK that this runs in. */
  public static Applications here() {
    return new Applications(Tools.ownJdk());
  }

  /**
   * The frontend of a jar.
   *
   * @param jar the jar with the frontend; jars that its manifest names are taken, too
   * @param classPath jars that it needs
   * @param mainClass the class whose {@code main} runs it; if it is empty, the one that the jar's
   *     manifest names, or the frontend that the jar provides as a service
   * @throws PackagingException if there is no frontend, or no telling which
   */
  public Application ofJar(Path jar, List<Path> classPath, Optional<String> mainClass)
      throws IOException {
    if (!Files.isRegularFile(jar)) {
      throw new PackagingException(jar + ": no such jar");
    }
    Set<Path> jars = new LinkedHashSet<>();
    jars.add(jar);
    jars.addAll(classPath);
    for (Path path : jars) {
      if (!Files.exists(path)) {
        throw new PackagingException(path + ": no such jar or folder of classes");
      }
    }
    try (JarFile file = open(jar)) {
      Optional<Attributes> manifest =
          Optional.ofNullable(file.getManifest()).map(Manifest::getMainAttributes);
      manifest
          .map(attributes -> attributes.getValue(Attributes.Name.CLASS_PATH))
          .ifPresent(names -> addNamed(jar, names, jars));
      Optional<String> version =
          manifest.map(m -> m.getValue(Attributes.Name.IMPLEMENTATION_VERSION));
      String title = jar.getFileName().toString().replaceFirst("(-\\d.*)?\\.jar$", "");
      Optional<String> main =
          mainClass.or(() -> manifest.map(m -> m.getValue(Attributes.Name.MAIN_CLASS)));
      if (main.isPresent()) {
        checkClass(jars, main.get());
        return new Application(List.copyOf(jars), main.get(), List.of(), title, version);
      }
      ZipEntry service = file.getEntry(SERVICE);
      if (service == null) {
        throw new PackagingException(
            jar + " names no frontend",
            "name the class whose main method runs it (--main, or mainClass in Maven), or list its"
                + " FrontendProvider in "
                + SERVICE);
      }
      checkClass(jars, provider(jar, file, service));
      return new Application(
          withProcess(jars), FrontendMain.class.getName(), List.of(), title, version);
    }
  }

  private static JarFile open(Path jar) throws IOException {
    try {
      return new JarFile(jar.toFile());
    } catch (ZipException e) {
      throw new PackagingException(jar + " is no jar: " + e.getMessage(), null, e);
    }
  }

  /** The one provider that a jar lists. */
  private static String provider(Path jar, JarFile file, ZipEntry service) throws IOException {
    String list = new String(file.getInputStream(service).readAllBytes(), StandardCharsets.UTF_8);
    List<String> providers =
        list.lines()
            .map(line -> line.replaceFirst("#.*", "").strip())
            .filter(line -> !line.isEmpty())
            .distinct()
            .toList();
    if (providers.size() != 1) {
      throw new PackagingException(
          "%s provides %s"
              .formatted(
                  jar,
                  providers.isEmpty()
                      ? "no frontend: its " + SERVICE + " is empty"
                      : "several frontends: " + String.join(", ", providers)),
          "name the class whose main method runs the one that is meant (--main, or mainClass in"
              + " Maven)");
    }
    return providers.getFirst();
  }

  /**
   * The frontend of a Maven module, which is compiled first.
   *
   * @param folder the module's folder
   * @param classPath jars that it needs and its {@code pom.xml} does not name
   * @param mainClass the class whose {@code main} runs it, as for {@link #ofJar}
   */
  public Application ofModule(Path folder, List<Path> classPath, Optional<String> mainClass)
      throws IOException, InterruptedException {
    List<Path> jars = new MavenModule(folder.toAbsolutePath().normalize()).jars(jdk);
    List<Path> others = new ArrayList<>(jars.subList(1, jars.size()));
    others.addAll(classPath);
    return ofJar(jars.getFirst(), others, mainClass);
  }

  private static void addNamed(Path jar, String names, Set<Path> jars) {
    for (String name : names.strip().split("\\s+", -1)) {
      file(jar, name).filter(Files::isRegularFile).ifPresent(jars::add);
    }
  }

  /** A jar that a manifest names; empty if it names none, which Java does not mind either. */
  private static Optional<Path> file(Path jar, String name) {
    try {
      return Optional.ofNullable(new URI(name).getPath()).map(jar::resolveSibling);
    } catch (URISyntaxException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static void checkClass(Set<Path> jars, String type) throws IOException {
    if (!anyHas(jars, type)) {
      throw new PackagingException(
          "no jar has the class " + type,
          "name the jars that the frontend needs (--class-path, or dependencies in Maven)");
    }
  }

  private static boolean anyHas(Set<Path> jars, String type) throws IOException {
    String name = type.replace('.', '/') + ".class";
    for (Path jar : jars) {
      if (Files.exists(jar.resolve(name))) {
        return true;
      }
      if (Files.isRegularFile(jar)) {
        try (JarFile file = open(jar)) {
          if (file.getEntry(name) != null) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** The jars, with those that let a frontend run as a process, if they are not there. */
  private List<Path> withProcess(Set<Path> jars) throws IOException {
    if (anyHas(jars, FrontendMain.class.getName())) {
      return List.copyOf(jars);
    }
    throw new PackagingException(
        "the frontend's jars lack " + FrontendMain.class.getName(),
        "add dev.bowsprit:bowsprit-stdio to its dependencies, or name its jars by --class-path");
  }

  /** The names of the frontends that come with this program. */
  public static List<String> provided() {
    return ServiceLoader.load(FrontendProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .map(FrontendProvider::name)
        .sorted()
        .toList();
  }

  /**
   * A frontend that comes with this program, with the jars of this program's class path that it
   * uses.
   *
   * @param name its name, with or without the version: {@code dockerfile} or {@code dockerfile.v0}
   */
  public Application provided(String name) throws IOException, InterruptedException {
    Optional<FrontendProvider> provider =
        ServiceLoader.load(FrontendProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(
                p -> p.name().equals(name) || p.name().replaceFirst("\\.v\\d+$", "").equals(name))
            .findFirst();
    if (provider.isEmpty()) {
      throw new PackagingException(
          "there is no file and no frontend " + name,
          "a jar, the folder of a Maven module, or one of " + String.join(", ", provided()));
    }
    Set<Path> roots = new LinkedHashSet<>();
    roots.add(jarOf(provider.get().getClass()));
    roots.add(jarOf(FrontendMain.class));
    return new Application(
        usedBy(roots),
        FrontendMain.class.getName(),
        List.of(provider.get().name()),
        "bowsprit-" + name.replaceFirst("\\.v\\d+$", "") + "-frontend",
        Optional.ofNullable(provider.get().getClass().getPackage().getImplementationVersion()));
  }

  private static Path jarOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The jars of this program's class path that some of them use, those included. */
  private List<Path> usedBy(Set<Path> roots) throws IOException, InterruptedException {
    String own = System.getProperty("java.class.path");
    List<String> command =
        new ArrayList<>(
            List.of(
                jdk.resolve("bin/jdeps").toString(),
                "-summary",
                "-recursive",
                "--ignore-missing-deps",
                "--multi-release",
                "base",
                "--class-path",
                own));
    roots.forEach(jar -> command.add(jar.toString()));
    Set<Path> used = new LinkedHashSet<>(roots);
    for (String line : Tools.run(jdk, command).lines().toList()) {
      String[] arrow = line.split(" -> ", -1);
      // what is no file is a module of the Java platform
      if (arrow.length == 2 && arrow[1].startsWith("/") && Files.exists(Path.of(arrow[1]))) {
        used.add(Path.of(arrow[1]));
      }
    }
    return List.copyOf(used);
  }
}
