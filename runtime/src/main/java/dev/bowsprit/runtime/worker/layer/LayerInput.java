package dev.bowsprit.runtime.worker.layer;

import com.github.luben.zstd.ZstdInputStream;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.worker.content.ContentStore;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.security.MessageDigest;
import java.util.zip.GZIPInputStream;

/** The tar in a layer blob, hashed while it is read. */
final class LayerInput extends InputStream {

  private static final int BUFFER = 1 << 17;

  private final InputStream in;
  private final MessageDigest hash = Digest.sha256Hash();

  private LayerInput(InputStream in) {
    this.in = in;
  }

  /** Opens a blob; its first bytes tell how it is compressed, for media types are often wrong. */
  static LayerInput open(ContentStore store, Digest blob) throws IOException {
    InputStream raw = new BufferedInputStream(Channels.newInputStream(store.open(blob)), BUFFER);
    try {
      return new LayerInput(decompress(raw));
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
    int value = in.read();
    if (value >= 0) {
      hash.update((byte) value);
    }
    return value;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = in.read(bytes, offset, length);
    if (read > 0) {
      hash.update(bytes, offset, read);
    }
    return read;
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
