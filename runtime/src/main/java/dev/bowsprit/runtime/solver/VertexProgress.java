package dev.bowsprit.runtime.solver;

import java.io.OutputStream;

/** Where one vertex shows what it does; all of it goes to the builds that wait for the vertex. */
public interface VertexProgress {

  /** The stream numbers of logs on the wire. */
  int STDOUT = 1;

  /** Standard error. */
  int STDERR = 2;

  /** A stream whose bytes are shown as log of the vertex; closing it flushes. */
  OutputStream log(int stream);

  /** Begins a piece of the work that has its own line, for instance the pull of a layer. */
  Status status(String id, long total);

  /** A piece of the work; closing it says that it is done. */
  interface Status extends AutoCloseable {

    /** Tells how far it is, in the unit of the total, mostly bytes. */
    void update(long current);

    @Override
    void close();
  }
}
