package dev.bowsprit.runtime.session.fsutil;

import com.google.protobuf.ByteString;
import dev.bowsprit.runtime.session.fsutil.FileReceiver.Target;
import dev.bowsprit.wire.fsutil.Stat;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Writes received content in a few threads, so that hashing and the disk do not hold up the stream.
 * All of one file goes through one lane, in order.
 */
final class ContentLanes {

  private static final int LANES = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8);
  private static final int WAITING = 32;

  private record Piece(int id, @Nullable Stat stat, ByteString data) {}

  private static final Piece END = new Piece(-1, null, ByteString.EMPTY);

  private final Target target;
  private final Thread receiving;
  private final List<Lane> lanes = new ArrayList<>();
  private @Nullable Exception failure;

  /**
   * Makes the lanes; their threads start when they are needed.
   *
   * @param receiving is interrupted when a lane fails
   */
  ContentLanes(Target target, Thread receiving) {
    this.target = target;
    this.receiving = receiving;
  }

  /** Gives a piece of a file's content to its lane; an empty piece ends the file. */
  void put(int id, Stat stat, ByteString data) throws InterruptedException {
    if (lanes.isEmpty()) {
      for (int i = 0; i < LANES; i++) {
        lanes.add(new Lane());
      }
    }
    lanes.get(Math.floorMod(id, LANES)).queue.put(new Piece(id, stat, data));
  }

  /** Waits until all that was given is written. */
  void finish() throws InterruptedException {
    for (Lane lane : lanes) {
      lane.queue.put(END);
    }
    for (Lane lane : lanes) {
      lane.thread.join();
    }
    synchronized (this) {
      if (failure != null) {
        throw new InterruptedException();
      }
    }
  }

  /** Stops, closing what is open; the failure of a lane if that is why. */
  Optional<Exception> abort() {
    boolean interrupted = Thread.interrupted();
    for (Lane lane : lanes) {
      lane.thread.interrupt();
    }
    for (Lane lane : lanes) {
      while (lane.thread.isAlive()) {
        try {
          lane.thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      return Optional.ofNullable(failure);
    }
  }

  private synchronized void fail(Exception e) {
    if (failure == null) {
      failure = e;
      receiving.interrupt();
    }
  }

  private final class Lane implements Runnable {

    private final BlockingQueue<Piece> queue = new ArrayBlockingQueue<>(WAITING);
    private final Map<Integer, OutputStream> open = new HashMap<>();
    private final Thread thread = Thread.ofPlatform().daemon().name("file-content").start(this);

    @Override
    public void run() {
      try {
        for (Piece piece = queue.take(); piece.stat() != null; piece = queue.take()) {
          write(piece);
        }
      } catch (IOException | RuntimeException e) {
        fail(e);
      } catch (InterruptedException e) {
        // aborted; the files that are open stay incomplete
      } finally {
        closeAll();
      }
    }

    private void write(Piece piece) throws IOException {
      OutputStream out = open.get(piece.id());
      if (out == null) {
        out = target.content(Objects.requireNonNull(piece.stat()));
        open.put(piece.id(), out);
      }
      if (piece.data().isEmpty()) {
        open.remove(piece.id());
        out.close();
      } else {
        piece.data().writeTo(out);
      }
    }

    private void closeAll() {
      for (OutputStream out : open.values()) {
        try {
          out.close();
        } catch (IOException | RuntimeException e) {
          // it was not whole anyway
        }
      }
    }
  }
}
