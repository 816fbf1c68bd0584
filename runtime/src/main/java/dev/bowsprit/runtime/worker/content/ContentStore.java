package dev.bowsprit.runtime.worker.content;

import dev.bowsprit.llb.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Blobs by digest. A blob appears whole and verified, or not at all. */
public interface ContentStore {

  /** The length of a blob in bytes, or empty if it is not here. */
  OptionalLong size(Digest digest);

  /**
   * Opens a blob.
   *
   * @throws java.nio.file.NoSuchFileException if it is not here
   */
  SeekableByteChannel open(Digest digest) throws IOException;

  /** Reads a small blob whole. */
  byte[] read(Digest digest) throws IOException;

  /** The file of a blob, for those who hand it to the kernel; read only. */
  Optional<Path> file(Digest digest);

  /** Writes a small blob. */
  Digest write(byte[] content) throws IOException;

  /** Begins to write a blob whose digest is known or not yet known. */
  Ingest ingest() throws IOException;

  /** Deletes a blob if it is here. */
  void delete(Digest digest) throws IOException;

  /** All blobs. */
  Set<Digest> list() throws IOException;

  /** A blob being written; closing it without a commit drops what was written. */
  abstract class Ingest extends OutputStream {

    /**
     * Makes the blob visible.
     *
     * @param expected the digest it must have, or empty to take what it has
     * @throws IOException if the digest differs or the disk fails
     */
    public abstract Digest commit(Optional<Digest> expected) throws IOException;

    /** How many bytes were written. */
    public abstract long written();
  }
}
