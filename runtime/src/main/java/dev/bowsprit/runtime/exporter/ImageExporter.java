package dev.bowsprit.runtime.exporter;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.runtime.session.Session;
import dev.bowsprit.runtime.solver.VertexProgress;
import dev.bowsprit.runtime.source.image.ImageNames;
import dev.bowsprit.runtime.source.registry.RegistryClient;
import dev.bowsprit.runtime.source.registry.RegistryHosts;
import dev.bowsprit.runtime.source.registry.RegistryPush;
import dev.bowsprit.runtime.source.registry.SessionCredentials;
import dev.bowsprit.runtime.worker.content.ContentStore;
import dev.bowsprit.runtime.worker.content.Descriptor;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Exports images to the engine's own store and to registries. */
public final class ImageExporter implements Exporter {

  private final ImageWriter images;
  private final ContentStore content;
  private final ImageNames names;
  private final RegistryHosts hosts;

  /** Keeps images in a content store under names, and pushes them. */
  public ImageExporter(
      ImageWriter images, ContentStore content, ImageNames names, RegistryHosts hosts) {
    this.images = images;
    this.content = content;
    this.names = names;
    this.hosts = hosts;
  }

  @Override
  public String type() {
    return "image";
  }

  @Override
  public Export prepare(int id, Map<String, String> attributes) {
    Attributes given = new Attributes(attributes);
    ImageOptions options = ImageOptions.take(given);
    Settings settings =
        new Settings(
            given.flag("push").orElse(false),
            given.flag("push-by-digest").orElse(false),
            given.flag("registry.insecure").orElse(false),
            given.flag("unpack").orElse(false),
            given.flag("store").orElse(true),
            given.flag("name-canonical").orElse(false),
            given.text("dangling-name-prefix").orElse(""),
            given.flag("danging-name-empty-only").orElse(false));
    if (settings.unpack && options.rewriteTimestamp()) {
      throw Attributes.invalid("exporter option \"rewrite-timestamp\" conflicts with \"unpack\"");
    }
    return new ImageExport(options, settings, Map.copyOf(given.rest()));
  }

  /** {@code unpack} asks for nothing: built layers are files here anyway. */
  private record Settings(
      boolean push,
      boolean pushByDigest,
      boolean insecure,
      boolean unpack,
      boolean store,
      boolean nameCanonical,
      String danglingPrefix,
      boolean danglingEmptyOnly) {}

  private final class ImageExport implements Export {
    private final ImageOptions options;
    private final Settings settings;
    private final Map<String, String> metadata;

    ImageExport(ImageOptions options, Settings settings, Map<String, String> metadata) {
      this.options = options;
      this.settings = settings;
      this.metadata = metadata;
    }

    @Override
    public String name() {
      return "exporting to image";
    }

    @Override
    public Map<String, String> export(BuildOutput given, ExportContext context) {
      BuildOutput output = ImageResponse.withMetadata(given, metadata);
      BuiltImage image = images.write(output, options, true, context);
      Descriptor root = image.root().descriptor();
      String wanted = ImageResponse.names(options, output);
      String allNames = withDangling(wanted, root.digest());
      Map<String, String> response = ImageResponse.of(image);
      if (!allNames.isEmpty()) {
        response.put("image.name", allNames);
      }
      try {
        for (Map.Entry<Digest, byte[]> document : image.documents().entrySet()) {
          content.write(document.getValue());
        }
        List<String> targets = allNames.isEmpty() ? List.of() : List.of(allNames.split(",", -1));
        if (settings.store) {
          for (String target : targets) {
            store(target, root, !wanted.isEmpty(), context);
          }
        }
        if (settings.push) {
          for (String target : targets) {
            push(target, image, context);
          }
        }
        return response;
      } catch (IOException e) {
        throw new GatewayException(
            GatewayException.of(Code.UNKNOWN, String.valueOf(e.getMessage())).status(), e);
      }
    }

    private String withDangling(String name, Digest digest) {
      if (settings.danglingPrefix.isEmpty() || (settings.danglingEmptyOnly && !name.isEmpty())) {
        return name;
      }
      String dangling = settings.danglingPrefix + "@" + digest;
      return name.isEmpty() ? dangling : name + "," + dangling;
    }

    private void store(String target, Descriptor root, boolean named, ExportContext context)
        throws IOException {
      try (VertexProgress.Status _ = context.progress().status("naming to " + target, 0)) {
        names.put(fullName(target), root);
        if (named && settings.nameCanonical && !target.contains("@")) {
          names.put(fullName(target + "@" + root.digest()), root);
        }
      }
    }

    private void push(String target, BuiltImage image, ExportContext context) throws IOException {
      ImageReference reference = reference(target);
      RegistryHosts where = settings.insecure ? hosts.insecure(reference.domain()) : hosts;
      List<Session> sessions = context.session().map(List::of).orElse(List.of());
      RegistryClient client = new RegistryClient(where, new SessionCredentials(sessions));
      try {
        new ImagePush(RegistryPush.to(client, reference), content, context.progress())
            .push(image, object(reference, image));
      } catch (GatewayException e) {
        throw new GatewayException(
            e.status().toBuilder()
                .setMessage("failed to push " + target + ": " + e.getMessage())
                .build(),
            e);
      } catch (IOException e) {
        throw new IOException("failed to push " + target + ": " + e.getMessage(), e);
      }
    }

    private String object(ImageReference reference, BuiltImage image) {
      String digest = image.root().descriptor().digest().toString();
      return settings.pushByDigest ? digest : reference.tag().orElse("latest");
    }
  }

  private static ImageReference reference(String name) {
    try {
      return ImageReference.parse(name);
    } catch (IllegalArgumentException e) {
      throw Attributes.invalid("failed to parse " + name + ": " + e.getMessage());
    }
  }

  /** Dangling names need not be references. */
  private static String fullName(String name) {
    try {
      return ImageReference.parse(name).tagged().toString();
    } catch (IllegalArgumentException e) {
      return name;
    }
  }
}
