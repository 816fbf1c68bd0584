package dev.bowsprit.runtime.exporter;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.solver.VertexProgress;
import dev.bowsprit.runtime.worker.content.Descriptor;
import dev.bowsprit.runtime.worker.image.GoJson;
import dev.bowsprit.runtime.worker.image.Manifests;
import dev.bowsprit.runtime.worker.image.MediaTypes;
import dev.bowsprit.runtime.worker.layer.LayerArchiver;
import dev.bowsprit.runtime.worker.layer.LayerBlob;
import dev.bowsprit.runtime.worker.layer.LayerMediaTypes;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.ref.RefStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Makes images of built results: layers, configs, manifests, and an index of several platforms. */
public final class ImageWriter {

  private final RefStore refs;
  private final LayerArchiver archiver;

  /** Takes layers from a store. */
  public ImageWriter(RefStore refs, LayerArchiver archiver) {
    this.refs = refs;
    this.archiver = archiver;
  }

  /** Makes the image. */
  BuiltImage write(
      BuildOutput output, ImageOptions given, boolean ociDefault, ExportContext context) {
    if (!output.refs().isEmpty() && !output.metadata().containsKey("refs.platforms")) {
      throw Attributes.invalid("unable to export multiple refs, missing platforms mapping");
    }
    if (output.attestations().values().stream().anyMatch(list -> !list.isEmpty())) {
      throw GatewayException.of(Code.UNIMPLEMENTED, "exporting attestations is not supported");
    }
    ImageOptions options = given.with(output.metadata());
    boolean oci = options.ociTypes().orElse(ociDefault);
    List<ExportPlatform> platforms = ExportPlatform.of(output.metadata());
    checkAnnotations(options, oci, output, platforms);
    if (output.refs().isEmpty() && platforms.size() > 1) {
      throw Attributes.invalid("cannot export multiple platforms without multi-platform enabled");
    }
    try {
      if (output.refs().isEmpty()) {
        if (!options.annotations().of(Annotations.Place.INDEX, "").isEmpty()
            || !options.annotations().of(Annotations.Place.INDEX_DESCRIPTOR, "").isEmpty()) {
          throw Attributes.invalid("index annotations not supported for single platform export");
        }
        return image(output, platforms.getFirst(), "", options, oci, context);
      }
      return index(output, platforms, options, oci, context);
    } catch (IOException e) {
      throw new GatewayException(
          GatewayException.of(Code.UNKNOWN, String.valueOf(e.getMessage())).status(), e);
    }
  }

  private static void checkAnnotations(
      ImageOptions options, boolean oci, BuildOutput output, List<ExportPlatform> platforms) {
    for (String platform : options.annotations().platforms()) {
      if (platforms.stream().noneMatch(p -> p.id().equals(platform) && p.isIn(output))) {
        throw Attributes.invalid(
            "invalid annotation: no platform " + platform + " found in source");
      }
    }
    if (!oci && options.annotations().needOciTypes()) {
      throw Attributes.invalid("cannot export annotations with \"oci-mediatypes=false\"");
    }
  }

  private BuiltImage index(
      BuildOutput output,
      List<ExportPlatform> platforms,
      ImageOptions options,
      boolean oci,
      ExportContext context)
      throws IOException {
    Map<Digest, Descriptor> layers = new LinkedHashMap<>();
    Map<Digest, byte[]> documents = new LinkedHashMap<>();
    List<Object> entries = new ArrayList<>();
    for (ExportPlatform platform : platforms) {
      if (!platform.isIn(output)) {
        throw Attributes.invalid("failed to find ref for ID " + platform.id());
      }
      String annotated = platform.platform().formatAll();
      BuiltImage image = image(output, platform, annotated, options, oci, context);
      layers.putAll(image.layers());
      documents.putAll(image.documents());
      entries.add(image.root().json());
    }
    Map<String, Object> index = new LinkedHashMap<>();
    index.put("schemaVersion", 2);
    index.put("mediaType", oci ? MediaTypes.OCI_INDEX : MediaTypes.DOCKER_LIST);
    index.put("manifests", entries);
    putAnnotations(index, options.annotations().of(Annotations.Place.INDEX, ""));
    byte[] content = document(index);
    Descriptor root =
        new Descriptor(
            oci ? MediaTypes.OCI_INDEX : MediaTypes.DOCKER_LIST,
            Digest.sha256(content),
            content.length,
            options.annotations().of(Annotations.Place.INDEX_DESCRIPTOR, ""));
    step(context, "exporting manifest list " + root.digest());
    documents.put(root.digest(), content);
    return new BuiltImage(ImageDescriptor.of(root), Optional.empty(), layers, documents, List.of());
  }

