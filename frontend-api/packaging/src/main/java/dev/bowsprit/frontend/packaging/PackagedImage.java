package dev.bowsprit.frontend.packaging;

import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** A frontend's image, as files that are ready to go anywhere. */
public final class PackagedImage {

  /** A layer, for people. */
  public record LayerInfo(Digest digest, long size, String comment) {}

  private final BlobFolder blobs;
  private final List<Manifest> manifests;
  private final BlobFolder.Blob top;

  private PackagedImage(BlobFolder blobs, List<Manifest> manifests, BlobFolder.Blob top) {
    this.blobs = blobs;
    this.manifests = List.copyOf(manifests);
    this.top = top;
  }

  /** An image for some platforms; one for several has an index. */
  static PackagedImage of(BlobFolder blobs, List<Manifest> manifests) throws IOException {
    if (manifests.size() == 1) {
      return new PackagedImage(blobs, manifests, manifests.getFirst().blob());
    }
    Json index =
        new Json.Builder()
            .putNumber("schemaVersion", 2)
            .putText("mediaType", MediaTypes.INDEX)
            .put(
                "manifests",
                new Json.Arr(manifests.stream().map(m -> m.descriptor().build()).toList()))
            .build();
    return new PackagedImage(
        blobs, manifests, blobs.write(index.compact().getBytes(StandardCharsets.UTF_8)));
  }

  /** The digest by which a registry knows it. */
  public Digest digest() {
    return top.digest();
  }

  /** Whether it has an index of images for several platforms. */
  public boolean isIndex() {
    return manifests.size() > 1;
  }

  /** The platforms that it runs on. */
  public List<Platform> platforms() {
    return manifests.stream().map(Manifest::platform).toList();
  }

  /** The layers for a platform, from the bottom up. */
  public List<LayerInfo> layers(Platform platform) {
    return manifests.stream()
        .filter(manifest -> manifest.platform().equals(platform))
        .flatMap(manifest -> manifest.layers().stream())
        .map(l -> new LayerInfo(l.blob().digest(), l.blob().size(), l.comment()))
        .toList();
  }

  /** The size of a platform's layers, compressed, in bytes. */
  public long size(Platform platform) {
    return layers(platform).stream().mapToLong(LayerInfo::size).sum();
  }

  BlobFolder blobs() {
    return blobs;
  }

  List<Manifest> manifests() {
    return manifests;
  }

  /** The manifest, or the index. */
  BlobFolder.Blob top() {
    return top;
  }

  String topMediaType() {
    return isIndex() ? MediaTypes.INDEX : MediaTypes.MANIFEST;
  }

  /** All that it consists of, what is pointed at first. */
  List<BlobFolder.Blob> contents() {
    Stream<BlobFolder.Blob> parts =
        manifests.stream()
            .flatMap(
                m ->
                    Stream.concat(
                        m.layers().stream().map(Layer::blob), Stream.of(m.config(), m.blob())));
    return Stream.concat(parts, Stream.of(top)).distinct().toList();
  }
}
