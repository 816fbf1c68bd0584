package dev.bowsprit.runtime.session.fsutil;

import com.google.protobuf.ByteString;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.session.transport.MessageStream;
import dev.bowsprit.runtime.wire.fsutil.Packet;
import dev.bowsprit.runtime.wire.fsutil.Packet.PacketType;
import dev.bowsprit.wire.fsutil.Stat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Receives a tree of files: is told what there is, and asks for the content of what it lacks.
 *
 * @see <a href="https://github.com/tonistiigi/fsutil/blob/master/receive.go">the protocol</a>
 */
public final class FileReceiver {

  /** What becomes of the files. */
  public interface Target {

    /**
     * Takes one file, in {@link FileOrder#PATHS}; all calls come from one thread. Directories come
     * before what is in them. The path was checked: it is relative and clean, and its parents were
     * given before. A regular file with a link name is a hard link to one that was given before.
     *
     * @return whether the content is needed; only regular files that are no hard links have any
     */
    boolean entry(Stat stat) throws IOException;

    /**
     * Opens what takes the content of a file for which {@link #entry} returned true; called from
     * one of several threads, possibly before later entries and possibly after all. Closing the
     * stream says that the content is whole. After a failure it is closed too, and {@link #failed}
     * is called first.
     */
    OutputStream content(Stat stat) throws IOException;

    /** There are no more entries; content may still come. */
    default void lastEntry() throws IOException {}

    /** The transfer failed; what is open is not whole. */
    default void failed() {}
  }

  /** The stream of packets that a tree comes on. */
  public interface Packets {

    /** Waits for the next packet; empty once the sender has ended. */
    Optional<Packet> receive();

    /** Sends a packet; from any thread. */
    void send(Packet packet);

    /** Ends the stream when all was said. */
    void finishBoth();

    /** The packets of a stream that carries nothing else. */
    static Packets of(MessageStream<Packet, Packet> stream) {
      return new Packets() {
        @Override
        public Optional<Packet> receive() {
          return stream.receive();
        }

        @Override
        public void send(Packet packet) {
          stream.send(packet);
        }

        @Override
        public void finishBoth() {
          stream.finishBoth();
        }
      };
    }
  }

  /** What was received. */
  public record Received(long entries, long requested, long bytes) {}

  private static final int END_OF_REQUESTS = -1;

  private final Packets stream;
  private final Target target;
  private final EntryCheck check = new EntryCheck();
  private final Map<Integer, Stat> requested = new HashMap<>();
  private final BlockingQueue<Integer> requests = new LinkedBlockingQueue<>();
  private final ContentLanes lanes;
  private int nextId;
  private long requestCount;
  private long bytes;
  private boolean allEntries;

  private FileReceiver(Packets stream, Target target) {
    this.stream = stream;
    this.target = target;
    this.lanes = new ContentLanes(target, Thread.currentThread());
  }

  /**
   * Receives a whole tree into the target.
   *
   * @throws GatewayException if the sender fails or breaks the protocol
   * @throws IOException if the target fails
   */
  public static Received receive(MessageStream<Packet, Packet> stream, Target target)
      throws IOException {
    return receive(Packets.of(stream), target);
  }

  /** Receives a whole tree into the target, as {@link #receive(MessageStream, Target)}. */
  public static Received receive(Packets stream, Target target) throws IOException {
    return new FileReceiver(stream, target).run();
  }

  private Received run() throws IOException {
    // Requests have a thread of their own: a sender that is busy sending content does not read
    // them, and this thread must go on taking the content meanwhile.
    Thread requester = Thread.ofVirtual().name("file-requests").start(this::sendRequests);
    try {
      while (!allEntries || !requested.isEmpty()) {
        take(next());
      }
      lanes.finish();
      requests.add(END_OF_REQUESTS);
      requester.join();
      stream.send(Packet.newBuilder().setType(PacketType.PACKET_FIN).build());
      awaitFin();
      stream.finishBoth();
      return new Received(nextId, requestCount, bytes);
    } catch (IOException | RuntimeException | InterruptedException e) {
      requester.interrupt();
      throw failed(e);
    }
  }

  /** The sender answers FIN by FIN; a stream that ends before is as good. */
  private void awaitFin() {
    Optional<Packet> packet = stream.receive();
    while (packet.isPresent() && packet.get().getType() != PacketType.PACKET_FIN) {
      packet = stream.receive();
    }
  }

