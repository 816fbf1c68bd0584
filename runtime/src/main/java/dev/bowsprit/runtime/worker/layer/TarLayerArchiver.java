package dev.bowsprit.runtime.worker.layer;

import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.worker.content.ContentStore;
import dev.bowsprit.runtime.worker.content.Descriptor;
import dev.bowsprit.runtime.worker.tar.InvalidTarException;
import dev.bowsprit.runtime.worker.tar.TarHeader;
import dev.bowsprit.runtime.worker.tar.TarReader;
import dev.bowsprit.runtime.worker.tar.TarWriter;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Archives and unpacks layers with the blobs in a content store.
 *
 * <p>Any number of layers may be worked on at once; the threads that compress are shared, one a
 * processor.
 */
public final class TarLayerArchiver implements LayerArchiver, AutoCloseable {

  /** Manifests show by this annotation that a layer's times were limited, and to which. */
  private static final String REWRITTEN = "buildkit/rewritten-timestamp";

  private final ContentStore store;
  private final ExecutorService threads;

  /** Works with the blobs of a store. */
  public TarLayerArchiver(ContentStore store) {
    this.store = store;
    this.threads =
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            Thread.ofPlatform().daemon().name("compress-", 0).factory());
  }

  @Override
  public LayerBlob archive(
      Path layer, List<Path> below, Compression compression, OptionalLong epoch)
      throws IOException {
    try (LayerOutput out = new LayerOutput(store, compression, threads)) {
      LayerTar.write(layer, LowerFiles.of(below), new TarWriter(out), epoch);
      return out.commit();
    }
  }

  @Override
  public LayerBlob unpack(Descriptor blob, Path layer, List<Path> below) throws IOException {
    try (LayerInput in = LayerInput.open(store, blob);
        TarReader tar = new TarReader(in)) {
      new LayerUnpacker(layer, LowerFiles.of(below), tar).run();
      return new LayerBlob(blob, in.finish());
    } catch (EOFException | InvalidTarException e) {
      throw BrokenLayerException.of(blob, e);
    }
  }

  @Override
  public LayerBlob convert(LayerBlob blob, Compression compression) throws IOException {
    if (LayerMediaTypes.compressionOf(blob.descriptor().mediaType())
        .equals(Optional.of(compression.type()))) {
      return blob;
    }
    byte[] buffer = new byte[1 << 17];
    try (LayerInput in = LayerInput.open(store, blob.descriptor());
        LayerOutput out = new LayerOutput(store, compression, threads)) {
      for (int read = in.read(buffer, 0, buffer.length);
          read >= 0;
          read = in.read(buffer, 0, buffer.length)) {
        checkInterrupt();
        out.write(buffer, 0, read);
      }
      return out.commit();
    }
  }

  @Override
  public LayerBlob rewrite(LayerBlob blob, Compression compression, long epoch) throws IOException {
    byte[] buffer = new byte[1 << 17];
    try (LayerInput in = LayerInput.open(store, blob.descriptor());
        TarReader reader = new TarReader(in);
        LayerOutput out = new LayerOutput(store, compression, threads)) {
      TarWriter writer = new TarWriter(out);
      for (Optional<TarHeader> next = reader.next(); next.isPresent(); next = reader.next()) {
        checkInterrupt();
        writer.begin(next.get().notAfter(epoch));
        if (next.get().hasContent()) {
          for (int read = reader.read(buffer, 0, buffer.length);
              read >= 0;
              read = reader.read(buffer, 0, buffer.length)) {
            writer.write(buffer, 0, read);
          }
        }
      }
      writer.close();
      LayerBlob rewritten = out.commit();
      Descriptor plain = rewritten.descriptor();
      return new LayerBlob(
          new Descriptor(
              plain.mediaType(),
              plain.digest(),
              plain.size(),
              Map.of(REWRITTEN, Long.toString(epoch))),
          rewritten.diffId());
    }
  }

  @Override
  public Digest diffId(Descriptor blob) throws IOException {
    try (LayerInput in = LayerInput.open(store, blob)) {
      return in.finish();
    }
  }

  private static void checkInterrupt() throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new java.io.InterruptedIOException("conversion of a layer was cancelled");
    }
  }

  /** Ends the threads. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
