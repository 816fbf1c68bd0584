package dev.bowsprit.llb;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What commands run with: the variables in the order of their last assignment, and all else.
 *
 * <p>The directory is empty only where an image's config says so.
 */
record ExecMeta(
    Map<String, String> env,
    String dir,
    String user,
    String hostname,
    String cgroupParent,
    NetworkMode network,
    SecurityMode security,
    List<ExtraHost> hosts,
    List<Ulimit> ulimits,
    Optional<Platform> platform)
    implements Meta {

  static final ExecMeta INITIAL =
      new ExecMeta(
          Map.of(),
          "/",
          "",
          "",
          "",
          NetworkMode.SANDBOX,
          SecurityMode.SANDBOX,
          List.of(),
          List.of(),
          Optional.empty());

  @Override
  public ExecMeta resolve(Marshalling marshalling) {
    return this;
  }

  @Override
  public Meta change(UnaryOperator<ExecMeta> change) {
    return change.apply(this);
  }

  ExecMeta withEnv(String name, String value) {
    Map<String, String> copy = new LinkedHashMap<>(env);
    copy.remove(name);
    copy.put(name, value);
    return withEnv(copy);
  }

  ExecMeta withoutEnv(String name) {
    Map<String, String> copy = new LinkedHashMap<>(env);
    copy.remove(name);
    return withEnv(copy);
  }

  private ExecMeta withEnv(Map<String, String> variables) {
    return new ExecMeta(
        Collections.unmodifiableMap(variables),
        dir,
        user,
        hostname,
        cgroupParent,
        network,
        security,
        hosts,
        ulimits,
        platform);
  }

  ExecMeta withDir(String path) {
    String absolute = path.startsWith("/") ? path : GoPath.join(dir.isEmpty() ? "/" : dir, path);
    return withExactDir(absolute);
  }

  ExecMeta withExactDir(String path) {
    return new ExecMeta(
        env, path, user, hostname, cgroupParent, network, security, hosts, ulimits, platform);
  }

  ExecMeta withUser(String value) {
    return new ExecMeta(
        env, dir, value, hostname, cgroupParent, network, security, hosts, ulimits, platform);
  }

  ExecMeta withHostname(String value) {
    return new ExecMeta(
        env, dir, user, value, cgroupParent, network, security, hosts, ulimits, platform);
  }

  ExecMeta withCgroupParent(String value) {
    return new ExecMeta(
        env, dir, user, hostname, value, network, security, hosts, ulimits, platform);
  }

  ExecMeta withNetwork(NetworkMode value) {
    return new ExecMeta(
        env, dir, user, hostname, cgroupParent, value, security, hosts, ulimits, platform);
  }

  ExecMeta withSecurity(SecurityMode value) {
    return new ExecMeta(
        env, dir, user, hostname, cgroupParent, network, value, hosts, ulimits, platform);
  }

  ExecMeta withHost(ExtraHost host) {
    return new ExecMeta(
        env,
        dir,
        user,
        hostname,
        cgroupParent,
        network,
        security,
        append(hosts, host),
        ulimits,
        platform);
  }

  ExecMeta withUlimit(Ulimit limit) {
    return new ExecMeta(
        env,
        dir,
        user,
        hostname,
        cgroupParent,
        network,
        security,
        hosts,
        append(ulimits, limit),
        platform);
  }

  ExecMeta withPlatform(Platform value) {
    return new ExecMeta(
        env,
        dir,
        user,
        hostname,
        cgroupParent,
        network,
        security,
        hosts,
        ulimits,
        Optional.of(value.normalized()));
  }

  private static <T> List<T> append(List<T> list, T item) {
    List<T> copy = new ArrayList<>(list);
    copy.add(item);
    return Collections.unmodifiableList(copy);
  }
}
