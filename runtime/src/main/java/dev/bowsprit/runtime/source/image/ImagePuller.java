package dev.bowsprit.runtime.source.image;

import com.google.protobuf.ByteString;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.solver.VertexProgress;
import dev.bowsprit.runtime.worker.content.ContentStore;
import dev.bowsprit.runtime.worker.content.Descriptor;
import dev.bowsprit.runtime.worker.image.ImagePlatform;
import dev.bowsprit.runtime.worker.image.Manifests;
import dev.bowsprit.runtime.worker.image.MediaTypes;
import dev.bowsprit.runtime.worker.layer.LayerBlob;
import dev.bowsprit.runtime.worker.layer.LayerMediaTypes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets images into the content store: each blob once, verified, and resumed where a connection
 * broke.
 */
final class ImagePuller {

  private static final Logger LOG = LoggerFactory.getLogger(ImagePuller.class);

  /** Manifests and configs are small; more is a sign of a hostile registry. */
  static final int MAX_DOCUMENT = 8 << 20;

  private static final int ATTEMPTS = 5;
  private static final int PARALLEL = 6;

  private final ContentStore content;
  private final Map<Digest, ReentrantLock> pulling = new ConcurrentHashMap<>();

  ImagePuller(ContentStore content) {
    this.content = content;
  }

  /**
   * An image for one platform.
   *
   * @param root what the name stands for, maybe an index of many images
   * @param manifest of the image
   * @param config of the image, as it is
   */
  record Image(Descriptor root, Manifests.Manifest manifest, ByteString config) {

    /** The layers with their diffIDs, lowest first. */
    List<LayerBlob> layers() throws IOException {
      List<Digest> diffIds = Manifests.diffIds(config.toByteArray());
      if (diffIds.size() != manifest.layers().size()) {
        throw new IOException(
            "mismatched image rootfs and manifest layers: config has "
                + diffIds.size()
                + ", manifest "
                + manifest.layers().size());
      }
      List<LayerBlob> result = new ArrayList<>();
      for (int i = 0; i < diffIds.size(); i++) {
        Descriptor layer = manifest.layers().get(i);
        if (LayerMediaTypes.compressionOf(layer.mediaType()).isEmpty()) {
          throw new IOException("unsupported media type of layer: " + layer.mediaType());
        }
        result.add(
            new LayerBlob(
                new Descriptor(
                    LayerMediaTypes.toOci(layer.mediaType()),
                    layer.digest(),
                    layer.size(),
                    layer.annotations()),
                diffIds.get(i)));
      }
      return result;
    }
  }

  /** A manifest or index that is here already. */
  Optional<Descriptor> local(Digest digest) throws IOException {
    if (content.size(digest).isEmpty() || dropIfDamaged(digest)) {
      return Optional.empty();
    }
    byte[] document = content.read(digest);
    return Optional.of(new Descriptor(Manifests.mediaType(document), digest, document.length));
  }

  /** Gets manifest and config. */
  Image describe(ImageRepository repository, Descriptor root, ImagePlatform platform)
      throws IOException {
    if (root.mediaType().startsWith(MediaTypes.DOCKER_SCHEMA1.replace("+json", ""))) {
      throw GatewayException.of(
          Code.FAILED_PRECONDITION,
          "support Docker Image manifest version 2, schema 1 has been removed. More information"
              + " at https://docs.docker.com/go/deprecated-image-specs/");
    }
    byte[] document = document(repository, root);
    String type = Manifests.mediaType(document);
    for (int depth = 0; MediaTypes.isIndex(type); depth++) {
      Optional<Manifests.Entry> entry = Manifests.select(Manifests.index(document), platform);
      if (entry.isEmpty() || depth > 3) {
        throw GatewayException.of(Code.NOT_FOUND, "no match for platform in manifest: not found");
      }
      document = document(repository, entry.get().descriptor());
      type = Manifests.mediaType(document);
    }
    Manifests.Manifest manifest = Manifests.manifest(document);
    return new Image(root, manifest, ByteString.copyFrom(document(repository, manifest.config())));
  }

  /** A manifest, index or config, verified; kept for the next who asks. */
  byte[] document(ImageRepository repository, Descriptor descriptor) throws IOException {
    Digest digest = descriptor.digest();
    if (content.size(digest).isPresent() && !dropIfDamaged(digest)) {
      return content.read(digest);
    }
    byte[] bytes = repository.document(descriptor);
    if (bytes.length > MAX_DOCUMENT) {
      throw new IOException("manifest or config " + digest + " is too large");
    }
    try (ContentStore.Ingest ingest = content.ingest()) {
      ingest.write(bytes);
      ingest.commit(Optional.of(digest));
    } catch (IOException e) {
      throw new IOException("manifest or config " + digest + ": " + e.getMessage(), e);
    }
    return bytes;
  }