  /** Tells both sides; returns the first cause, which may have happened in another thread. */
  private RuntimeException failed(Exception e) throws IOException {
    target.failed();
    Optional<Exception> first = lanes.abort();
    Exception cause = first.orElse(e);
    if (first.isPresent()) {
      Thread.interrupted();
    }
    sendError(cause);
    if (cause instanceof IOException io) {
      throw io;
    }
    if (cause instanceof RuntimeException runtime) {
      return runtime;
    }
    Thread.currentThread().interrupt();
    return GatewayException.of(GatewayException.Code.CANCELLED, "context canceled");
  }

  private void sendError(Exception cause) {
    if (Thread.currentThread().isInterrupted()) {
      return;
    }
    try {
      stream.send(
          Packet.newBuilder()
              .setType(PacketType.PACKET_ERR)
              .setData(
                  ByteString.copyFrom(String.valueOf(cause.getMessage()), StandardCharsets.UTF_8))
              .build());
    } catch (GatewayException e) {
      // the sender is gone, or failed itself
    }
  }

  private Packet next() {
    return stream
        .receive()
        .orElseThrow(
            () ->
                GatewayException.of(
                    GatewayException.Code.UNKNOWN, "the sender of files ended early"));
  }

  private void take(Packet packet) throws IOException, InterruptedException {
    switch (packet.getType()) {
      case PACKET_STAT -> {
        if (packet.hasStat()) {
          entry(packet.getStat());
        } else {
          allEntries = true;
          target.lastEntry();
        }
      }
      case PACKET_DATA -> data(packet.getID(), packet.getData());
      case PACKET_ERR ->
          throw GatewayException.of(
              GatewayException.Code.UNKNOWN,
              "error from sender: " + packet.getData().toStringUtf8());
      case PACKET_FIN ->
          throw GatewayException.of(
              GatewayException.Code.UNKNOWN, "the sender of files ended early");
      case PACKET_REQ, UNRECOGNIZED -> {
        // nothing that a sender sends
      }
    }
  }

  private void entry(Stat stat) throws IOException {
    int id = nextId++;
    check.accept(stat);
    boolean wanted = target.entry(stat);
    if (wanted && FileMode.isRegular(stat.getMode()) && stat.getLinkname().isEmpty()) {
      requested.put(id, stat);
      requestCount++;
      requests.add(id);
    }
  }

  private void data(int id, ByteString data) throws InterruptedException {
    Stat stat = requested.get(id);
    if (stat == null) {
      throw GatewayException.of(
          GatewayException.Code.UNKNOWN, "invalid file request " + Integer.toUnsignedLong(id));
    }
    bytes += data.size();
    if (data.isEmpty()) {
      requested.remove(id);
    }
    lanes.put(id, stat, data);
  }

  private void sendRequests() {
    try {
      for (int id = requests.take(); id != END_OF_REQUESTS; id = requests.take()) {
        stream.send(Packet.newBuilder().setType(PacketType.PACKET_REQ).setID(id).build());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (GatewayException e) {
      // the receiving thread meets the same failure
    }
  }

  /** The order and shape that a tree must have, whoever sends it. */
  static final class EntryCheck {

    private final Set<String> files = new HashSet<>();
    private @Nullable String last;
    private String openDirectory = "";

    void accept(Stat stat) {
      String path = stat.getPath();
      if (!isClean(path)) {
        throw bad("invalid path in file transfer: \"" + path + '"');
      }
      if (last != null && FileOrder.PATHS.compare(last, path) >= 0) {
        throw bad("changes out of order: \"" + path + "\" \"" + last + '"');
      }
      int slash = path.lastIndexOf('/');
      String parent = slash < 0 ? "" : path.substring(0, slash);
      if (!parent.equals(openDirectory) && !openDirectory.startsWith(parent + '/')) {
        if (!parent.isEmpty()) {
          throw bad("changes out of order: parent of \"" + path + "\" was not sent");
        }
      }
      openDirectory = FileMode.isDir(stat.getMode()) ? path : parent;
      last = path;
      boolean linkable = !FileMode.isDir(stat.getMode()) && !FileMode.isSymlink(stat.getMode());
      if (linkable && stat.getLinkname().isEmpty()) {
        files.add(path);
      } else if (linkable && !files.contains(stat.getLinkname())) {
        throw bad("invalid link " + path + " to unknown path: \"" + stat.getLinkname() + '"');
      }
    }

    private static boolean isClean(String path) {
      if (path.isEmpty() || path.indexOf('\0') >= 0) {
        return false;
      }
      for (String part : path.split("/", -1)) {
        if (part.isEmpty() || part.equals(".") || part.equals("..")) {
          return false;
        }
      }
      return true;
    }

    private static GatewayException bad(String message) {
      return GatewayException.of(GatewayException.Code.INVALID_ARGUMENT, message);
    }
  }
}
