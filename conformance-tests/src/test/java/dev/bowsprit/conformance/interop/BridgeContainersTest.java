package dev.bowsprit.conformance.interop;

import dev.bowsprit.wire.gateway.NewContainerRequest;
import dev.bowsprit.wire.gateway.ReleaseContainerRequest;
import dev.bowsprit.wire.pb.CacheOpt;
import dev.bowsprit.wire.pb.HostIP;
import dev.bowsprit.wire.pb.MountType;
import dev.bowsprit.wire.pb.NetMode;
import dev.bowsprit.wire.pb.SecretOpt;
import dev.bowsprit.wire.pb.WorkerConstraints;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Containers of all kinds of mounts, hosts and networks. */
class BridgeContainersTest extends BridgeTest {

  private final BridgeBox box = new BridgeBox();

  private BridgeQuestion container(String name, UnaryOperator<NewContainerRequest.Builder> change) {
    return new BridgeQuestion(
        "NewContainer " + name,
        (gateway, base) -> {
          var _ = gateway.newContainer(change.apply(box.of(gateway, base)).build());
          return box.run(
              gateway,
              init -> init,
              "echo $(hostname); grep one /etc/hosts; ls /m 2>&1; touch /m/x 2>&1; true");
        });
  }

  @Override
  Stream<BridgeQuestion> questions() {
    return Stream.of(
        container("of an image", request -> request),
        container("without mounts", NewContainerRequest.Builder::clearMounts),
        container("without root", request -> request.clearMounts().addMounts(BridgeBox.at("/a"))),
        container(
            "with an empty root", request -> request.clearMounts().addMounts(BridgeBox.at("/"))),
        container("with a host name", request -> request.setHostname("ship")),
        container(
            "with a host",
            request -> request.addExtraHosts(HostIP.newBuilder().setHost("one").setIP("1.2.3.4"))),
        container(
            "with a bad host",
            request -> request.addExtraHosts(HostIP.newBuilder().setHost("one").setIP("1.2.3"))),
        container("without network", request -> request.setNetwork(NetMode.NONE)),
        container("with the host's network", request -> request.setNetwork(NetMode.HOST)),
        container(
            "of a constraint",
            request -> request.setConstraints(WorkerConstraints.newBuilder().addFilter("a==b"))),
        container(
            "of an unknown result",
            request -> request.setMounts(0, BridgeBox.at("/").setResultID("none"))),
        container("with an empty folder", request -> request.addMounts(BridgeBox.at("/m"))),
        container(
            "with memory",
            request -> request.addMounts(BridgeBox.at("/m").setMountType(MountType.TMPFS))),
        container(
            "with a cache",
            request ->
                request.addMounts(
                    BridgeBox.at("/m")
                        .setMountType(MountType.CACHE)
                        .setCacheOpt(CacheOpt.newBuilder().setID("bridge")))),
        container(
            "with a cache of no options",
            request -> request.addMounts(BridgeBox.at("/m").setMountType(MountType.CACHE))),
        container(
            "with a secret that is missing",
            request ->
                request.addMounts(
                    BridgeBox.at("/m")
                        .setMountType(MountType.SECRET)
                        .setSecretOpt(SecretOpt.newBuilder().setID("none")))),
        container(
            "with a secret that may be missing",
            request ->
                request.addMounts(
                    BridgeBox.at("/m")
                        .setMountType(MountType.SECRET)
                        .setSecretOpt(SecretOpt.newBuilder().setID("none").setOptional(true)))),
        container(
            "with ssh of no options",
            request -> request.addMounts(BridgeBox.at("/m").setMountType(MountType.SSH))),
        container(
            "with a mount that is read only",
            request -> request.addMounts(BridgeBox.at("/m").setReadonly(true))),
        new BridgeQuestion(
            "NewContainer twice",
            (gateway, base) -> {
              box.make(gateway, base);
              box.make(gateway, base);
              return "made";
            }),
        new BridgeQuestion(
            "ReleaseContainer of none",
            (gateway, base) -> {
              var _ =
                  gateway.releaseContainer(
                      ReleaseContainerRequest.newBuilder().setContainerID("none").build());
              return "released";
            }),
        new BridgeQuestion(
            "ReleaseContainer twice",
            (gateway, base) -> {
              box.make(gateway, base);
              var request = ReleaseContainerRequest.newBuilder().setContainerID(box.id()).build();
              var _ = gateway.releaseContainer(request);
              var _ = gateway.releaseContainer(request);
              return "released";
            }));
  }
}