  /**
   * Deletes a blob that is not what its digest says any more, after a failure of the disk for
   * instance, so that it is pulled anew.
   *
   * @return whether it was damaged
   */
  private boolean dropIfDamaged(Digest digest) throws IOException {
    if (!digest.algorithm().equals("sha256") || content.size(digest).isEmpty()) {
      return false;
    }
    MessageDigest hash = Digest.sha256Hash();
    try (InputStream in = Channels.newInputStream(content.open(digest))) {
      in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), hash));
    }
    boolean damaged = !Digest.ofSha256(hash).equals(digest);
    if (damaged) {
      LOG.warn("the blob {} was damaged on the disk; it is pulled anew", digest);
      content.delete(digest);
    }
    return damaged;
  }

  /**
   * Whether pulling a blob again may help: it was damaged on the disk, or has gone since, with a
   * layer of another build that had it.
   */
  boolean lacks(Digest digest) throws IOException {
    return content.size(digest).isEmpty() || dropIfDamaged(digest);
  }

  /** Gets the layers that are not here yet, several at a time. */
  void layers(ImageRepository repository, List<LayerBlob> layers, VertexProgress progress) {
    Semaphore slots = new Semaphore(PARALLEL);
    List<Future<?>> pulls = new ArrayList<>();
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      for (LayerBlob layer : layers) {
        pulls.add(
            threads.submit(
                () -> {
                  slots.acquire();
                  try {
                    pullOnce(repository, layer.descriptor(), progress);
                  } finally {
                    slots.release();
                  }
                  return null;
                }));
      }
      for (Future<?> pull : pulls) {
        pull.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GatewayException.of(Code.CANCELLED, "context canceled");
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } finally {
      threads.shutdownNow();
      threads.close();
    }
  }

  private static RuntimeException failure(@Nullable Throwable cause) {
    return switch (cause) {
      case GatewayException e -> e;
      case IOException e -> new UncheckedIOException(e.getMessage(), e);
      case null, default -> new IllegalStateException(cause);
    };
  }

  private void pullOnce(ImageRepository repository, Descriptor layer, VertexProgress progress)
      throws IOException, InterruptedException {
    ReentrantLock lock = pulling.computeIfAbsent(layer.digest(), d -> new ReentrantLock());
    lock.lockInterruptibly();
    try {
      if (!isWhole(layer)) {
        pull(repository, layer, progress);
      }
    } finally {
      lock.unlock();
      pulling.remove(layer.digest(), lock);
    }
  }

  /** Whether a layer is here, as long as it should be; a shorter one was damaged on the disk. */
  private boolean isWhole(Descriptor layer) throws IOException {
    OptionalLong size = content.size(layer.digest());
    return size.isPresent()
        && (layer.size() < 0 || size.getAsLong() == layer.size() || !dropIfDamaged(layer.digest()));
  }

  private void pull(ImageRepository repository, Descriptor layer, VertexProgress progress)
      throws IOException {
    try {
      transfer(repository, layer, progress);
    } catch (IOException e) {
      String cause = Optional.ofNullable(e.getMessage()).orElse("the connection broke");
      throw new IOException("layer " + layer.digest() + ": " + cause, e);
    } catch (GatewayException e) {
      throw e.during("layer " + layer.digest());
    }
  }

  private void transfer(ImageRepository repository, Descriptor layer, VertexProgress progress)
      throws IOException {
    try (VertexProgress.Status status = progress.status(layer.digest().toString(), layer.size());
        ContentStore.Ingest ingest = content.ingest()) {
      for (int attempt = 1; ; attempt++) {
        try (InputStream in = repository.blob(layer.digest(), ingest.written())) {
          receive(in, layer, ingest, status);
          break;
        } catch (IOException e) {
          if (attempt == ATTEMPTS || Thread.currentThread().isInterrupted()) {
            throw e;
          }
        } catch (GatewayException e) {
          if (attempt == ATTEMPTS || e.code() != Code.UNAVAILABLE) {
            throw e;
          }
        }
      }
      if (isTooLong(layer, ingest)) {
        throw new IOException(
            "it is longer than the %d bytes that the manifest says".formatted(layer.size()));
      }
      ingest.commit(Optional.of(layer.digest()));
    }
  }

  /** Takes what is sent, up to the first bytes that are too many. */
  private static void receive(
      InputStream in, Descriptor layer, ContentStore.Ingest ingest, VertexProgress.Status status)
      throws IOException {
    byte[] buffer = new byte[1 << 17];
    for (int read = in.read(buffer);
        read >= 0 && !isTooLong(layer, ingest);
        read = in.read(buffer)) {
      ingest.write(buffer, 0, read);
      status.update(ingest.written());
    }
    if (ingest.written() < layer.size()) {
      throw new IOException(
          "only %d of its %d bytes were sent".formatted(ingest.written(), layer.size()));
    }
  }

  private static boolean isTooLong(Descriptor layer, ContentStore.Ingest ingest) {
    return layer.size() >= 0 && ingest.written() > layer.size();
  }
}
