package dev.bowsprit.runtime.exporter;

import dev.bowsprit.runtime.session.Session;
import dev.bowsprit.runtime.solver.VertexProgress;
import java.time.Instant;
import java.util.Optional;

/**
 * What an export may use.
 *
 * @param session the client that gets files, archives and asks for credentials
 * @param progress where the export shows what it does
 * @param now the time that an image without an epoch is created at
 */
public record ExportContext(Optional<Session> session, VertexProgress progress, Instant now) {}
