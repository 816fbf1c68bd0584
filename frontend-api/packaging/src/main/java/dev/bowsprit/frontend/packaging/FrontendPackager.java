package dev.bowsprit.frontend.packaging;

import dev.bowsprit.frontend.image.ContainerConfig;
import dev.bowsprit.frontend.image.ImageConfig;
import dev.bowsprit.llb.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Makes a frontend's image: the libraries of the system, a Java runtime, the frontend's jars, and
 * an AOT cache that is trained by a build. Each is a layer, the cache is the last one; all but the
 * cache are byte for byte the same for the same input.
 */
public final class FrontendPackager {

  /** Whom the process runs as where the host does not say: nobody in particular. */
  private static final String USER = "65532:65532";

  /**
   * What is to be packaged, and how.
   *
   * @param application the frontend
   * @param training the build to train the AOT cache with; one that the jars bring if it is empty
   * @param jdks more platforms, each with the folder of a JDK for it
   * @param libraries folders with the system's libraries, by platform; this machine's own are used
   *     for its own platform if there is none
   * @param modules modules of the Java platform beyond those that the jars are seen to use
   * @param labels labels of the image, which go before those that are made for it
   * @param trained whether the image has an AOT cache; without, it starts slower, and is byte for
   *     byte the same for the same input
   */
  public record Request(
      Application application,
      Optional<Training> training,
      Map<Platform, Path> jdks,
      Map<Platform, Path> libraries,
      Set<String> modules,
      Map<String, String> labels,
      boolean trained) {

    /** Takes copies. */
    public Request {
      jdks = Map.copyOf(jdks);
      libraries = Map.copyOf(libraries);
      modules = Set.copyOf(modules);
      labels = Map.copyOf(labels);
    }

    /** A frontend for this machine's platform. */
    public static Request of(Application application) {
      return new Request(
          application, Optional.empty(), Map.of(), Map.of(), Set.of(), Map.of(), true);
    }
  }

  private final Path jdk;
  private final Path work;
  private final Consumer<String> progress;

  /**
   * A packager.
   *
   * @param jdk the JDK whose runtime goes into the image of this machine's platform
   * @param work an empty folder, which the image's files stay in
   * @param progress told what is being done, a line each
   */
  public FrontendPackager(Path jdk, Path work, Consumer<String> progress) {
    this.jdk = jdk;
    this.work = work;
    this.progress = progress;
  }

  /** A packager that uses the JDK it runs in. */
  public static FrontendPackager here(Path work, Consumer<String> progress) {
    return new FrontendPackager(Tools.ownJdk(), work, progress);
  }

  /**
   * Makes the image.
   *
   * @throws PackagingException if the frontend, a JDK or a library is not what it should be
   */
  public PackagedImage pack(Request request) throws IOException, InterruptedException {
    Application application = request.application();
    JavaRuntime linker = new JavaRuntime(jdk);
    progress.accept("asking " + application.mainClass() + " what it can");
    FrontendDescription description = FrontendDescription.of(application, jdk.resolve("bin/java"));
    Set<String> modules = new TreeSet<>(linker.modulesOf(application.jars()));
    modules.addAll(request.modules());
    BlobFolder blobs = BlobFolder.at(work.resolve("image"));
    Map<Platform, Optional<Path>> platforms =
        new TreeMap<>(java.util.Comparator.comparing(Platform::format));
    platforms.put(Platform.ofHost(), Optional.empty());
    request.jdks().forEach((platform, other) -> platforms.put(platform, Optional.of(other)));
    List<Manifest> manifests = new ArrayList<>();
    for (Map.Entry<Platform, Optional<Path>> entry : platforms.entrySet()) {
      Platform platform = entry.getKey();
      Path root = work.resolve(platform.format().replace('/', '-'));
      Staging staging = Staging.of(root, platform, application);
      progress.accept(
          "%s: linking a Java runtime of %s".formatted(platform, String.join(", ", modules)));
      linker.link(modules, entry.getValue(), staging.runtime());
      staging.settle();
      manifests.add(manifest(request, description, blobs, staging));
    }
    return PackagedImage.of(blobs, manifests);
  }

  private Manifest manifest(
      Request request, FrontendDescription description, BlobFolder blobs, Staging staging)
      throws IOException, InterruptedException {
    Platform platform = staging.platform();
    Path libraries = request.libraries().getOrDefault(platform, Path.of("/"));
    List<Layer> layers = new ArrayList<>();
    if (request.trained() && staging.runsHere()) {
      train(request, staging);
    }
    progress.accept(platform + ": compressing");
    layers.add(
        Layer.write(
            blobs,
            new SystemLibraries(libraries, platform).neededBy(staging.runtime()),
            "libraries of the system"));
    layers.add(Layer.write(blobs, staging.runtimeFiles(), "Java runtime"));
    layers.add(Layer.write(blobs, staging.jarFiles(), "frontend"));
    boolean cached = staging.cacheFiles().isPresent();
    if (cached) {
      layers.add(Layer.write(blobs, staging.cacheFiles().orElseThrow(), "AOT cache"));
    }
    Map<String, String> labels = new TreeMap<>(description.labels());
    labels.put("org.opencontainers.image.title", request.application().title());
    request
        .application()
        .version()
        .ifPresent(version -> labels.put("org.opencontainers.image.version", version));
    labels.putAll(request.labels());
    ImageConfig config =
        ImageConfig.empty(platform)
            .withConfig(
                ContainerConfig.EMPTY.edit(
                    draft ->
                        draft
                            .user(USER)
                            .env(List.of("PATH=/jre/bin"))
                            .entrypoint(staging.entrypoint(cached))
                            .workingDir("/")
                            .addLabels(labels)));
    return Manifest.write(blobs, config, layers);
  }

  private void train(Request request, Staging staging) throws IOException, InterruptedException {
    Optional<Training> training =
        request.training().isPresent()
            ? request.training()
            : Training.ofJars(request.application().jars());
    progress.accept(
        staging.platform()
            + (training.isPresent()
                ? ": training"
                : ": training without a build; with one (--train) it will start faster"));
    Files.createDirectories(work);
    var answer = staging.train(training.orElseGet(Training::empty), work);
    if (training.isPresent() && answer.hasError()) {
      progress.accept(
          "%s: the training build failed, which makes for a worse cache: %s"
              .formatted(staging.platform(), answer.getError().getMessage()));
    }
  }
}
