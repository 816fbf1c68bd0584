package dev.bowsprit.frontend;

import com.google.protobuf.ByteString;
import dev.bowsprit.llb.State;
import dev.bowsprit.wire.gateway.Attestation;
import dev.bowsprit.wire.gateway.AttestationKind;
import dev.bowsprit.wire.gateway.InTotoSubject;
import dev.bowsprit.wire.gateway.InTotoSubjectKind;
import dev.bowsprit.wire.gateway.Ref;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A statement about an image that is exported with it, of in-toto's form: {@code
 * moby.buildkit.v1.frontend.Attestation}. It is about the image unless it says otherwise.
 *
 * @param files what it is read from
 * @param path the file there that is the predicate; for a bundle the directory of statements
 * @param bundle whether there are several statements, a file each, whole and with their subjects
 * @param predicateType the type of the predicate, for instance {@code https://spdx.dev/Document};
 *     of a bundle, the type of those that are taken, or nothing for all
 * @param metadata what exporters are told, for instance {@code reason}
 */
public record Statement(
    State files,
    String path,
    boolean bundle,
    String predicateType,
    SortedMap<String, String> metadata) {

  /** Takes a copy. */
  public Statement {
    metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
  }

  /** The statement that a file is about the image. */
  public static Statement of(State files, String path, String predicateType) {
    return new Statement(files, path, false, predicateType, new TreeMap<>());
  }

  /** All statements in a directory, a file each, whole and with their subjects. */
  public static Statement bundle(State files, String directory) {
    return new Statement(files, directory, true, "", new TreeMap<>());
  }

  /** The same with something that exporters are told. */
  public Statement with(String key, String value) {
    SortedMap<String, String> more = new TreeMap<>(metadata);
    more.put(key, value);
    return new Statement(files, path, bundle, predicateType, more);
  }

  /**
   * As a result has it.
   *
   * @param solved the files
   */
  Attestation toProto(Ref solved) {
    Attestation.Builder result =
        Attestation.newBuilder()
            .setKind(bundle ? AttestationKind.Bundle : AttestationKind.InToto)
            .setRef(solved)
            .setPath(path)
            .setInTotoPredicateType(predicateType);
    metadata.forEach((key, value) -> result.putMetadata(key, ByteString.copyFromUtf8(value)));
    if (!bundle) {
      result.addInTotoSubjects(InTotoSubject.newBuilder().setKind(InTotoSubjectKind.Self));
    }
    return result.build();
  }
}
