package dev.bowsprit.runtime.worker.layer;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.worker.content.ContentStore;
import dev.bowsprit.runtime.worker.content.Descriptor;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The tar in a layer blob, hashed while it is read. */
final class LayerInput extends InputStream {

  private static final int BUFFER = 1 << 17;

  private final Descriptor blob;
  private final InputStream in;
  private final MessageDigest hash = Digest.sha256Hash();

  private LayerInput(Descriptor blob, InputStream in) {
    super();
    this.blob = blob;
    this.in = in;
  }

  /** Opens a blob; its first bytes tell how it is compressed, for media types are often wrong. */
  static LayerInput open(ContentStore store, Descriptor blob) throws IOException {
    InputStream raw;
    try {
      raw = new BufferedInputStream(Channels.newInputStream(store.open(blob.digest())), BUFFER);
    } catch (NoSuchFileException e) {
      throw BrokenLayerException.of(blob, e);
    }
    try {
      return new LayerInput(blob, decompress(raw));
    } catch (EOFException | ZipException | ZstdIOException e) {
      raw.close();
      throw BrokenLayerException.of(blob, e);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  private static InputStream decompress(InputStream raw) throws IOException {
    raw.mark(4);
    byte[] magic = raw.readNBytes(4);
    raw.reset();
    if (startsWith(magic, 0x1f, 0x8b, 8)) {
      return new BufferedInputStream(new GZIPInputStream(raw, BUFFER), BUFFER);
    }
    if (startsWith(magic, 0x28, 0xb5, 0x2f, 0xfd) || isSkippableFrame(magic)) {
      return new BufferedInputStream(new ZstdInputStream(raw).setContinuous(false), BUFFER);
    }
    return raw;
  }

  private static boolean startsWith(byte[] bytes, int... magic) {
    if (bytes.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((bytes[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSkippableFrame(byte[] magic) {
    return magic.length == 4
        && (magic[0] & 0xf0) == 0x50
        && magic[1] == 0x2a
        && magic[2] == 0x4d
        && magic[3] == 0x18;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      int read = in.read(bytes, offset, length);
      if (read > 0) {
        hash.update(bytes, offset, read);
      }
      return read;
    } catch (EOFException | ZipException | ZstdIOException e) {
      throw BrokenLayerException.of(blob, e);
    }
  }

  /** Reads what follows the archive's end and gives the digest of all, the diffID. */
  Digest finish() throws IOException {
    byte[] rest = new byte[1 << 14];
    while (read(rest, 0, rest.length) >= 0) {
      // hashed by reading
    }
    return Digest.ofSha256(hash);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
