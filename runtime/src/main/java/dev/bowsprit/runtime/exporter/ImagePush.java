package dev.bowsprit.runtime.exporter;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.solver.VertexProgress;
import dev.bowsprit.runtime.source.registry.RegistryPush;
import dev.bowsprit.runtime.worker.content.ContentStore;
import dev.bowsprit.runtime.worker.content.Descriptor;
import dev.bowsprit.runtime.worker.image.Manifests;
import dev.bowsprit.runtime.worker.image.MediaTypes;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** Uploads one image: first what is referred to, then what refers to it. */
final class ImagePush {

  private static final int PARALLEL = 4;

  private final RegistryPush registry;
  private final ContentStore content;
  private final VertexProgress progress;

  ImagePush(RegistryPush registry, ContentStore content, VertexProgress progress) {
    this.registry = registry;
    this.content = content;
    this.progress = progress;
  }

  /** Uploads everything; the root under a tag or digest. */
  void push(BuiltImage image, String object) throws IOException {
    try (VertexProgress.Status _ = progress.status("pushing layers", 0)) {
      layers(List.copyOf(image.layers().values()));
    }
    Digest root = image.root().descriptor().digest();
    for (Map.Entry<Digest, byte[]> document : image.documents().entrySet()) {
      if (document.getKey().equals(root)) {
        continue;
      }
      if (isConfig(image, document.getKey(), document.getValue())) {
        if (!registry.has(document.getKey())) {
          registry.blob(document.getKey(), document.getValue());
        }
      } else {
        registry.manifest(
            document.getKey().toString(),
            Manifests.mediaType(document.getValue()),
            document.getValue());
      }
    }
    byte[] manifest = image.documents().get(root);
    if (manifest == null) {
      throw new NoSuchFileException(root.toString());
    }
    try (VertexProgress.Status _ = progress.status("pushing manifest for " + object, 0)) {
      registry.manifest(object, image.root().descriptor().mediaType(), manifest);
    }
  }

  private static boolean isConfig(BuiltImage image, Digest digest, byte[] document)
      throws IOException {
    return image.config().filter(digest::equals).isPresent()
        || !(MediaTypes.isManifest(mediaTypeIn(document))
            || MediaTypes.isIndex(mediaTypeIn(document)));
  }

  private static String mediaTypeIn(byte[] document) throws IOException {
    return new com.fasterxml.jackson.databind.ObjectMapper()
        .readTree(document)
        .path("mediaType")
        .asText("");
  }

  private void layers(List<Descriptor> layers) throws IOException {
    Semaphore slots = new Semaphore(PARALLEL);
    List<Future<?>> uploads = new ArrayList<>();
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      for (Descriptor layer : layers) {
        uploads.add(
            threads.submit(
                () -> {
                  slots.acquire();
                  try {
                    layer(layer);
                  } finally {
                    slots.release();
                  }
                  return null;
                }));
      }
      for (Future<?> upload : uploads) {
        upload.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GatewayException.of(Code.CANCELLED, "context canceled");
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case GatewayException failure -> throw failure;
        case IOException failure -> throw failure;
        case null, default -> throw new IOException(e.getCause());
      }
    } finally {
      threads.shutdownNow();
      threads.close();
    }
  }

  private void layer(Descriptor layer) throws IOException {
    if (registry.has(layer.digest())) {
      return;
    }
    Path file =
        content
            .file(layer.digest())
            .orElseThrow(() -> new NoSuchFileException(layer.digest().toString()));
    try (VertexProgress.Status status =
        progress.status("pushing " + layer.digest(), layer.size())) {
      registry.blob(layer.digest(), file);
      status.update(layer.size());
    }
  }
}
