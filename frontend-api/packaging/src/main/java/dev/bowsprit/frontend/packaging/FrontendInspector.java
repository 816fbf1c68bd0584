package dev.bowsprit.frontend.packaging;

import dev.bowsprit.frontend.image.ImageConfig;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.ImageReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at the images of frontends, anybody's. */
public final class FrontendInspector implements AutoCloseable {

  private static final String ATTESTATION = "vnd.docker.reference.type";

  private final ImageSource source;

  private FrontendInspector(ImageSource source) {
    this.source = source;
  }

  /**
   * An image of a registry.
   *
   * @param insecure as for {@link Registry#toPush}
   */
  public static FrontendInspector ofRegistry(ImageReference name, boolean insecure)
      throws IOException {
    Registry registry = Registry.open(name, insecure, Registry.Purpose.PULL);
    return new FrontendInspector(new ImageSource.InRegistry(registry, name));
  }

  /** An image of a folder in OCI layout; see {@link #ofLayout(Path, Path, Optional)}. */
  public static FrontendInspector ofLayout(Path folder, Optional<String> tag) {
    return ofLayout(folder, folder, tag);
  }

  /**
   * An image of a folder in OCI layout.
   *
   * @param place what it is called in errors
   * @param tag which one, as for {@link LayoutIndex#find}
   */
  public static FrontendInspector ofLayout(Path folder, Path place, Optional<String> tag) {
    return new FrontendInspector(new ImageSource.InLayout(folder, place, tag));
  }

  /**
   * A layer.
   *
   * @param size of the compressed layer, in bytes
   */
  public record LayerSize(Digest digest, long size) {}

  /**
   * An image for one platform.
   *
   * @param config how it starts, and its labels
   * @param layers from the bottom up
   */
  public record Variant(ImageConfig config, List<LayerSize> layers) {

    /** Takes a copy. */
    public Variant {
      layers = List.copyOf(layers);
    }

    /** The size of all layers, in bytes. */
    public long size() {
      return layers.stream().mapToLong(LayerSize::size).sum();
    }
  }

  /**
   * What an image is.
   *
   * @param digest of its manifest or index
   * @param variants by platform, at least one
   */
  public record Inspected(Digest digest, List<Variant> variants) {

    /** Takes a copy. */
    public Inspected {
      variants = List.copyOf(variants);
    }
  }

  /**
   * Reads what the image is; layers are not read.
   *
   * @throws PackagingException if it is not there, or no image
   */
  public Inspected inspect() throws IOException {
    Registry.Fetched top = source.top();
    List<Variant> variants = new ArrayList<>();
    Optional<Json> index = top.json().member("manifests");
    if (index.isEmpty()) {
      variants.add(variant(top.json()));
    } else {
      for (Json entry : index.get().elements()) {
        boolean attestation =
            entry.member("annotations").flatMap(a -> a.member(ATTESTATION)).isPresent();
        if (!attestation) {
          variants.add(variant(source.manifest(LayoutIndex.digest(entry))));
        }
      }
    }
    return new Inspected(top.digest(), variants);
  }

  private Variant variant(Json manifest) throws IOException {
    Json config =
        manifest
            .member("config")
            .orElseThrow(() -> new PackagingException("the image has no configuration"));
    try {
      String text = new String(source.blob(LayoutIndex.digest(config)), StandardCharsets.UTF_8);
      List<LayerSize> layers = new ArrayList<>();
      for (Json layer : manifest.member("layers").map(Json::elements).orElse(List.of())) {
        long size =
            layer.member("size").orElse(new Json.Null()) instanceof Json.Num number
                ? number.asLong().orElse(0L)
                : 0;
        layers.add(new LayerSize(LayoutIndex.digest(layer), size));
      }
      return new Variant(ImageConfig.parse(text), layers);
    } catch (JsonSyntaxException e) {
      throw new PackagingException("the image's configuration: " + e.getMessage(), null, e);
    }
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
