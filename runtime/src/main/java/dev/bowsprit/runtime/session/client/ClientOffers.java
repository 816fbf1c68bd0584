package dev.bowsprit.runtime.session.client;

import dev.bowsprit.runtime.session.HealthService;
import dev.bowsprit.runtime.wire.policysession.PolicyVerifierGrpc;
import io.grpc.BindableService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All that a client offers during one build.
 *
 * @param folders local folders by name: {@code context}, {@code dockerfile}, named contexts
 * @param outputs where exports go, by their number
 * @param secrets secrets by id
 * @param layouts folders of OCI image layouts, by the ids by which contexts name them
 * @param sshAgents sockets of ssh agents, by id
 * @param credentials the registry credentials
 * @param environment the environment, for secrets that come from it
 * @param policy decides about the sources of the build
 */
public record ClientOffers(
    Map<String, Path> folders,
    Map<Integer, OutputTarget> outputs,
    Map<String, SecretSource> secrets,
    Map<String, Path> layouts,
    Map<String, Path> sshAgents,
    Optional<DockerConfig> credentials,
    Map<String, String> environment,
    Optional<PolicyVerifierGrpc.PolicyVerifierImplBase> policy) {

  /** Leaves the decision about sources to the daemon. */
  public ClientOffers(
      Map<String, Path> folders,
      Map<Integer, OutputTarget> outputs,
      Map<String, SecretSource> secrets,
      Map<String, Path> layouts,
      Map<String, Path> sshAgents,
      Optional<DockerConfig> credentials,
      Map<String, String> environment) {
    this(folders, outputs, secrets, layouts, sshAgents, credentials, environment, Optional.empty());
  }

  /** The same, with somebody who decides about sources. */
  public ClientOffers with(PolicyVerifierGrpc.PolicyVerifierImplBase verifier) {
    return new ClientOffers(
        folders,
        outputs,
        secrets,
        layouts,
        sshAgents,
        credentials,
        environment,
        Optional.of(verifier));
  }

  /** Takes copies. */
  public ClientOffers {
    folders = Map.copyOf(folders);
    outputs = Map.copyOf(outputs);
    secrets = Map.copyOf(secrets);
    layouts = Map.copyOf(layouts);
    sshAgents = Map.copyOf(sshAgents);
    environment = Map.copyOf(environment);
  }

  /** Offers nothing but local folders. */
  public static ClientOffers ofFolders(Map<String, Path> folders) {
    return new ClientOffers(
        folders, Map.of(), Map.of(), Map.of(), Map.of(), Optional.empty(), Map.of());
  }

  /** Offers nothing but OCI image layouts. */
  public static ClientOffers ofLayouts(Map<String, Path> layouts) {
    return new ClientOffers(
        Map.of(), Map.of(), Map.of(), layouts, Map.of(), Optional.empty(), Map.of());
  }

  /** The services that the client's session serves; none that would have nothing to offer. */
  List<BindableService> services() {
    List<BindableService> services = new ArrayList<>();
    policy.ifPresent(services::add);
    services.add(new HealthService());
    services.add(new SecretsService(secrets, environment));
    if (!folders.isEmpty()) {
      services.add(new FileSyncService(folders));
    }
    if (!outputs.isEmpty()) {
      services.add(new FileSendService(outputs));
    }
    if (!layouts.isEmpty()) {
      Map<String, Path> byStoreId = new TreeMap<>();
      layouts.forEach((id, folder) -> byStoreId.put("oci:" + id, folder));
      services.add(new ContentService(byStoreId));
    }
    if (!sshAgents.isEmpty()) {
      services.add(new SshService(sshAgents));
    }
    credentials.ifPresent(config -> services.add(new AuthService(config)));
    return services;
  }
}
