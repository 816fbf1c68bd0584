package dev.bowsprit.runtime.source.image;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.solver.CacheMap;
import dev.bowsprit.runtime.solver.Op;
import dev.bowsprit.runtime.solver.OpContext;
import dev.bowsprit.runtime.solver.VertexProgress;
import dev.bowsprit.runtime.worker.content.Descriptor;
import dev.bowsprit.runtime.worker.image.GoJson;
import dev.bowsprit.runtime.worker.image.ImagePlatform;
import dev.bowsprit.runtime.worker.layer.BrokenLayerException;
import dev.bowsprit.runtime.worker.layer.LayerBlob;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.ref.RefInfo;
import dev.bowsprit.runtime.worker.ref.RefStore;
import dev.bowsprit.wire.pb.SourceOp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Provides the files of one image. */
final class ImageOp implements Op {

  private static final int ATTEMPTS = 5;

  private final ImageSource source;
  private final RefStore refs;
  private final ImagePuller puller;
  private final SourceOp op;
  private final ImageIdentifier id;
  private final ImagePlatform platform;
  private ImagePuller.@Nullable Image image;

  ImageOp(
      ImageSource source,
      RefStore refs,
      ImagePuller puller,
      SourceOp op,
      ImageIdentifier id,
      ImagePlatform platform) {
    this.source = source;
    this.refs = refs;
    this.puller = puller;
    this.op = op;
    this.id = id;
    this.platform = platform;
  }

  @Override
  public CacheMap cacheMap(OpContext context) {
    return new CacheMap(key(image(context).root().digest()), List.of());
  }

  /** Equal images for equal platforms share a key, whatever their names. */
  private Digest key(Digest root) {
    Map<String, Object> key = new LinkedHashMap<>();
    key.put("Digest", root.toString());
    key.put("OS", platform.os());
    key.put("Arch", platform.architecture());
    if (!platform.variant().isEmpty()) {
      key.put("Variant", platform.variant());
    }
    if (!platform.osVersion().isEmpty()) {
      key.put("OSVersion", platform.osVersion());
    }
    if (!platform.osFeatures().isEmpty()) {
      key.put("OSFeatures", platform.osFeatures());
    }
    id.layerLimit().ifPresent(limit -> key.put("Limit", limit));
    return Digest.sha256(GoJson.write(key));
  }

  private synchronized ImagePuller.Image image(OpContext context) {
    ImagePuller.Image known = image;
    if (known != null) {
      return known;
    }
    try (VertexProgress.Status _ = context.progress().status("resolve " + id.reference(), 0)) {
      ImageRepository repository = source.repository(op, id, context);
      Descriptor root = source.root(op, id, repository, context);
      if (id.checksum().isPresent() && !id.checksum().get().equals(root.digest())) {
        throw GatewayException.of(
            Code.UNKNOWN,
            "image digest %s for %s does not match expected checksum %s"
                .formatted(root.digest(), id.reference(), id.checksum().get()));
      }
      ImagePuller.Image described = puller.describe(repository, root, platform);
      image = described;
      return described;
    } catch (IOException e) {
      throw failed(id.reference().toString(), e);
    }
  }

  @Override
  public List<ImmutableRef> exec(OpContext context, List<ImmutableRef> inputs) {
    ImagePuller.Image found = image(context);
    String name =
        id.reference().digest().isPresent()
            ? id.reference().toString()
            : id.reference() + "@" + found.root().digest();
    try {
      List<LayerBlob> layers = limited(found.layers());
      if (layers.isEmpty()) {
        return List.of(refs.scratch());
      }
      return List.of(pulled(name, layers, context));
    } catch (IOException e) {
      throw failed(name, e);
    }
  }

  /** What the disk has damaged, or another build has removed meanwhile, is pulled again. */
  private ImmutableRef pulled(String name, List<LayerBlob> layers, OpContext context)
      throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return unpacked(name, layers, context);
      } catch (BrokenLayerException e) {
        if (!puller.lacks(e.blob().digest())) {
          throw new IOException(broken(e, layers), e);
        }
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static GatewayException failed(String name, IOException e) {
    return ImageSource.failed(new IOException("image %s: %s".formatted(name, e.getMessage()), e));
  }

  /** A blob that is what its digest says is broken wherever it is. */
  private static String broken(BrokenLayerException e, List<LayerBlob> layers) {
    int index = layers.stream().map(LayerBlob::descriptor).toList().indexOf(e.blob());
    return "layer %d of %d, %s: %s; it was pushed so: build the image again and push it"
        .formatted(index + 1, layers.size(), e.blobText(), e.reason());
  }

  private ImmutableRef unpacked(String name, List<LayerBlob> layers, OpContext context)
      throws IOException {
    try {
      puller.layers(source.repository(op, id, context), layers, context.progress());
      try (VertexProgress.Status _ =
          context.progress().status("extracting " + layers.getLast().descriptor().digest(), 0)) {
        return refs.ofBlobs(layers, new RefInfo("pulled from " + id.reference(), id.recordType()));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (GatewayException e) {
      throw e.code() == Code.CANCELLED ? e : e.during("image " + name);
    }
  }

  private List<LayerBlob> limited(List<LayerBlob> layers) {
    if (id.layerLimit().isEmpty()) {
      return layers;
    }
    int limit = id.layerLimit().getAsInt();
    if (limit > layers.size()) {
      throw GatewayException.of(
          Code.INVALID_ARGUMENT,
          "layer limit %d is greater than the number of layers in the image %d"
              .formatted(limit, layers.size()));
    }
    return layers.subList(0, limit);
  }
}
