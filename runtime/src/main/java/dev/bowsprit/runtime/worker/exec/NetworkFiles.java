package dev.bowsprit.runtime.worker.exec;

import dev.bowsprit.wire.pb.HostIP;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The {@code /etc/hosts} and {@code /etc/resolv.conf} of containers. */
final class NetworkFiles {

  /** The name of a container that has no other. */
  static final String DEFAULT_HOSTNAME = "buildkitsandbox";

  private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
  private static final Path SYSTEMD_RESOLV_CONF = Path.of("/run/systemd/resolve/resolv.conf");
  private static final String SYSTEMD_STUB = "127.0.0.53";
  private static final List<String> PUBLIC_SERVERS =
      List.of("8.8.8.8", "8.8.4.4", "2001:4860:4860::8888", "2001:4860:4860::8844");

  private NetworkFiles() {}

  /** The content of {@code /etc/hosts}. */
  static String hosts(String hostname, List<HostIP> extra) {
    StringBuilder text = new StringBuilder();
    text.append("127.0.0.1\tlocalhost ")
        .append(hostname.isEmpty() ? DEFAULT_HOSTNAME : hostname)
        .append("\n::1\tlocalhost ip6-localhost ip6-loopback\n");
    for (HostIP host : extra) {
      text.append(host.getIP()).append('\t').append(host.getHost()).append('\n');
    }
    return text.toString();
  }

  /**
   * The content of {@code /etc/resolv.conf}, made from this host's at the moment.
   *
   * @param hostNetwork whether servers that listen on this host's loopback can be reached
   */
  static String resolvConf(boolean hostNetwork) throws IOException {
    ResolvConf conf = ResolvConf.parse(read(RESOLV_CONF));
    if (!hostNetwork && conf.servers().equals(List.of(SYSTEMD_STUB))) {
      conf = ResolvConf.parse(read(SYSTEMD_RESOLV_CONF));
    }
    if (!hostNetwork || conf.servers().isEmpty()) {
      conf = conf.withoutLoopback();
    }
    return conf.text();
  }

  private static String read(Path file) throws IOException {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  /**
   * A parsed {@code resolv.conf}, see resolv.conf(5).
   *
   * @param servers addresses of name servers
   * @param search the domains of the last {@code search} or {@code domain} line
   * @param options of all {@code options} lines
   * @param other lines that are none of these
   */
  record ResolvConf(
      List<String> servers, List<String> search, List<String> options, List<String> other) {

    static ResolvConf parse(String text) {
      List<String> servers = new ArrayList<>();
      List<String> search = List.of();
      List<String> options = new ArrayList<>();
      List<String> other = new ArrayList<>();
      for (String line : text.lines().toList()) {
        if (line.isEmpty() || line.startsWith("#") || line.startsWith(";") || line.isBlank()) {
          continue;
        }
        List<String> words = List.of(line.strip().split("\\s+"));
        List<String> values = words.subList(1, words.size());
        switch (words.getFirst()) {
          case "nameserver" -> values.stream().limit(1).forEach(servers::add);
          case "search", "domain" -> search = values.isEmpty() ? search : values;
          case "options" -> options.addAll(values);
          default -> other.add(line);
        }
      }
      return new ResolvConf(
          List.copyOf(servers), List.copyOf(search), List.copyOf(options), List.copyOf(other));
    }

    /** Servers on a loopback address are those of another network; public ones replace the last. */
    ResolvConf withoutLoopback() {
      List<String> reachable =
          servers.stream().filter(s -> !s.startsWith("127.") && !s.equals("::1")).toList();
      return new ResolvConf(
          reachable.isEmpty() ? PUBLIC_SERVERS : reachable, search, options, other);
    }

    String text() {
      List<String> lines = new ArrayList<>();
      servers.forEach(server -> lines.add("nameserver " + server));
      if (!search.isEmpty()) {
        lines.add("search " + String.join(" ", search));
      }
      if (!options.isEmpty()) {
        lines.add("options " + String.join(" ", options));
      }
      lines.addAll(other);
      return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }
  }
}
