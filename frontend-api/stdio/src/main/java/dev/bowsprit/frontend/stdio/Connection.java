package dev.bowsprit.frontend.stdio;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.wire.rpc.Status;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of an HTTP/2 connection over a pair of streams, as far as gRPC needs it.
 *
 * <p>A frontend's process lives for a fraction of a second, so this is small rather than complete:
 * no TLS, no push, no priorities, header blocks without compression. One thread reads; whoever
 * calls writes.
 */
final class Connection {

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final int SETTINGS_ENABLE_PUSH = 2;
  private static final int SETTINGS_INITIAL_WINDOW_SIZE = 4;
  private static final int DEFAULT_WINDOW = 65535;
  private static final int WINDOW = 8 << 20;
  private static final int ACKNOWLEDGE = WINDOW / 2;
  private static final int BUFFER = 64 << 10;
  private static final int ERROR_CANCEL = 8;
  private static final int MESSAGE_PREFIX = 5;

  private final DataInputStream in;
  private final OutputStream out;

  /** Guards writing, and with it the order of streams. */
  private final ReentrantLock writing = new ReentrantLock();

  /** Guards all that follows, and the state of calls. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final Map<Integer, Call> calls = new HashMap<>();
  private long sendWindow = DEFAULT_WINDOW;
  private int initialSendWindow = DEFAULT_WINDOW;
  private int nextStream = 1;
  private Optional<Status> broken = Optional.empty();
  private int unacknowledged;

  private Connection(InputStream in, OutputStream out) {
    this.in = new DataInputStream(new BufferedInputStream(in, BUFFER));
    this.out = new BufferedOutputStream(out, BUFFER);
  }

  /** Begins a connection: says hello, and reads from then on. */
  static Connection open(InputStream in, OutputStream out, Runnable onEnd) throws IOException {
    Connection connection = new Connection(in, out);
    connection.greet();
    Thread reader = new Thread(() -> connection.read(onEnd), "gateway");
    reader.setDaemon(true);
    reader.start();
    return connection;
  }

  private void greet() throws IOException {
    out.write(PREFACE);
    byte[] settings = new byte[12];
    setting(settings, 0, SETTINGS_ENABLE_PUSH, 0);
    setting(settings, 6, SETTINGS_INITIAL_WINDOW_SIZE, WINDOW);
    new Frame(Frame.SETTINGS, 0, 0, settings).write(out);
    Frame.windowUpdate(0, WINDOW - DEFAULT_WINDOW).write(out);
    out.flush();
  }

  private static void setting(byte[] settings, int at, int id, int value) {
    settings[at + 1] = (byte) id;
    Frame.putInt(settings, at + 2, value);
  }

  /** Begins a call whose first message may be long in coming. */
  Call open(String path) {
    return begin(path, () -> {}, true);
  }

  /**
   * Begins a call, of which the peer hears with its first message: that is one system call, and one
   * thread to be woken, less.
   *
   * @param whenDone run by the reading thread when the call has ended well, before its caller knows
   */
  Call start(String path, Runnable whenDone) {
    return begin(path, whenDone, false);
  }

  private Call begin(String path, Runnable whenDone, boolean flush) {
    List<Header> headers =
        List.of(
            new Header(":method", "POST"),
            new Header(":scheme", "http"),
            new Header(":path", path),
            new Header(":authority", "localhost"),
            new Header("te", "trailers"),
            new Header("content-type", "application/grpc"),
            new Header("user-agent", "bowsprit"));
    writing.lock();
    try {
      Call call = register(whenDone);
      byte[] block = HeaderEncoder.encode(headers);
      write(new Frame(Frame.HEADERS, Frame.END_HEADERS, call.stream(), block), flush);
      return call;
    } finally {
      writing.unlock();
    }
  }

  private Call register(Runnable whenDone) {
    lock.lock();
    try {
      if (broken.isPresent()) {
        throw new GatewayException(broken.get());
      }
      Call call = new Call(nextStream, initialSendWindow, whenDone);
      calls.put(nextStream, call);
      nextStream += 2;
      return call;
    } finally {
      lock.unlock();
    }
  }

