package dev.bowsprit.runtime.worker.layer;

import com.github.luben.zstd.ZstdOutputStream;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.worker.content.ContentStore;
import dev.bowsprit.runtime.worker.content.Descriptor;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** Takes the tar of a layer and makes a blob of it, hashing tar and blob as they pass. */
final class LayerOutput extends OutputStream {

  private static final int BUFFER = 1 << 16;

  private final Compression compression;
  private final ContentStore.Ingest ingest;
  private final MessageDigest diffHash = Digest.sha256Hash();
  private final OutputStream compressor;
  private final byte[] buffer = new byte[BUFFER];
  private int buffered;

  LayerOutput(ContentStore store, Compression compression, ExecutorService threads)
      throws IOException {
    if (compression.type() == Compression.Type.ESTARGZ) {
      throw new IOException("layers cannot be written as estargz; use gzip or zstd");
    }
    this.compression = compression;
    this.ingest = store.ingest();
    this.compressor =
        switch (compression.type()) {
          case UNCOMPRESSED -> ingest;
          case ZSTD -> new ZstdOutputStream(new KeepOpen(ingest), compression.level().orElse(3));
          default -> new ParallelGzip(ingest, compression.level().orElse(-1), threads);
        };
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > BUFFER - buffered) {
      drain();
      if (length >= BUFFER) {
        pass(bytes, offset, length);
        return;
      }
    }
    System.arraycopy(bytes, offset, buffer, buffered, length);
    buffered += length;
  }

  private void drain() throws IOException {
    pass(buffer, 0, buffered);
    buffered = 0;
  }

  private void pass(byte[] bytes, int offset, int length) throws IOException {
    diffHash.update(bytes, offset, length);
    compressor.write(bytes, offset, length);
  }

  /** Makes the blob. */
  LayerBlob commit() throws IOException {
    drain();
    if (compressor instanceof ParallelGzip gzip) {
      gzip.finish();
    } else if (compressor instanceof ZstdOutputStream zstd) {
      zstd.close();
    }
    Digest diffId = Digest.ofSha256(diffHash);
    Digest digest = ingest.commit(Optional.empty());
    return new LayerBlob(
        new Descriptor(LayerMediaTypes.of(compression.type()), digest, ingest.written()), diffId);
  }

  /** Drops everything if there was no commit. */
  @Override
  public void close() throws IOException {
    try {
      if (compressor instanceof ParallelGzip gzip) {
        gzip.close();
      } else if (compressor instanceof ZstdOutputStream zstd) {
        zstd.close();
      }
    } finally {
      ingest.close();
    }
  }

  /** The end of the compressed stream is not the end of the blob. */
  private static final class KeepOpen extends OutputStream {
    private final OutputStream out;

    KeepOpen(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
      out.write(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }
  }
}
