package dev.bowsprit.frontend.testkit;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.Frontend;
import dev.bowsprit.frontend.FrontendEnvironment;
import dev.bowsprit.gateway.GatewayCapabilities;
import dev.bowsprit.llb.Capabilities;
import dev.bowsprit.llb.CapabilitySet;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.wire.caps.APICap;
import dev.bowsprit.wire.pb.Definition;
import dev.bowsprit.wire.worker.WorkerRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** All that a test says of the world around a build. {@link TestBuild} changes copies only. */
final class Scenario {

  /** An image for one platform, or for all that have none of their own. */
  record Image(Optional<Platform> platform, String config, FileTree files) {}

  /** A repository, at one reference or at all. */
  record Repository(String commit, FileTree files) {}

  /** What to do for commands whose line has a text. */
  record Rule(String part, ExecScript script) {}

  private static final String SESSION = "test-session";

  final SortedMap<String, String> options = new TreeMap<>();
  final Map<String, FileTree> locals = new TreeMap<>();
  final Map<String, List<Image>> images = new TreeMap<>();
  final Map<String, Repository> repositories = new TreeMap<>();
  final Map<String, ByteString> downloads = new TreeMap<>();
  final Map<String, FileTree> sources = new TreeMap<>();
  final Map<String, Definition> inputs = new LinkedHashMap<>();
  final List<Rule> rules = new ArrayList<>();
  final Map<String, ByteString> secrets = new TreeMap<>();
  final Map<String, Supplier<? extends Frontend>> frontends = new LinkedHashMap<>();
  final List<Platform> workerPlatforms = new ArrayList<>();
  Optional<Image> anyImage = Optional.empty();
  private long capabilityOrder;
  CapabilitySet gatewayCapabilities = CapabilitySet.ofIds(GatewayCapabilities.ALL);
  CapabilitySet capabilities = CapabilitySet.ofIds(Capabilities.ALL);

  Scenario() {}

  Scenario(Scenario other) {
    options.putAll(other.options);
    other.locals.forEach((name, files) -> locals.put(name, files.copy()));
    other.images.forEach((name, all) -> images.put(name, new ArrayList<>(all)));
    anyImage = other.anyImage;
    repositories.putAll(other.repositories);
    downloads.putAll(other.downloads);
    sources.putAll(other.sources);
    inputs.putAll(other.inputs);
    rules.addAll(other.rules);
    secrets.putAll(other.secrets);
    frontends.putAll(other.frontends);
    workerPlatforms.addAll(other.workerPlatforms);
    gatewayCapabilities = other.gatewayCapabilities;
    capabilities = other.capabilities;
    capabilityOrder = other.capabilityOrder;
  }

  FrontendEnvironment environment() {
    return FrontendEnvironment.of(options, SESSION, List.of(worker()));
  }

  WorkerRecord worker() {
    WorkerRecord.Builder worker = WorkerRecord.newBuilder().setID("test-worker");
    workerPlatforms.forEach(platform -> worker.addPlatforms(platform.toProto()));
    return worker.build();
  }

  /** The same with maps and lists without order in another order for each run but the first. */
  Scenario shuffled(int run) {
    Scenario copy = new Scenario(this);
    if (run > 0) {
      Random order = new Random(run);
      copy.capabilityOrder = order.nextLong();
      List<Map.Entry<String, Definition>> entries = new ArrayList<>(inputs.entrySet());
      Collections.shuffle(entries, order);
      copy.inputs.clear();
      entries.forEach(entry -> copy.inputs.put(entry.getKey(), entry.getValue()));
    }
    return copy;
  }

  /** What a daemon tells, in an order that says nothing. */
  List<APICap> told(CapabilitySet set) {
    List<APICap> result = new ArrayList<>(set.all());
    if (capabilityOrder != 0) {
      Collections.shuffle(result, new Random(capabilityOrder));
    }
    return result;
  }
}
