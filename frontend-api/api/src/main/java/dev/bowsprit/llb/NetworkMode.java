package dev.bowsprit.llb;

import dev.bowsprit.wire.pb.NetMode;

/** The network of an exec: {@code pb.NetMode}. */
public enum NetworkMode {
  /** The daemon's default: a network of its own with access to the outside. */
  SANDBOX(NetMode.UNSET),
  /** The network of the daemon's host; needs the entitlement {@code network.host}. */
  HOST(NetMode.HOST),
  /** No network but the loopback interface. */
  NONE(NetMode.NONE);

  private final NetMode proto;

  NetworkMode(NetMode proto) {
    this.proto = proto;
  }

  /** The wire value. */
  public NetMode toProto() {
    return proto;
  }
}
