package dev.bowsprit.runtime.control;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.exporter.Exporter;
import dev.bowsprit.runtime.wire.control.SolveRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The exporters of an engine, by type. */
final class Exporters {

  private final Map<String, Exporter> byType = new LinkedHashMap<>();

  Exporters(List<Exporter> exporters) {
    exporters.forEach(exporter -> byType.put(exporter.type(), exporter));
  }

  /**
   * The exports that a request asks for; old clients ask for one in fields of their own.
   *
   * @throws GatewayException NOT_FOUND if there is no such exporter
   */
  List<Exporter.Export> prepare(SolveRequest request) {
    List<dev.bowsprit.runtime.wire.control.Exporter> wanted =
        new ArrayList<>(request.getExportersList());
    if (wanted.isEmpty() && !request.getExporterDeprecated().isEmpty()) {
      wanted.add(
          dev.bowsprit.runtime.wire.control.Exporter.newBuilder()
              .setType(request.getExporterDeprecated())
              .putAllAttrs(request.getExporterAttrsDeprecatedMap())
              .build());
    }
    List<Exporter.Export> exports = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      exports.add(exporter(wanted.get(i).getType()).prepare(i, wanted.get(i).getAttrsMap()));
    }
    return exports;
  }

  private Exporter exporter(String type) {
    Exporter exporter = byType.get(type);
    if (exporter == null) {
      throw GatewayException.of(
          GatewayException.Code.NOT_FOUND,
          "exporter \"%s\" could not be found: there are %s"
              .formatted(type, String.join(", ", byType.keySet())));
    }
    return exporter;
  }
}
