package dev.bowsprit.frontend.maven;

import dev.bowsprit.frontend.packaging.Application;
import dev.bowsprit.frontend.packaging.Applications;
import dev.bowsprit.frontend.packaging.FrontendPackager;
import dev.bowsprit.frontend.packaging.OciLayout;
import dev.bowsprit.frontend.packaging.PackagedImage;
import dev.bowsprit.frontend.packaging.PackagingException;
import dev.bowsprit.frontend.packaging.Registry;
import dev.bowsprit.frontend.packaging.SigningKey;
import dev.bowsprit.frontend.packaging.Training;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.llb.Platform;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/** Makes an image of the module's frontend, as {@code bowsprit frontend package} does. */
@Mojo(
    name = "package",
    defaultPhase = LifecyclePhase.PACKAGE,
    requiresDependencyResolution = ResolutionScope.RUNTIME,
    threadSafe = true)
public final class PackageMojo extends AbstractMojo {

  @Parameter(defaultValue = "${project}", readonly = true, required = true)
  private @Nullable MavenProject project;

  /** The image's name. */
  @Parameter(property = "frontend.tag")
  private @Nullable String tag;

  /** Whether the image is pushed to the registry of its name. */
  @Parameter(property = "frontend.push", defaultValue = "false")
  private boolean push;

  /** Whether the registry may be one without TLS, or with any certificate. */
  @Parameter(property = "frontend.insecure", defaultValue = "false")
  private boolean insecure;

  /** The OCI archive that is written. */
  @Parameter(
      property = "frontend.archive",
      defaultValue = "${project.build.directory}/${project.artifactId}-image.tar")
  private @Nullable File archive;

  /** The class with the main method, if the module provides no frontend as a service. */
  @Parameter(property = "frontend.main")
  private @Nullable String mainClass;

  /** A context to build while the image's cache is trained. */
  @Parameter(property = "frontend.train")
  private @Nullable File training;

  /** Options of the frontend for that build. */
  @Parameter private @Nullable Map<String, String> trainingOptions;

  /**
   * Whether the image has an AOT cache. Without, it starts slower, and is byte for byte the same
   * for the same input.
   */
  @Parameter(property = "frontend.aot", defaultValue = "true")
  private boolean aot;

  /** Labels of the image. */
  @Parameter private @Nullable Map<String, String> labels;

  /** A private key in PEM that signs the pushed image as cosign does. */
  @Parameter(property = "frontend.sign")
  private @Nullable File sign;

  @Override
  public void execute() throws MojoExecutionException, MojoFailureException {
    Path work = null;
    try {
      work = Files.createTempDirectory("bowsprit-package");
      make(work);
    } catch (PackagingException e) {
      throw new MojoFailureException(e.getMessage() + e.hint().map(h -> "\n" + h).orElse(""), e);
    } catch (IOException | IllegalArgumentException e) {
      throw new MojoExecutionException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MojoExecutionException("interrupted", e);
    } finally {
      delete(work);
    }
  }

  private void make(Path work) throws IOException, InterruptedException {
    Optional<ImageReference> name = Optional.ofNullable(tag).map(ImageReference::parse);
    if (push && name.isEmpty()) {
      throw new PackagingException("nothing to push to", "set frontend.tag to REGISTRY/NAME:TAG");
    }
    Optional<SigningKey> key = Optional.empty();
    if (sign != null) {
      key =
          Optional.of(
              SigningKey.read(
                  sign.toPath(), Optional.ofNullable(System.getenv("COSIGN_PASSWORD"))));
    }
    PackagedImage image = FrontendPackager.here(work, line -> getLog().info(line)).pack(request());
    if (push) {
      ImageReference target = name.orElseThrow();
      try (Registry registry = Registry.toPush(target, insecure)) {
        registry.push(image);
        if (key.isPresent()) {
          registry.sign(image, key.get());
        }
      }
      getLog().info("pushed " + target.withDigest(image.digest()));
    }
    if (archive != null) {
      Path file = archive.toPath();
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        new OciLayout(image, name).toArchive(out);
      }
      getLog().info("%s: %d bytes".formatted(file, image.size(Platform.ofHost())));
    }
  }

  private FrontendPackager.Request request() throws IOException {
    Optional<Training> build = Optional.empty();
    if (training != null) {
      build =
          Optional.of(
              Training.ofFolder(
                  training.toPath(), Optional.ofNullable(trainingOptions).orElse(Map.of())));
    }
    return new FrontendPackager.Request(
        application(),
        build,
        Map.of(),
        Map.of(),
        Set.of(),
        Optional.ofNullable(labels).orElse(Map.of()),
        aot);
  }

  private Application application() throws IOException {
    MavenProject module = Optional.ofNullable(project).orElseThrow();
    File jar = module.getArtifact().getFile();
    if (jar == null) {
      throw new PackagingException(
          "the module has no jar yet", "run the goal in or after the phase package");
    }
    List<Path> others =
        module.getArtifacts().stream().map(Artifact::getFile).map(File::toPath).toList();
    return Applications.here().ofJar(jar.toPath(), others, Optional.ofNullable(mainClass));
  }

  private static void delete(@Nullable Path folder) throws MojoExecutionException {
    if (folder == null) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new MojoExecutionException(e.getMessage(), e);
    }
  }
}
