package dev.bowsprit.llb;

/** The privileges of an exec: {@code pb.SecurityMode}. */
public enum SecurityMode {
  /** Those of an ordinary container. */
  SANDBOX(dev.bowsprit.wire.pb.SecurityMode.SANDBOX),
  /** All of the daemon's; needs the entitlement {@code security.insecure}. */
  INSECURE(dev.bowsprit.wire.pb.SecurityMode.INSECURE);

  private final dev.bowsprit.wire.pb.SecurityMode proto;

  SecurityMode(dev.bowsprit.wire.pb.SecurityMode proto) {
    this.proto = proto;
  }

  /** The wire value. */
  public dev.bowsprit.wire.pb.SecurityMode toProto() {
    return proto;
  }
}
