package dev.bowsprit.runtime.exporter;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.runtime.worker.content.ContentStore;
import dev.bowsprit.runtime.worker.layer.Compression;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Exports images as archives to the client: {@code oci} and {@code docker}. */
public final class ArchiveExporter implements Exporter {

  private static final String CREATED = "org.opencontainers.image.created";

  private final boolean docker;
  private final ImageWriter images;
  private final ContentStore content;

  private ArchiveExporter(boolean docker, ImageWriter images, ContentStore content) {
    this.docker = docker;
    this.images = images;
    this.content = content;
  }

  /** The exporter of OCI image layouts. */
  public static Exporter oci(ImageWriter images, ContentStore content) {
    return new ArchiveExporter(false, images, content);
  }

  /** The exporter of archives for {@code docker load}. */
  public static Exporter docker(ImageWriter images, ContentStore content) {
    return new ArchiveExporter(true, images, content);
  }

  @Override
  public String type() {
    return docker ? "docker" : "oci";
  }

  @Override
  public Export prepare(int id, Map<String, String> attributes) {
    Attributes given = new Attributes(attributes);
    ImageOptions options = ImageOptions.take(given);
    boolean tar = given.flag("tar").orElse(true);
    return new ArchiveExport(id, options, tar, Map.copyOf(given.rest()));
  }

  private final class ArchiveExport implements Export {
    private final int id;
    private final ImageOptions options;
    private final boolean tar;
    private final Map<String, String> metadata;

    ArchiveExport(int id, ImageOptions options, boolean tar, Map<String, String> metadata) {
      this.id = id;
      this.options = options;
      this.tar = tar;
      this.metadata = metadata;
    }

    @Override
    public String name() {
      return "exporting to " + type() + " image format";
    }

    @Override
    public Optional<Compression> layers() {
      return options.layers();
    }

    @Override
    public Map<String, String> export(BuildOutput given, ExportContext context) {
      if (docker && !given.refs().isEmpty()) {
        throw GatewayException.of(
            Code.UNKNOWN, "docker exporter does not currently support exporting manifest lists");
      }
      BuildOutput output = ImageResponse.withMetadata(given, metadata);
      BuiltImage image = images.write(output, options, true, context);
      if (!image.root().descriptor().annotations().containsKey(CREATED)) {
        image = image.withRoot(image.root().with(Map.of(CREATED, created(output, context))));
      }
      List<String> names = names(ImageResponse.names(options, output));
      Map<String, String> response = ImageResponse.of(image);
      if (!names.isEmpty()) {
        response.put("image.name", String.join(",", names));
      }
      BuiltImage built = image;
      if (tar) {
        ExportStreams.send(
            context, id, response, out -> ImageArchive.write(built, names, docker, content, out));
      } else {
        ContentExport.copy(built, content, context);
      }
      return response;
    }

    private String created(BuildOutput output, ExportContext context) {
      OptionalLong epoch = ImageResponse.epoch(output, options);
      Instant time = epoch.isPresent() ? Instant.ofEpochSecond(epoch.getAsLong()) : context.now();
      return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static List<String> names(String commaSeparated) {
      if (commaSeparated.isEmpty()) {
        return List.of();
      }
      return Arrays.stream(commaSeparated.split(",", -1)).map(ArchiveExport::normalized).toList();
    }

    private static String normalized(String name) {
      try {
        return ImageReference.parse(name).tagged().toString();
      } catch (IllegalArgumentException e) {
        throw Attributes.invalid("failed to parse " + name + ": " + e.getMessage());
      }
    }
  }
}
