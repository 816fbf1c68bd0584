package dev.bowsprit.runtime.worker.ref;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one record of the store takes: the fields of BuildKit's {@code UsageRecord}.
 *
 * @param id the durable name
 * @param parents the records it is built on
 * @param mutable whether it can still be written
 * @param inUse whether somebody leases it
 * @param size the space of its own files, in bytes
 * @param createdAt when it was made
 * @param lastUsedAt when it was last leased, if ever
 * @param usageCount how often it was leased
 * @param description for people
 * @param type what it is
 * @param shared whether other records are built on it
 */
public record UsageRecord(
    String id,
    List<String> parents,
    boolean mutable,
    boolean inUse,
    long size,
    Instant createdAt,
    Optional<Instant> lastUsedAt,
    int usageCount,
    String description,
    RefInfo.RecordType type,
    boolean shared) {}
