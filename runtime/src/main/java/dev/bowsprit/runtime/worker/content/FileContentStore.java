package dev.bowsprit.runtime.worker.content;

import dev.bowsprit.llb.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/**
 * Blobs as files, laid out as in an OCI image layout: {@code blobs/sha256/HEX} below a folder.
 *
 * <p>A blob is written beside its place and renamed into it, so a killed process leaves no half
 * blob, only a file in the ingest folder that the next start deletes. Blobs can be built or pulled
 * again, so by default the file system decides when they reach the disk, which is much faster for
 * many small ones.
 */
public final class FileContentStore implements ContentStore {

  /** What a blob survives. */
  public enum Durability {
    /** The end of the process, however it comes. */
    PROCESS,
    /** A loss of power. */
    POWER
  }

  private final Path blobs;
  private final Path ingests;
  private final Durability durability;

  /**
   * Opens the store below a folder, made if absent, and drops what an earlier process left half
   * written. The folder belongs to this process alone.
   */
  public FileContentStore(Path folder, Durability durability) throws IOException {
    this.blobs = folder.resolve("blobs");
    this.ingests = folder.resolve("ingest");
    this.durability = durability;
    Files.createDirectories(blobs.resolve("sha256"));
    Files.createDirectories(ingests);
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(ingests)) {
      for (Path leftover : leftovers) {
        Files.deleteIfExists(leftover);
      }
    }
  }

  /** Opens a store whose blobs survive the end of the process. */
  public FileContentStore(Path folder) throws IOException {
    this(folder, Durability.PROCESS);
  }

  @Override
  public OptionalLong size(Digest digest) {
    try {
      BasicFileAttributes attributes =
          blobs
              .getFileSystem()
              .provider()
              .readAttributesIfExists(path(digest), BasicFileAttributes.class);
      return attributes == null ? OptionalLong.empty() : OptionalLong.of(attributes.size());
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public SeekableByteChannel open(Digest digest) throws IOException {
    return FileChannel.open(path(digest), StandardOpenOption.READ);
  }

  @Override
  public byte[] read(Digest digest) throws IOException {
    return Files.readAllBytes(path(digest));
  }

  @Override
  public Optional<Path> file(Digest digest) {
    Path path = path(digest);
    return Files.exists(path) ? Optional.of(path) : Optional.empty();
  }

  @Override
  public Digest write(byte[] content) throws IOException {
    Digest digest = Digest.sha256(content);
    if (size(digest).orElse(-1) == content.length) {
      return digest;
    }
    try (Ingest ingest = ingest()) {
      ingest.write(content);
      return ingest.commit(Optional.of(digest));
    }
  }

  @Override
  public Ingest ingest() throws IOException {
    Path file = ingests.resolve(UUID.randomUUID().toString());
    return new FileIngest(
        file, FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  @Override
  public void delete(Digest digest) throws IOException {
    Files.deleteIfExists(path(digest));
  }

  @Override
  public Set<Digest> list() throws IOException {
    Set<Digest> result = new HashSet<>();
    try (DirectoryStream<Path> algorithms = Files.newDirectoryStream(blobs)) {
      for (Path algorithm : algorithms) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(algorithm)) {
          for (Path file : files) {
            result.add(
                new Digest(algorithm.getFileName().toString(), file.getFileName().toString()));
          }
        }
      }
    }
    return result;
  }

  private Path path(Digest digest) {
    return blobs.resolve(digest.algorithm()).resolve(digest.hex());
  }

  private final class FileIngest extends Ingest {
    private final Path file;
    private final FileChannel channel;
    private final MessageDigest hash = Digest.sha256Hash();
    private long written;
    private boolean done;

    FileIngest(Path file, FileChannel channel) {
      this.file = file;
      this.channel = channel;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      hash.update(bytes, offset, length);
      ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
      while (buffer.hasRemaining()) {
        written += channel.write(buffer);
      }
    }

    @Override
    public Digest commit(Optional<Digest> expected) throws IOException {
      Digest sha256 = Digest.ofSha256(hash);
      Digest actual = sha256;
      if (expected.isPresent() && !expected.get().algorithm().equals("sha256")) {
        actual = rehash(expected.get().algorithm());
      }
      if (expected.isPresent() && !expected.get().equals(actual)) {
        throw new IOException(
            "unexpected digest: content has " + actual + ", expected " + expected.get());
      }
      if (durability == Durability.POWER) {
        channel.force(true);
      }
      channel.close();
      Path target = path(actual);
      try {
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (NoSuchFileException e) {
        Files.createDirectories(target.getParent());
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
      }
      done = true;
      return actual;
    }

    /** Digests of other algorithms are so rare that their blobs are simply read again. */
    private Digest rehash(String algorithm) throws IOException {
      try {
        MessageDigest other = MessageDigest.getInstance(algorithm.replace("sha", "SHA-"));
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        try (FileChannel reader = FileChannel.open(file, StandardOpenOption.READ)) {
          while (reader.read(buffer) >= 0) {
            other.update(buffer.flip());
            buffer.clear();
          }
        }
        return new Digest(algorithm, HexFormat.of().formatHex(other.digest()));
      } catch (java.security.NoSuchAlgorithmException e) {
        throw new IOException("unsupported digest algorithm: " + algorithm, e);
      }
    }

    @Override
    public long written() {
      return written;
    }

    @Override
    public void close() throws IOException {
      if (done) {
        return;
      }
      done = true;
      channel.close();
      Files.deleteIfExists(file);
    }
  }
}