  private BuiltImage image(
      BuildOutput output,
      ExportPlatform platform,
      String annotated,
      ImageOptions options,
      boolean oci,
      ExportContext context)
      throws IOException {
    OptionalLong epoch = epoch(output, platform, options);
    Optional<byte[]> base = platform.metadata(output, "containerimage.base.config");
    List<LayerBlob> blobs = layers(platform.ref(output), options, base, epoch, context.progress());
    byte[] config =
        ImageConfig.finish(
            platform
                .metadata(output, "containerimage.config")
                .filter(json -> json.length > 0)
                .orElseGet(ImageConfig::defaults),
            base,
            blobs.stream().map(LayerBlob::diffId).toList(),
            epoch,
            LayerOrigin.of(platform.ref(output)));
    List<Descriptor> layers =
        blobs.stream().map(blob -> described(blob.descriptor(), options, oci)).toList();
    Descriptor configDescriptor =
        new Descriptor(
            oci ? MediaTypes.OCI_CONFIG : MediaTypes.DOCKER_CONFIG,
            Digest.sha256(config),
            config.length);
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("schemaVersion", 2);
    manifest.put("mediaType", oci ? MediaTypes.OCI_MANIFEST : MediaTypes.DOCKER_MANIFEST);
    manifest.put("config", ImageDescriptor.of(configDescriptor).json());
    manifest.put(
        "layers",
        layers.isEmpty()
            ? new GoJson.Raw("null")
            : layers.stream().map(layer -> ImageDescriptor.of(layer).json()).toList());
    putAnnotations(manifest, options.annotations().of(Annotations.Place.MANIFEST, annotated));
    byte[] content = document(manifest);
    Descriptor root =
        new Descriptor(
            oci ? MediaTypes.OCI_MANIFEST : MediaTypes.DOCKER_MANIFEST,
            Digest.sha256(content),
            content.length,
            options.annotations().of(Annotations.Place.MANIFEST_DESCRIPTOR, annotated));
    step(context, "exporting manifest " + root.digest());
    step(context, "exporting config " + configDescriptor.digest());
    Map<Digest, byte[]> documents = new LinkedHashMap<>();
    documents.put(configDescriptor.digest(), config);
    documents.put(root.digest(), content);
    Map<Digest, Descriptor> all = new LinkedHashMap<>();
    layers.forEach(layer -> all.put(layer.digest(), layer));
    return new BuiltImage(
        new ImageDescriptor(root, Optional.of(platform.platform())),
        Optional.of(configDescriptor.digest()),
        all,
        documents,
        layers);
  }

  private static OptionalLong epoch(
      BuildOutput output, ExportPlatform platform, ImageOptions options) {
    if (options.epoch().isPresent()) {
      return options.epoch().get();
    }
    byte[] common = output.metadata().get("source.date.epoch");
    byte[] value =
        common != null ? common : platform.metadata(output, "source.date.epoch").orElse(null);
    return value == null
        ? OptionalLong.empty()
        : Attributes.seconds("SOURCE_DATE_EPOCH", new String(value, StandardCharsets.UTF_8));
  }

  private List<LayerBlob> layers(
      Optional<ImmutableRef> ref,
      ImageOptions options,
      Optional<byte[]> base,
      OptionalLong epoch,
      VertexProgress progress)
      throws IOException {
    if (ref.isEmpty()) {
      return List.of();
    }
    List<LayerBlob> blobs;
    try (VertexProgress.Status _ = progress.status("exporting layers", 0)) {
      blobs =
          refs.blobs(
              ref.get(), options.compression(), options.forceCompression(), OptionalLong.empty());
    }
    if (!options.rewriteTimestamp() || epoch.isEmpty()) {
      return blobs;
    }
    String line =
        "rewriting layers with source-date-epoch %d (%s)"
            .formatted(epoch.getAsLong(), Instant.ofEpochSecond(epoch.getAsLong()));
    try (VertexProgress.Status _ = progress.status(line, 0)) {
      List<Digest> kept = base.isPresent() ? Manifests.diffIds(base.get()) : List.of();
      return rewrite(blobs, kept, options, epoch.getAsLong());
    }
  }

  /** The layers of the base image stay what they are; all others get times not after the epoch. */
  private List<LayerBlob> rewrite(
      List<LayerBlob> blobs, List<Digest> kept, ImageOptions options, long epoch)
      throws IOException {
    List<Future<LayerBlob>> rewritten = new ArrayList<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            Thread.ofPlatform().name("rewrite-", 0).daemon().factory())) {
      boolean diverged = false;
      for (int i = 0; i < blobs.size(); i++) {
        LayerBlob blob = blobs.get(i);
        diverged |= i >= kept.size() || !kept.get(i).equals(blob.diffId());
        boolean change = diverged;
        rewritten.add(
            threads.submit(
                () -> change ? archiver.rewrite(blob, options.compression(), epoch) : blob));
      }
      List<LayerBlob> result = new ArrayList<>();
      try {
        for (Future<LayerBlob> future : rewritten) {
          result.add(future.get());
        }
        return result;
      } catch (ExecutionException e) {
        threads.shutdownNow();
        throw new IOException(e.getCause());
      } catch (InterruptedException e) {
        threads.shutdownNow();
        Thread.currentThread().interrupt();
        throw GatewayException.of(Code.CANCELLED, "context canceled");
      }
    }
  }

  private static Descriptor described(Descriptor layer, ImageOptions options, boolean oci) {
    String type =
        options.preferNondist()
            ? LayerMediaTypes.toOci(layer.mediaType())
            : LayerMediaTypes.distributable(layer.mediaType());
    return new Descriptor(
        oci ? type : LayerMediaTypes.toDocker(type),
        layer.digest(),
        layer.size(),
        oci ? layer.annotations() : Map.of());
  }

  private static void putAnnotations(Map<String, Object> json, Map<String, String> annotations) {
    if (!annotations.isEmpty()) {
      json.put("annotations", annotations);
    }
  }

  private static byte[] document(Object json) {
    return GoJson.writeIndented(json).getBytes(StandardCharsets.UTF_8);
  }

  private static void step(ExportContext context, String line) {
    context.progress().status(line, 0).close();
  }
}
