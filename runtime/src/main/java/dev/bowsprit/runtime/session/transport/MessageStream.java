package dev.bowsprit.runtime.session.transport;

import dev.bowsprit.gateway.GatewayException;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.CallStreamObserver;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC stream in both directions for code that blocks: sending waits while the other side cannot
 * take more, and receiving waits for the next message.
 *
 * <p>Waiting ends with {@link GatewayException.Code#CANCELLED} when the thread is interrupted,
 * which it stays. Any thread may send, and one at a time receives.
 *
 * @param <S> what is sent
 * @param <R> what is received
 */
public final class MessageStream<S, R> implements AutoCloseable {

  /** How many messages the other side may send before the first is received here. */
  private static final int AHEAD = 64;

  private final ArrayDeque<R> received = new ArrayDeque<>();
  private @Nullable CallStreamObserver<S> outbound;
  private @Nullable GatewayException failure;
  private boolean sendsAnyTime;
  private boolean ended;
  private boolean finished;

  private MessageStream() {}

  /** Calls a method of the other side. */
  public static <S, R> MessageStream<S, R> call(
      Channel channel, MethodDescriptor<S, R> method, Metadata headers) {
    MessageStream<S, R> stream = new MessageStream<>();
    // gRPC does not say when such a call is ready, and queues its only message
    stream.sendsAnyTime = method.getType().clientSendsOneMessage();
    ClientCall<S, R> call =
        MetadataUtils.newAttachHeadersInterceptor(headers)
            .interceptCall(method, io.grpc.CallOptions.DEFAULT, channel);
    ClientCalls.asyncBidiStreamingCall(call, stream.new ClientSide());
    return stream;
  }

  /**
   * Serves a call on a thread of its own. When the work returns the stream is finished; when it
   * throws, the caller gets the error; when the caller cancels, the work is interrupted.
   */
  public static <S, R> StreamObserver<R> serve(
      StreamObserver<S> responses, String name, Consumer<MessageStream<S, R>> work) {
    MessageStream<S, R> stream = new MessageStream<>();
    ServerCallStreamObserver<S> server = (ServerCallStreamObserver<S>) responses;
    server.disableAutoRequest();
    stream.attach(server);
    server.request(AHEAD);
    Runnable task =
        Context.current()
            .wrap(
                () -> {
                  try {
                    Cancellation.interrupting(
                        () -> {
                          work.accept(stream);
                          return true;
                        });
                    stream.close();
                  } catch (RuntimeException e) {
                    stream.fail(e);
                  }
                });
    Thread.ofVirtual().name(name).start(task);
    return stream.inbound();
  }

  /** Sends a message. */
  public void send(S message) {
    synchronized (this) {
      while (failure == null && !isOver() && !mayBeSent()) {
        await();
      }
      if (failure != null) {
        throw failure;
      }
      if (isOver() || outbound == null) {
        throw GatewayException.of(GatewayException.Code.CANCELLED, "the stream was closed");
      }
      try {
        outbound.onNext(message);
      } catch (IllegalStateException | StatusRuntimeException e) {
        throw GatewayException.of(GatewayException.Code.CANCELLED, "the stream was closed");
      }
    }
  }

  /**
   * Waits for the next message; empty once the other side has sent all.
   *
   * @throws GatewayException if the other side failed
   */
  public synchronized Optional<R> receive() {
    while (received.isEmpty()) {
      if (failure != null) {
        throw failure;
      }
      if (ended) {
        return Optional.empty();
      }
      await();
    }
    R message = received.remove();
    if (outbound != null && !ended) {
      try {
        outbound.request(1);
      } catch (IllegalStateException e) {
        // the call is over; what was received can still be taken
      }
    }
    return Optional.of(message);
  }

  /** Says that nothing more will be sent. What comes can still be received. */
  public synchronized void finish() {
    if (!finished) {
      finished = true;
      if (outbound != null) {
        try {
          outbound.onCompleted();
        } catch (IllegalStateException | StatusRuntimeException e) {
          // the call is over already
        }
      }
      notifyAll();
    }
  }

  /**
   * Says that nothing more will be sent, and where this side made the call, waits until the other
   * has ended it too.
   *
   * @throws GatewayException if the other side failed
   */
  public void finishBoth() {
    finish();
    boolean caller;
    synchronized (this) {
      caller = outbound instanceof ClientCallStreamObserver<S>;
    }
    while (caller && receive().isPresent()) {
      // nothing is expected any more
    }
  }

  /** Ends the stream with an error for the other side. */
  public synchronized void fail(Throwable error) {
    if (!finished) {
      finished = true;
      if (outbound != null) {
        try {
          outbound.onError(GrpcErrors.toGrpc(error));
        } catch (IllegalStateException | StatusRuntimeException e) {
          // the call is over already
        }
      }
      notifyAll();
    }
  }

  /** Ends the stream: a caller cancels what the other side still does, a server has answered. */
  @Override
  public synchronized void close() {
    if (outbound instanceof ClientCallStreamObserver<S> client && !ended) {
      finished = true;
      client.cancel("closed", null);
    } else {
      finish();
    }
    ended = true;
    notifyAll();
  }

  private boolean mayBeSent() {
    return outbound != null && (sendsAnyTime || outbound.isReady());
  }

  /** A call ends with what the other side answers; a served one with what this side answers. */
  private boolean isOver() {
    return finished || (ended && outbound instanceof ClientCallStreamObserver<S>);
  }

  /** Waits once; all callers do so in a loop. */
  @SuppressWarnings("WaitNotInLoop")
  private void await() {
    try {
      wait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GatewayException.of(GatewayException.Code.CANCELLED, "context canceled");
    }
  }

  private synchronized void attach(CallStreamObserver<S> observer) {
    outbound = observer;
    observer.setOnReadyHandler(this::wake);
    notifyAll();
  }

  private synchronized void wake() {
    notifyAll();
  }

  private synchronized void take(R message) {
    received.add(message);
    notifyAll();
  }

  private synchronized void end(@Nullable GatewayException error) {
    if (!(finished && ended)) {
      failure = error;
    }
    ended = true;
    notifyAll();
  }

  private StreamObserver<R> inbound() {
    return new StreamObserver<>() {
      @Override
      public void onNext(R message) {
        take(message);
      }

      @Override
      public void onError(Throwable error) {
        end(GrpcErrors.fromGrpc(error));
      }

      @Override
      public void onCompleted() {
        end(null);
      }
    };
  }

  private final class ClientSide implements ClientResponseObserver<S, R> {

    @Override
    public void beforeStart(ClientCallStreamObserver<S> requests) {
      requests.disableAutoRequestWithInitial(AHEAD);
      attach(requests);
    }

    @Override
    public void onNext(R message) {
      take(message);
    }

    @Override
    public void onError(Throwable error) {
      end(GrpcErrors.fromGrpc(error));
    }

    @Override
    public void onCompleted() {
      end(null);
    }
  }
}
