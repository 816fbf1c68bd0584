package dev.bowsprit.runtime.session;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.session.transport.ByteTunnel;
import dev.bowsprit.runtime.session.transport.Grpc;
import dev.bowsprit.runtime.session.transport.MessageStream;
import dev.bowsprit.runtime.wire.control.BytesMessage;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Keeps the sessions of connected clients, each inside a call of {@code Control.Session}. */
public final class SessionHub implements SessionRegistry {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Map<String, Connected> sessions = new HashMap<>();

  /** A hub without sessions. */
  public SessionHub() {}

  /** Serves a client's session; returns when it ends. */
  public void serve(SessionHeaders headers, MessageStream<BytesMessage, BytesMessage> stream) {
    if (headers.id().isEmpty()) {
      throw GatewayException.of(
          GatewayException.Code.INVALID_ARGUMENT, "the session has no id in its headers");
    }
    ByteTunnel<BytesMessage> tunnel =
        new ByteTunnel<>(
            stream, data -> BytesMessage.newBuilder().setData(data).build(), BytesMessage::getData);
    ManagedChannel channel = Grpc.channel(() -> tunnel);
    Connected session = new Connected(headers, channel);
    add(session);
    try {
      // The client waits for the connection's first bytes, so it is made before the first call.
      channel.getState(true);
      tunnel.awaitClosed();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      remove(session);
      // The tunnel first: a farewell of the inner connection would be an error to the client.
      tunnel.close();
      channel.shutdownNow();
    }
  }

  private synchronized void add(Connected session) {
    if (sessions.putIfAbsent(session.id(), session) != null) {
      throw GatewayException.of(
          GatewayException.Code.ALREADY_EXISTS, "session " + session.id() + " already exists");
    }
    notifyAll();
  }

  private synchronized void remove(Connected session) {
    sessions.remove(session.id(), session);
  }

  /** How many clients are connected. */
  public synchronized int size() {
    return sessions.size();
  }

  @Override
  public synchronized Session get(String id) {
    // what stands before a colon tells vertices apart and is no part of the session's id
    int colon = id.indexOf(':');
    String key = colon >= 0 && colon < id.length() - 1 ? id.substring(colon + 1) : id;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Connected session = sessions.get(key);
    while (session == null) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw GatewayException.of(
            GatewayException.Code.NOT_FOUND,
            "no active session for " + key + ": context deadline exceeded");
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw GatewayException.of(
            GatewayException.Code.CANCELLED, "no active session for " + key + ": context canceled");
      }
      session = sessions.get(key);
    }
    return session;
  }

  private static final class Connected implements Session {

    private final SessionHeaders headers;
    private final ManagedChannel channel;
    private final Set<String> methods = new HashSet<>();

    Connected(SessionHeaders headers, ManagedChannel channel) {
      this.headers = headers;
      this.channel = channel;
      headers.methods().forEach(method -> methods.add(method.toLowerCase(Locale.ROOT)));
    }

    @Override
    public String id() {
      return headers.id();
    }

    @Override
    public String sharedKey() {
      return headers.sharedKey();
    }

    @Override
    public boolean supports(String method) {
      return methods.contains(method.toLowerCase(Locale.ROOT));
    }

    @Override
    public Channel channel() {
      return channel;
    }
  }
}