  /** Sends a message, which may be the last one; waits while the peer cannot take it. */
  void send(Call call, byte[] message, boolean last) {
    byte[] bytes = new byte[MESSAGE_PREFIX + message.length];
    Frame.putInt(bytes, 1, message.length);
    System.arraycopy(message, 0, bytes, MESSAGE_PREFIX, message.length);
    int at = 0;
    while (at < bytes.length) {
      int length = room(call, Math.min(bytes.length - at, Frame.MAX_PAYLOAD));
      byte[] piece = new byte[length];
      System.arraycopy(bytes, at, piece, 0, length);
      at += length;
      int flags = last && at == bytes.length ? Frame.END_STREAM : 0;
      write(new Frame(Frame.DATA, flags, call.stream(), piece));
    }
  }

  /** Says that there are no more messages. */
  void endSending(Call call) {
    write(new Frame(Frame.DATA, Frame.END_STREAM, call.stream(), new byte[0]));
  }

  private int room(Call call, int wanted) {
    lock.lock();
    try {
      while (Math.min(sendWindow, call.sendWindow()) <= 0) {
        if (call.hasEnded()) {
          throw call.failure();
        }
        await(call);
      }
      if (call.hasEnded()) {
        throw call.failure();
      }
      int result = (int) Math.min(wanted, Math.min(sendWindow, call.sendWindow()));
      sendWindow -= result;
      call.widen(-result);
      return result;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the next message; empty if the call has ended well. */
  Optional<byte[]> receive(Call call) {
    int acknowledged = 0;
    lock.lock();
    try {
      while (true) {
        byte @Nullable [] message = call.poll();
        if (message != null) {
          acknowledged = call.acknowledge(0, ACKNOWLEDGE);
          return Optional.of(message);
        }
        if (call.hasEnded()) {
          if (call.status().map(Status::getCode).orElse(0) != 0) {
            throw call.failure();
          }
          return Optional.empty();
        }
        await(call);
      }
    } finally {
      lock.unlock();
      if (acknowledged > 0) {
        write(Frame.windowUpdate(call.stream(), acknowledged));
      }
    }
  }

  @SuppressWarnings("WaitNotInLoop") // those who call it look again
  private void await(Call call) {
    try {
      changed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cancel(call);
      throw GatewayException.of(Code.CANCELLED, "context canceled");
    }
  }

  /** Ends a call whatever the peer is doing. */
  void cancel(Call call) {
    boolean live;
    lock.lock();
    try {
      live = !call.hasEnded();
      call.end(Call.status(Code.CANCELLED, "context canceled"));
      calls.remove(call.stream());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (live) {
      write(Frame.reset(call.stream(), ERROR_CANCEL));
    }
  }

  private void write(Frame frame) {
    write(frame, true);
  }

  private void write(Frame frame, boolean flush) {
    writing.lock();
    try {
      frame.write(out);
      if (flush) {
        out.flush();
      }
    } catch (IOException e) {
      fail("the daemon closed the connection: " + e.getMessage());
      throw GatewayException.of(
          Code.UNAVAILABLE, "the daemon closed the connection: " + e.getMessage());
    } finally {
      writing.unlock();
    }
  }

  private void read(Runnable onEnd) {
    HeaderDecoder decoder = new HeaderDecoder();
    try {
      while (true) {
        handle(Frame.read(in), decoder);
      }
    } catch (IOException e) {
      fail("the daemon closed the connection");
    } catch (IllegalArgumentException e) {
      fail("the daemon does not speak HTTP/2: " + e.getMessage());
    } catch (GatewayException e) {
      fail(e.status().getMessage());
    }
    onEnd.run();
  }

  private void handle(Frame frame, HeaderDecoder decoder) throws IOException {
    switch (frame.type()) {
      case Frame.DATA -> data(frame);
      case Frame.HEADERS -> headers(frame, decoder);
      case Frame.SETTINGS -> settings(frame);
      case Frame.PING -> {
        if (!frame.has(Frame.ACK)) {
          write(new Frame(Frame.PING, Frame.ACK, 0, frame.payload()));
        }
      }
      case Frame.WINDOW_UPDATE -> windowUpdate(frame);
      case Frame.RST_STREAM -> end(frame.stream(), "the daemon reset the call");
      case Frame.GOAWAY -> goAway(frame);
      default -> {
        // Priorities and frames of later versions say nothing to a client of gRPC.
      }
    }
  }

  private void data(Frame frame) throws IOException {
    byte[] content = frame.content();
    int connection = 0;
    int stream = 0;
    lock.lock();
    try {
      unacknowledged += frame.payload().length;
      if (unacknowledged >= ACKNOWLEDGE) {
        connection = unacknowledged;
        unacknowledged = 0;
      }
      Call call = calls.get(frame.stream());
      if (call != null) {
        call.data(content);
        stream = call.acknowledge(frame.payload().length, ACKNOWLEDGE);
        if (frame.has(Frame.END_STREAM)) {
          call.end(Trailers.of(List.of()).status());
        }
        if (call.hasEnded()) {
          calls.remove(frame.stream());
        }
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
    if (connection > 0) {
      write(Frame.windowUpdate(0, connection));
    }
    if (stream > 0) {
      write(Frame.windowUpdate(frame.stream(), stream));
    }
  }

  private void headers(Frame first, HeaderDecoder decoder) throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(first.content());
    Frame last = first;
    while (!last.has(Frame.END_HEADERS)) {
      last = Frame.read(in);
      if (last.type() != Frame.CONTINUATION || last.stream() != first.stream()) {
        throw new IOException("HTTP/2 header block is interrupted");
      }
      block.writeBytes(last.payload());
    }
    List<Header> headers = decoder.decode(block.toByteArray());
    find(first.stream()).ifPresent(call -> headers(call, first, headers));
  }

  /** Tells who waits for the end of a call first, and only then its caller. */
  private void headers(Call call, Frame frame, List<Header> headers) {
    boolean last = frame.has(Frame.END_STREAM);
    if (last && Trailers.of(headers).status().getCode() == 0) {
      call.done();
    }
    lock.lock();
    try {
      call.headers(headers, last);
      if (call.hasEnded()) {
        calls.remove(frame.stream());
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private Optional<Call> find(int stream) {
    lock.lock();
    try {
      return Optional.ofNullable(calls.get(stream));
    } finally {
      lock.unlock();
    }
  }

  private void settings(Frame frame) throws IOException {
    if (frame.has(Frame.ACK)) {
      return;
    }
    lock.lock();
    try {
      for (int at = 0; at + 6 <= frame.payload().length; at += 6) {
        int id = ((frame.payload()[at] & 0xff) << 8) | (frame.payload()[at + 1] & 0xff);
        if (id == SETTINGS_INITIAL_WINDOW_SIZE) {
          int value = frame.number(at + 2);
          calls.values().forEach(call -> call.widen((long) value - initialSendWindow));
          initialSendWindow = value;
          changed.signalAll();
        }
      }
    } finally {
      lock.unlock();
    }
    write(new Frame(Frame.SETTINGS, Frame.ACK, 0, new byte[0]));
  }

  private void windowUpdate(Frame frame) throws IOException {
    int increment = frame.number() & Integer.MAX_VALUE;
    lock.lock();
    try {
      if (frame.stream() == 0) {
        sendWindow += increment;
      } else {
        Call call = calls.get(frame.stream());
        if (call != null) {
          call.widen(increment);
        }
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void end(int stream, String message) {
    lock.lock();
    try {
      Call call = calls.remove(stream);
      if (call != null) {
        call.end(Call.status(Code.UNAVAILABLE, message));
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void goAway(Frame frame) throws IOException {
    int last = frame.number() & Integer.MAX_VALUE;
    lock.lock();
    try {
      broken = Optional.of(Call.status(Code.UNAVAILABLE, "the daemon takes no more calls"));
      calls.values().stream()
          .filter(call -> call.stream() > last)
          .forEach(call -> call.end(broken.get()));
      calls.keySet().removeIf(stream -> stream > last);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void fail(String message) {
    lock.lock();
    try {
      Status status = Call.status(Code.UNAVAILABLE, message);
      broken = Optional.of(status);
      calls.values().forEach(call -> call.end(status));
      calls.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
