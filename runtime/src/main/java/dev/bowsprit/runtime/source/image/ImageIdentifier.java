package dev.bowsprit.runtime.source.image;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.runtime.worker.ref.RefInfo.RecordType;
import dev.bowsprit.wire.pb.SourceOp;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which image a source operation means.
 *
 * @param reference its name
 * @param mode how the name is resolved
 * @param recordType what du calls the result
 * @param layerLimit how many of its layers are wanted
 * @param checksum what the name must stand for
 * @param session of the layout, if it must be a certain one
 * @param store the layout's id at the client
 */
record ImageIdentifier(
    ImageReference reference,
    Mode mode,
    RecordType recordType,
    OptionalInt layerLimit,
    Optional<Digest> checksum,
    Optional<String> session,
    String store) {

  /** How names are resolved. */
  enum Mode {
    DEFAULT,
    PULL,
    LOCAL;

    static Mode parse(String text) {
      return switch (text) {
        case "", "default" -> DEFAULT;
        case "pull" -> PULL;
        case "local" -> LOCAL;
        default -> throw invalid("invalid resolvemode: " + text);
      };
    }
  }

  static ImageIdentifier parse(SourceOp source) {
    String identifier = source.getIdentifier();
    String name = identifier.substring(identifier.indexOf("://") + 3);
    return new ImageIdentifier(
        reference(name),
        Mode.parse(attribute(source, "image.resolvemode").orElse("")),
        recordType(attribute(source, "image.recordtype").orElse("")),
        layerLimit(
            attribute(source, "image.layerlimit").or(() -> attribute(source, "oci.layerlimit"))),
        attribute(source, "image.checksum").map(ImageIdentifier::digest),
        attribute(source, "oci.session").filter(session -> !session.isEmpty()),
        attribute(source, "oci.store").orElse(""));
  }

  /** The same with another way to resolve the name. */
  ImageIdentifier with(Mode newMode) {
    return new ImageIdentifier(
        reference, newMode, recordType, layerLimit, checksum, session, store);
  }

  private static ImageReference reference(String name) {
    try {
      ImageReference reference = ImageReference.parse(name);
      if (reference.tag().isEmpty() && reference.digest().isEmpty()) {
        throw invalid("object required");
      }
      return reference;
    } catch (IllegalArgumentException e) {
      throw invalid("failed to parse " + name + ": " + e.getMessage());
    }
  }

  private static Optional<String> attribute(SourceOp source, String name) {
    return Optional.ofNullable(source.getAttrsMap().get(name));
  }

  private static RecordType recordType(String name) {
    return switch (name) {
      case "", "regular" -> RecordType.REGULAR;
      case "internal" -> RecordType.INTERNAL;
      case "frontend" -> RecordType.FRONTEND;
      default -> throw invalid("invalid record type " + name);
    };
  }

  private static OptionalInt layerLimit(Optional<String> value) {
    if (value.isEmpty()) {
      return OptionalInt.empty();
    }
    if (!value.get().matches("[0-9]{1,6}") || Integer.parseInt(value.get()) == 0) {
      throw invalid("invalid layer limit " + value.get());
    }
    return OptionalInt.of(Integer.parseInt(value.get()));
  }

  private static Digest digest(String text) {
    try {
      return Digest.parse(text);
    } catch (IllegalArgumentException e) {
      throw invalid("invalid image checksum " + text + ": " + e.getMessage());
    }
  }

  private static GatewayException invalid(String message) {
    return GatewayException.of(Code.INVALID_ARGUMENT, message);
  }
}
