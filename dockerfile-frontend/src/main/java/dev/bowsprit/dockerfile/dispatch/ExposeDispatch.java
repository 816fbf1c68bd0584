package dev.bowsprit.dockerfile.dispatch;

import dev.bowsprit.dockerfile.lint.ExposeInvalidFormat;
import dev.bowsprit.dockerfile.lint.ExposeProtoCasing;
import dev.bowsprit.dockerfile.stage.StageState;
import dev.bowsprit.dockerfile.text.GoFormat;
import dev.bowsprit.frontend.option.IpAddress;
import dev.bowsprit.frontend.text.GoNumbers;
import dev.bowsprit.grammar.Instruction.Expose;
import dev.bowsprit.grammar.Word;
import dev.bowsprit.llb.Texts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** EXPOSE: ports of the container, also those of a range. */
final class ExposeDispatch {

  private static final int LAST_PORT = 65_535;

  private final Surroundings here;

  private ExposeDispatch(Surroundings here) {
    this.here = here;
  }

  static StageState apply(Surroundings here, Expose instruction) {
    ExposeDispatch dispatch = new ExposeDispatch(here);
    List<String> written = new ArrayList<>();
    for (Word word : instruction.ports()) {
      written.addAll(here.scope().words().words(word.text(), here.variables()));
    }
    List<String> ports = new ArrayList<>();
    written.forEach(port -> ports.addAll(dispatch.ports(port)));
    return here.state()
        .editConfig(c -> c.expose(ports))
        .withHistory("EXPOSE " + GoFormat.list(ports), false, here.scope().epoch());
  }

  /** The ports that {@code [ip:[hostport:]]port[-port][/protocol]} stands for. */
  private List<String> ports(String written) {
    List<String> parts = Arrays.asList(written.split(":", -1));
    int count = parts.size();
    String last = parts.getLast();
    String hostPort = count > 1 ? parts.get(count - 2) : "";
    String ip = count > 2 ? String.join(":", parts.subList(0, count - 2)) : "";
    int slash = last.indexOf('/');
    String container = slash < 0 ? last : last.substring(0, slash);
    String protocol = protocol(written, container, slash < 0 ? "" : last.substring(slash + 1));
    ExposeProtoCasing.check(here.linter(), here.place(), written, protocol);
    ExposeInvalidFormat.check(
        here.linter(), here.place(), written, !ip.isEmpty() || !hostPort.isEmpty());
    checkAddress(ip);
    int[] range = range(container, "invalid containerPort: ");
    if (!hostPort.isEmpty()) {
      int[] host = range(hostPort, "invalid hostPort: ");
      if (range[1] - range[0] != host[1] - host[0] && range[0] != range[1]) {
        throw here.error(
            "invalid ranges specified for container and host Ports: "
                + container
                + " and "
                + hostPort);
      }
    }
    List<String> ports = new ArrayList<>();
    for (int port = range[0]; port <= range[1]; port++) {
      ports.add(port + "/" + protocol.toLowerCase(Locale.ROOT));
    }
    return ports;
  }

  private String protocol(String written, String port, String protocol) {
    String prefix = "invalid port: " + Texts.quote(written) + ": ";
    if (port.isEmpty()) {
      throw here.error(prefix + "no port specified");
    }
    return switch (protocol.toLowerCase(Locale.ROOT)) {
      case "" -> "tcp";
      case "tcp", "udp", "sctp" -> protocol;
      default -> throw here.error(prefix + "invalid proto: " + protocol);
    };
  }

  private void checkAddress(String ip) {
    String address = ip;
    if (ip.startsWith("[")) {
      if (!ip.endsWith("]")) {
        throw here.error(
            "invalid IP address " + ip + ": address " + ip + ":: missing ']' in address");
      }
      address = ip.substring(1, ip.length() - 1);
    }
    if (!address.isEmpty() && IpAddress.canonical(address).isEmpty()) {
      throw here.error("invalid IP address: " + address);
    }
  }

  private int[] range(String ports, String problem) {
    int dash = ports.indexOf('-');
    String first = dash < 0 ? ports : ports.substring(0, dash);
    String last = dash < 0 ? first : ports.substring(dash + 1);
    try {
      int from = port(first);
      int to = port(last);
      if (to >= from) {
        return new int[] {from, to};
      }
    } catch (IllegalArgumentException e) {
      throw here.error(problem + ports);
    }
    throw here.error(problem + ports);
  }

  private static int port(String text) {
    long port = GoNumbers.parseInt(text);
    if (port < 0 || port > LAST_PORT) {
      throw new IllegalArgumentException(text);
    }
    return (int) port;
  }
}
