package dev.bowsprit.runtime.session;

import io.grpc.Channel;

/** A client that serves what is behind a channel, for tests. */
public record ChannelSession(Channel channel, String sharedKey) implements Session {

  /** One whose local folders are not recognised. */
  public ChannelSession(Channel channel) {
    this(channel, "");
  }

  @Override
  public String id() {
    return "client";
  }

  @Override
  public boolean supports(String method) {
    return true;
  }
}
