package dev.bowsprit.runtime.session.fsutil;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.session.transport.MessageStream;
import dev.bowsprit.runtime.wire.fsutil.Packet;
import dev.bowsprit.runtime.wire.fsutil.Packet.PacketType;
import dev.bowsprit.wire.fsutil.Stat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Sends a tree of files: first what there is, and along the way the content of those files that the
 * receiver asks for.
 *
 * @see <a href="https://github.com/tonistiigi/fsutil/blob/master/receive.go">the protocol</a>
 */
public final class FileSender {

  /** The greatest piece of content in one packet, in bytes. */
  private static final int CHUNK = 256 << 10;

  /** How many files are read at the same time. */
  private static final int READERS = 4;

  private final MessageStream<Packet, Packet> stream;
  private final FileTree tree;
  private final Map<Integer, Stat> requestable = new ConcurrentHashMap<>();
  private final Semaphore readers = new Semaphore(READERS);
  private final Thread receiving = Thread.currentThread();
  private volatile @Nullable RuntimeException failure;

  private FileSender(MessageStream<Packet, Packet> stream, FileTree tree) {
    this.stream = stream;
    this.tree = tree;
  }

  /**
   * Sends the tree; returns once the receiver has all it wants.
   *
   * @throws GatewayException if a file cannot be read or the receiver fails
   */
  public static void send(MessageStream<Packet, Packet> stream, FileTree tree) {
    new FileSender(stream, tree).run();
  }

  private void run() {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        threads.execute(() -> guarded(this::sendStats));
        serve(threads);
      } finally {
        threads.shutdownNow();
      }
    } catch (RuntimeException e) {
      RuntimeException first = failure;
      if (first != null) {
        Thread.interrupted();
        throw first;
      }
      throw e;
    }
  }

  private void serve(ExecutorService threads) {
    while (true) {
      Optional<Packet> packet = stream.receive();
      if (packet.isEmpty()) {
        throw GatewayException.of(
            GatewayException.Code.CANCELLED, "the receiver of files went away");
      }
      switch (packet.get().getType()) {
        case PACKET_REQ -> request(packet.get().getID(), threads);
        case PACKET_ERR ->
            throw GatewayException.of(
                GatewayException.Code.UNKNOWN,
                "error from receiver: " + packet.get().getData().toStringUtf8());
        case PACKET_FIN -> {
          stream.send(Packet.newBuilder().setType(PacketType.PACKET_FIN).build());
          return;
        }
        case PACKET_STAT, PACKET_DATA, UNRECOGNIZED -> {
          // nothing that a receiver sends
        }
      }
    }
  }

  private void request(int id, ExecutorService threads) {
    Stat stat = requestable.remove(id);
    if (stat == null) {
      throw GatewayException.of(
          GatewayException.Code.INVALID_ARGUMENT, "invalid file id " + Integer.toUnsignedLong(id));
    }
    threads.execute(() -> guarded(() -> sendContent(id, stat)));
  }

  private void sendStats() throws IOException {
    int[] next = {0};
    try {
      tree.walk(
          stat -> {
            int id = next[0]++;
            if (FileMode.isRegular(stat.getMode())) {
              requestable.put(id, stat);
            }
            stream.send(Packet.newBuilder().setType(PacketType.PACKET_STAT).setStat(stat).build());
          });
    } catch (IOException e) {
      stream.send(
          Packet.newBuilder()
              .setType(PacketType.PACKET_ERR)
              .setData(ByteString.copyFrom(reason(e), StandardCharsets.UTF_8))
              .build());
      throw e;
    }
    stream.send(Packet.newBuilder().setType(PacketType.PACKET_STAT).build());
  }

  private void sendContent(int id, Stat stat) throws InterruptedException {
    readers.acquire();
    try (InputStream in = tree.open(stat.getPath())) {
      int size = Math.clamp(stat.getSize(), 1, CHUNK);
      while (true) {
        // the packet keeps the array, so each needs its own
        byte[] buffer = new byte[size];
        int count = in.readNBytes(buffer, 0, buffer.length);
        if (count > 0) {
          sendData(id, UnsafeByteOperations.unsafeWrap(buffer, 0, count));
        }
        if (count < size) {
          break;
        }
      }
    } catch (IOException e) {
      // a file that is gone by now counts as empty, as in every sender of this protocol
    } finally {
      readers.release();
    }
    sendData(id, ByteString.EMPTY);
  }

  private void sendData(int id, ByteString data) {
    stream.send(
        Packet.newBuilder().setType(PacketType.PACKET_DATA).setID(id).setData(data).build());
  }

  private interface Step {
    void run() throws IOException, InterruptedException;
  }

  private void guarded(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      fail(GatewayException.of(GatewayException.Code.UNKNOWN, reason(e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      if (!Thread.currentThread().isInterrupted()) {
        fail(e);
      }
    }
  }

  private synchronized void fail(RuntimeException error) {
    if (failure == null) {
      failure = error;
      receiving.interrupt();
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case java.nio.file.AccessDeniedException a -> "open " + a.getFile() + ": permission denied";
      case java.nio.file.NoSuchFileException n ->
          "open " + n.getFile() + ": no such file or directory";
      case FileSystemException f -> f.getFile() + ": " + f.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }
}
