package dev.bowsprit.runtime.source.local;

import dev.bowsprit.frontend.ignore.PatternMatcher;
import dev.bowsprit.runtime.session.fsutil.FileMode;
import dev.bowsprit.runtime.session.fsutil.FileReceiver;
import dev.bowsprit.wire.fsutil.Stat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Takes of a transfer only the list of files, which becomes a file of its own, and the few files
 * that are wanted nevertheless.
 */
final class MetadataSync implements FileReceiver.Target {

  /** The file in which the list ends up, as in BuildKit. */
  static final String LIST = ".fsutil-metadata";

  private final FolderSync sync;
  private final PatternMatcher wanted;
  private final ByteArrayOutputStream list = new ByteArrayOutputStream();
  private final Deque<Stat> parents = new ArrayDeque<>();

  MetadataSync(FolderSync sync, PatternMatcher wanted) {
    this.sync = sync;
    this.wanted = wanted;
  }

  @Override
  public boolean entry(Stat stat) throws IOException {
    if (stat.getPath().equals(LIST)) {
      return false;
    }
    byte[] bytes = stat.toBuilder().clearIdentity().build().toByteArray();
    list.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length).array());
    list.write(bytes);
    while (!parents.isEmpty() && !stat.getPath().startsWith(parents.peek().getPath() + "/")) {
      parents.pop();
    }
    if (!wanted.matches(stat.getPath())) {
      if (FileMode.isDir(stat.getMode())) {
        parents.push(stat);
      }
      return false;
    }
    while (!parents.isEmpty()) {
      sync.entry(parents.removeLast());
    }
    return sync.entry(stat);
  }

  @Override
  public OutputStream content(Stat stat) throws IOException {
    return sync.content(stat);
  }

  @Override
  public void failed() {
    sync.failed();
  }

  /** Writes the list. */
  void finish() throws IOException {
    Stat stat = Stat.newBuilder().setPath(LIST).setMode(0644).setSize(list.size()).build();
    // Another list of the same length looks the same, so the file is always written.
    sync.rewrite(stat);
    try (OutputStream out = sync.content(stat)) {
      list.writeTo(out);
    }
    sync.finish();
  }
}
