package dev.bowsprit.gateway;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.wire.pb.SourceInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a failed call says besides its code and message: BuildKit's typed details. On the wire each
 * is a {@code google.protobuf.Any} whose value is JSON, with a type URL that ends in {@code +json}.
 *
 * <p>Details travel unchanged from the one who failed to the one who reports. BuildKit turns their
 * order round at each hop, so only the order among those of one kind says something.
 */
public sealed interface ErrorDetail {

  /** Begins the type URLs of BuildKit's details. */
  String PREFIX = "github.com/moby/buildkit/";

  /** The detail of a wire message; {@link Other} if it is unknown or malformed. */
  static ErrorDetail of(Any any) {
    return ErrorDetailReader.read(any);
  }

  /** The details of a failed call, in their order. */
  static List<ErrorDetail> of(GatewayException failure) {
    return failure.details().stream().map(ErrorDetail::of).toList();
  }

  /** The type URL. */
  String typeUrl();

  /** The value. */
  Json json();

  /** The wire message. */
  default Any toAny() {
    return Any.newBuilder()
        .setTypeUrl(typeUrl())
        .setValue(ByteString.copyFromUtf8(json().compact()))
        .build();
  }

  /**
   * Places in a source text that the failure is about; clients show them as an excerpt.
   *
   * @param info the text
   * @param ranges the places
   */
  record Source(SourceInfo info, List<SourceRange> ranges) implements ErrorDetail {

    /** Takes a copy of the ranges. */
    public Source {
      ranges = List.copyOf(ranges);
    }

    @Override
    public String typeUrl() {
      return ErrorDetails.SOURCE;
    }

    @Override
    public Json json() {
      return new Json.Builder()
          .put("info", WireJson.of(info))
          .put("ranges", WireJson.ofRanges(ranges.stream().map(SourceRange::toProto).toList()))
          .build();
    }
  }

  /**
   * The operation that failed.
   *
   * @param digest its digest
   */
  record Vertex(Digest digest) implements ErrorDetail {

    @Override
    public String typeUrl() {
      return ErrorDetails.VERTEX;
    }

    @Override
    public Json json() {
      return new Json.Builder().putText("digest", digest.toString()).build();
    }
  }

  /**
   * The frontend that failed.
   *
   * @param name its name, for instance {@code gateway.v0}
   * @param source its image, if it is one
   */
  record Frontend(String name, String source) implements ErrorDetail {

    @Override
    public String typeUrl() {
      return ErrorDetails.FRONTEND;
    }

    @Override
    public Json json() {
      return new Json.Builder().putText("name", name).putText("source", source).build();
    }
  }

  /**
   * A capability that a client asked for and the frontend lacks.
   *
   * @param name the capability
   */
  record FrontendCap(String name) implements ErrorDetail {

    @Override
    public String typeUrl() {
      return ErrorDetails.FRONTEND_CAP;
    }

    @Override
    public Json json() {
      return new Json.Builder().putText("name", name).build();
    }
  }

  /**
   * A subrequest that the frontend does not know.
   *
   * @param name the subrequest
   */
  record Subrequest(String name) implements ErrorDetail {

    @Override
    public String typeUrl() {
      return ErrorDetails.SUBREQUEST;
    }

    @Override
    public Json json() {
      return new Json.Builder().putText("name", name).build();
    }
  }

  /**
   * What an operation had when it failed, by which a client can look into it: in containers, the
   * results are mounted by these ids.
   *
   * @param inputIds results that the operation used
   * @param mountIds results of the operation's mounts when it failed
   * @param op the operation, as protobuf's JSON mapping writes it
   * @param subject which part of the operation failed
   * @param description the operation's description
   */
  record Solve(
      List<String> inputIds,
      List<String> mountIds,
      Optional<Json> op,
      Optional<Subject> subject,
      Map<String, String> description)
      implements ErrorDetail {

    /** Takes copies. */
    public Solve {
      inputIds = List.copyOf(inputIds);
      mountIds = List.copyOf(mountIds);
      description = Map.copyOf(description);
    }

    @Override
    public String typeUrl() {
      return ErrorDetails.SOLVE;
    }

    @Override
    public Json json() {
      Json.Builder result =
          new Json.Builder().putTexts("inputIDs", inputIds).putTexts("mountIDs", mountIds);
      op.ifPresent(value -> result.put("op", value));
      subject.ifPresent(s -> result.put(s.kind().key(), s.json()));
      if (!description.isEmpty()) {
        result.put("description", WireJson.ofTexts(description));
      }
      return result.build();
    }
  }

  /**
   * Which part of an operation failed.
   *
   * @param kind what it is a part of
   * @param index which one it is
   */
  record Subject(Kind kind, long index) {

    Json json() {
      return index == 0
          ? new Json.Builder().build()
          : new Json.Builder().putText("index", Long.toString(index)).build();
    }

    /** What the index counts. */
    public enum Kind {
      /** The actions of a file operation. */
      FILE,
      /** The inputs whose content was to become a cache key. */
      CACHE;

      String key() {
        return this == FILE ? "file" : "cache";
      }
    }
  }

  /**
   * A process ended with a code that means failure.
   *
   * @param code the exit code; 255 if it never ran
   */
  record Exit(int code) implements ErrorDetail {

    @Override
    public String typeUrl() {
      return ErrorDetails.EXIT;
    }

    @Override
    public Json json() {
      return new Json.Builder().putNumber("Code", code).build();
    }
  }

  /**
   * Something that the build's {@code compatibility-version} rules out.
   *
   * @param version the version
   * @param feature what it rules out
   */
  record CompatibilityFeature(long version, String feature) implements ErrorDetail {

    @Override
    public String typeUrl() {
      return ErrorDetails.COMPATIBILITY_FEATURE;
    }

    @Override
    public Json json() {
      return new Json.Builder().putNumber("version", version).putText("feature", feature).build();
    }
  }

  /**
   * Requests of commands that could not be recorded as materials of the provenance.
   *
   * @param incomplete the requests, as BuildKit writes them
   */
  record ProvenanceMaterialsIncomplete(Json incomplete) implements ErrorDetail {

    @Override
    public String typeUrl() {
      return ErrorDetails.PROVENANCE_MATERIALS_INCOMPLETE;
    }

    @Override
    public Json json() {
      return new Json.Builder().put("incomplete", incomplete).build();
    }
  }

  /**
   * A detail of another kind, such as a stack trace, kept as it is.
   *
   * @param any the wire message
   */
  record Other(Any any) implements ErrorDetail {

    @Override
    public String typeUrl() {
      return any.getTypeUrl();
    }

    @Override
    public Json json() {
      return new Json.Null();
    }

    @Override
    public Any toAny() {
      return any;
    }
  }
}
